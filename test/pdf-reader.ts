import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface ReadPdf {
  pages: string[]
  /** All pages; every kind of blank is one blank, places to break a word are gone. */
  text: string
  /** Each piece of text where it stands: points from the left and from the foot of its page, and the size of its type. */
  places: { page: number; text: string; x: number; y: number; size: number }[]
  title: string
  language: string | null
  /** XMP. */
  pdfa: { part: string | null; conformance: string | null }
  attachments: { name: string; bytes: Uint8Array; description: string }[]
  isTagged: boolean
  fonts: string[]
}

/** Test support: reads a PDF by other eyes than those that wrote it. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const document = await getDocument({ data: Uint8Array.from(bytes), verbosity: 0 }).promise
  const pages: string[] = []
  const places: ReadPdf['places'] = []
  for (let i = 1; i <= document.numPages; i++) {
    const content = await (await document.getPage(i)).getTextContent()
    for (const item of content.items)
      if ('str' in item && item.str.trim() !== '')
        places.push({
          page: i,
          text: clean(item.str),
          x: item.transform[4] as number,
          y: item.transform[5] as number,
          size: item.height,
        })
    pages.push(clean(content.items.map((item) => ('str' in item ? item.str : '')).join(' ')))
  }
  const { info, metadata } = await document.getMetadata()
  const facts = info as { Title?: string; Language?: string }
  const attached = (await document.getAttachments()) as Record<
    string,
    { filename: string; content: Uint8Array; description?: string }
  > | null
  const marks = (await document.getMarkInfo()) as { Marked?: boolean } | null
  const read = {
    pages,
    text: pages.join(' '),
    places,
    title: facts.Title ?? '',
    language: facts.Language ?? null,
    pdfa: {
      part: (metadata?.get('pdfaid:part') as string) ?? null,
      conformance: (metadata?.get('pdfaid:conformance') as string) ?? null,
    },
    attachments: Object.values(attached ?? {}).map(({ filename, content, description }) => ({
      name: filename,
      bytes: content,
      description: description ?? '',
    })),
    isTagged: Boolean(marks?.Marked),
    fonts: [
      ...new Set(
        [
          ...Buffer.from(bytes)
            .toString('latin1')
            .matchAll(/\/FontName\s*\/(?:[A-Z]{6}\+)?([\w-]+)/g),
        ].map((m) => m[1]!),
      ),
    ],
  }
  await document.destroy()
  return read
}

const clean = (text: string): string =>
  text
    .replace(/\u200b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
