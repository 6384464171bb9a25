import { Download, Printer } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { bytesOf } from '../api/call.ts'
import { ApiRefused, unreachable } from '../api/refused.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Told } from './told.tsx'
import './pdf-view.css'

interface Props {
  /** Address of a PDF, or its bytes. */
  source: string | Blob | null
  /** Read out in place of the picture: "Invoice 10024817, 2 813,00 SEK". */
  name: string
  /** Shown at the top, with download and print. */
  title?: React.ReactNode
}

/** A PDF drawn as it is, page under page. The program that draws it is loaded when it is first needed. */
export function PdfView({ source, name, title }: Props) {
  const t = useText()
  const holder = useRef<HTMLDivElement>(null)
  const [address, setAddress] = useState<string | null>(null)
  const [failed, setFailed] = useState<ApiRefused | null>(null)
  useEffect(() => {
    if (source === null || typeof source === 'string') return setAddress(source)
    const made = URL.createObjectURL(source)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [source])
  useEffect(() => {
    const element = holder.current
    if (!source || !element) return
    let isCurrent = true
    setFailed(null)
    void drawPdf(source, element, () => isCurrent).catch((error) => {
      if (!isCurrent) return
      element.replaceChildren()
      setFailed(error instanceof ApiRefused ? error : unreachable())
    })
    return () => {
      isCurrent = false
    }
  }, [source])
  return (
    <figure className="pdf">
      <figcaption>
        <span>{title ?? name}</span>
        {address && !failed && (
          <span className="pills no-print">
            <a
              className="button quiet icon"
              href={address}
              download={`${name}.pdf`}
              aria-label={`${t(common.download)}: ${name}`}
            >
              <Download size={16} aria-hidden />
            </a>
            <button
              type="button"
              className="button quiet icon"
              aria-label={`${t(common.print)}: ${name}`}
              onClick={() => window.open(address, '_blank')}
            >
              <Printer size={16} aria-hidden />
            </button>
          </span>
        )}
      </figcaption>
      <div ref={holder} className="pdf-pages" role="img" aria-label={name} />
      <Told error={failed} />
    </figure>
  )
}

async function drawPdf(source: string | Blob, element: HTMLElement, isCurrent: () => boolean): Promise<void> {
  const [pdfjs, worker] = await Promise.all([import('pdfjs-dist'), import('pdfjs-dist/build/pdf.worker.min.mjs?url')])
  pdfjs.GlobalWorkerOptions.workerSrc = worker.default
  // The page may connect to its own server alone: bytes are handed over, not an address of them.
  const data = typeof source === 'string' ? await bytesOf(source) : await source.arrayBuffer()
  const document_ = await pdfjs.getDocument({ data, isEvalSupported: false }).promise
  const pages: HTMLCanvasElement[] = []
  for (let number = 1; number <= Math.min(document_.numPages, 20); number++) {
    const page = await document_.getPage(number)
    const width = element.clientWidth || 360
    const scale = (width / page.getViewport({ scale: 1 }).width) * Math.min(window.devicePixelRatio || 1, 2)
    const viewport = page.getViewport({ scale })
    const canvas = document.createElement('canvas')
    canvas.width = viewport.width
    canvas.height = viewport.height
    await page.render({ canvas, viewport }).promise
    if (!isCurrent()) return
    pages.push(canvas)
  }
  if (isCurrent()) element.replaceChildren(...pages)
}
