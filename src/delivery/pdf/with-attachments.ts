import { PDFDocument, rgb, StandardFonts } from 'pdf-lib'
import type { Day } from '../../kernel/day.ts'
import { refuse } from '../../kernel/problem.ts'

export interface Attachment {
  /** What stands on its first page, at the top: "Bilag 2"; Latin letters and digits. */
  mark: string
  pdf: Uint8Array
}

/**
 * One PDF: the document, then what it lists, each beginning on a page of its own that bears its mark. Same parts and day, same bytes.
 * @throws Refused bundle.not-a-pdf
 */
export async function withAttachments(
  main: Uint8Array,
  attachments: readonly Attachment[],
  { madeOn, title }: { madeOn: Day; title: string },
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  const instant = new Date(`${madeOn}T00:00:00Z`)
  pdf.setTitle(title)
  pdf.setCreationDate(instant)
  pdf.setModificationDate(instant)
  const font = await pdf.embedFont(StandardFonts.HelveticaBold)
  for (const { mark, pdf: bytes } of [{ mark: '', pdf: main }, ...attachments]) {
    const source = await PDFDocument.load(bytes, { updateMetadata: false }).catch((error: Error) =>
      refuse('bundle.not-a-pdf', `document ${mark} is no readable PDF: ${error.message}`, { number: mark }),
    )
    const pages = await pdf.copyPages(source, source.getPageIndices())
    for (const page of pages) pdf.addPage(page)
    const first = pages[0]
    if (mark === '' || !first) continue
    const [size, pad] = [9, 4]
    const width = font.widthOfTextAtSize(mark, size)
    const [x, y] = [first.getWidth() - 24 - width, first.getHeight() - 20]
    first.drawRectangle({
      x: x - pad,
      y: y - pad,
      width: width + 2 * pad,
      height: size + 2 * pad - 1,
      color: rgb(1, 1, 1),
      borderColor: rgb(0, 0, 0),
      borderWidth: 0.7,
    })
    first.drawText(mark, { x, y, size, font })
  }
  return pdf.save()
}
