import { withPdfRenderer as withWorkers } from '../../delivery/shared-renderer.ts'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import type { RenderPdf } from './prepare-invoices.ts'

/** What is not issued yet: "Draft" across each page, no number, nothing to pay by. */
export const renderDraft = (document: IssuedDocument): Promise<Uint8Array> =>
  withWorkers((renderer) => renderer.render(document, { isDraft: true }))

/** Lends the process's PDF workers for issued documents. */
export const withPdfRenderer = <R>(work: (render: RenderPdf) => Promise<R>): Promise<R> =>
  withWorkers((renderer) => work((document, xml) => renderer.render(document, { xml })))
