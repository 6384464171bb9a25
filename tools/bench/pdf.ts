import { parseArgs } from 'node:util'
import { createPdfRenderer } from '../../src/delivery/pdf/render.ts'
import { writePeppol } from '../../src/formats/e-invoice/peppol-bis3/write.ts'
import { norwegianSale, swedishSale } from '../../test/pdf-documents.ts'
import { round, seconds } from './measure.ts'

/**
 * One-page invoices with slip and e-invoice inside, on one warm worker: documents a processor second (of the worker, garbage
 * collection included), and the most memory it held. `node --import tsx tools/bench/pdf.ts --n 500`
 */
export async function benchPdf(n: number) {
  const renderer = createPdfRenderer({ workers: 1 })
  const documents = Array.from({ length: n }, (_, i) => {
    const make = i % 2 === 0 ? swedishSale : norwegianSale
    const document = make({ number: String(100_000 + i), buyer: { ...make().buyer, number: String(i) } })
    return { document, options: { xml: Buffer.from(writePeppol(document)) } }
  })
  for await (const one of renderer.renderMany(documents.slice(0, 20))) if ('error' in one) throw one.error
  const warm = renderer.figures()
  let bytes = 0
  const wall = await seconds(async () => {
    for await (const one of renderer.renderMany(documents)) {
      if ('error' in one) throw one.error
      bytes += one.pdf.length
    }
  })
  const figures = renderer.figures()
  await renderer.close()
  const cpu = figures.cpuSeconds - warm.cpuSeconds
  return {
    step: 'pdf',
    n,
    seconds: round(wall),
    per_second: round(n / wall, 1),
    cpu_seconds: round(cpu),
    per_cpu_second: round(n / cpu, 1),
    rss_max_mb: figures.rssMaxMb,
    workers_started: figures.workersStarted,
    bytes_each: Math.round(bytes / n),
  }
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { n: { type: 'string', default: '500' } } })
  console.log(JSON.stringify(await benchPdf(Number(values.n))))
}
