import { withPdfRenderer as withWorkers } from '../delivery/shared-renderer.ts'
import type { RenderPdf } from './prepare-invoices.ts'

/** Lends the process's PDF workers for issued documents. */
export const withPdfRenderer = <R>(work: (render: RenderPdf) => Promise<R>): Promise<R> =>
  withWorkers((renderer) => work((document, xml) => renderer.render(document, { xml })))
