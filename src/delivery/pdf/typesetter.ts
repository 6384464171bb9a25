import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import type { CopyMark } from './document-content.ts'
import { documentContent } from './document-content.ts'
import type { DossierSheet } from './dossier-sheet.ts'
import { fixedWidth, fontFiles, readCoverage } from './font.ts'
import type { StatementDocument } from './letter.ts'
import { statementContent } from './letter.ts'
import type { LetterJob } from './letter-sheet.ts'
import { printableContent } from './printable.ts'
import { texts } from './texts.ts'

export type Job =
  | { kind: 'document'; document: IssuedDocument; xml: Uint8Array | null; copyMark?: CopyMark; isDraft?: boolean }
  | { kind: 'statement'; statement: StatementDocument }
  | { kind: 'letter'; letter: LetterJob }
  | { kind: 'dossier'; dossier: DossierSheet }

const templates = fileURLToPath(new URL('./templates', import.meta.url))
// Typst keeps what it has computed. What two evictions did not use again goes: 200 documents take 210 MB, at age 10 over 380, no slower.
const evictEvery = 10
const evictAge = 1
const logosMax = 50
const logoBytesMax = 2_000_000
const logoEndings: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/svg+xml': 'svg' }

export interface Typesetter {
  /** One PDF/A-3a. @throws Error with what Typst found wrong. */
  typeset(job: Job): Uint8Array
}

/** A Typst compiler with the shipped fonts. It works in the calling thread, and its memory grows: it belongs in a worker. */
export function createTypesetter(): Typesetter {
  const compiler = NodeCompiler.create({
    workspace: templates,
    fontArgs: [{ fontBlobs: Object.values(fontFiles).map((file) => readFileSync(file)) }],
  })
  const covers = readCoverage(fontFiles.regular)
  // OCR-B size I: ten characters an inch, 7.2 points each.
  const ocrSize = Math.round((7.2 / fixedWidth(fontFiles.ocrB)) * 1000) / 1000
  const logos = new Map<string, string>()
  let done = 0

  const logoPath = (logo: { mediaType: string; base64: string } | null | undefined): string | null => {
    if (!logo) return null
    const ending = logoEndings[logo.mediaType]
    if (!ending) throw new Error(`a logo must be PNG, JPEG or SVG, not ${logo.mediaType}`)
    const bytes = Buffer.from(logo.base64, 'base64')
    if (bytes.length > logoBytesMax) throw new Error(`the logo has ${bytes.length} bytes, at most ${logoBytesMax} fit`)
    const name = `logo-${createHash('sha256').update(bytes).digest('hex')}.${ending}`
    if (!logos.has(name)) {
      if (logos.size >= logosMax) {
        const [oldest, file] = logos.entries().next().value!
        compiler.unmapShadow(file)
        logos.delete(oldest)
      }
      const file = path.join(templates, name)
      compiler.mapShadow(file, bytes)
      logos.set(name, file)
    }
    return `/${name}`
  }

  const contentOf = (job: Job): { template: string; content: object; xml: Uint8Array | null } => {
    if (job.kind === 'statement')
      return {
        template: 'statement.typ',
        content: statementContent(job.statement, logoPath(job.statement.layout?.logo)),
        xml: null,
      }
    if (job.kind === 'dossier') return { template: 'dossier.typ', content: job.dossier, xml: null }
    if (job.kind === 'letter') {
      const { sheet, logo } = job.letter
      const path = logoPath(logo)
      const alt = `${texts[sheet.lang].logoOf} ${sheet.author}`
      return {
        template: 'letter.typ',
        content: {
          ...sheet,
          logo: path ? { path, alt } : null,
          slip: sheet.slip ? { ...sheet.slip, ocrSize } : null,
        },
        xml: null,
      }
    }
    const { document, xml, copyMark, isDraft } = job
    const xmlPath = xml ? `/invoice-${done}.xml` : null
    const content = documentContent(document, { copyMark, isDraft, logoPath: logoPath(document.layout?.logo), xmlPath })
    return {
      template: 'invoice.typ',
      content: content.slip ? { ...content, slip: { ...content.slip, ocrSize } } : content,
      xml,
    }
  }

  return {
    typeset(job) {
      const { template, content, xml } = contentOf(job)
      const attached = xml ? path.join(templates, `invoice-${done}.xml`) : null
      if (attached) compiler.mapShadow(attached, Buffer.from(xml!))
      try {
        const inputs = { content: JSON.stringify(printableContent(content, covers)) }
        const compiled = compiler.compile({ mainFilePath: path.join(templates, template), inputs })
        if (!compiled.result) throw new Error(wordsOf(compiler.fetchDiagnostics(compiled.takeError()!)))
        return compiler.pdf(compiled.result, { pdfStandard: 'a-3a' })
      } finally {
        if (attached) compiler.unmapShadow(attached)
        if (++done % evictEvery === 0) compiler.evictCache(evictAge)
      }
    },
  }
}

const wordsOf = (diagnostics: { message?: string; path?: string }[]): string =>
  diagnostics.map(({ message, path: file }) => `${message ?? 'unknown'} (${path.basename(file ?? '')})`).join('; ')
