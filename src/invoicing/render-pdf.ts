import type { RenderPdf } from './prepare-invoices.ts'
export async function withPdfRenderer<R>(work: (render: RenderPdf) => Promise<R>): Promise<R> {
  return work(async () => {
    throw new Error('pdf not there yet')
  })
}
