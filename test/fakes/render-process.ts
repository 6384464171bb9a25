import { setImmediate as turn } from 'node:timers/promises'
import { createPdfRenderer } from '../../src/delivery/pdf/render.ts'
import { manyLines, swedishFee } from '../pdf-documents.ts'

// A program that is killed while its worker makes a PDF: node --import tsx render-process.ts; says so when it is at it.
const renderer = createPdfRenderer({ workers: 1 })
await renderer.render(swedishFee())
void renderer.render(manyLines(400))
await turn()
console.log('under way')
