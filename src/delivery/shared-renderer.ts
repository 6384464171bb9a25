import { availableParallelism } from 'node:os'
import type { PdfRenderer } from './pdf/render.ts'
import { createPdfRenderer } from './pdf/render.ts'

/** A worker takes a second to start and up to half a gigabyte: one pool for the process, gone when nobody has used it for a while. */
const idleMillis = 60_000
const workers = Math.max(1, Math.min(4, availableParallelism() - 1))

let shared: PdfRenderer | null = null
let users = 0
let timer: NodeJS.Timeout | null = null

/** Lends the process's PDF workers. */
export async function withPdfRenderer<R>(work: (renderer: PdfRenderer) => Promise<R>): Promise<R> {
  if (timer) clearTimeout(timer)
  timer = null
  shared ??= createPdfRenderer({ workers })
  users += 1
  try {
    return await work(shared)
  } finally {
    users -= 1
    if (users === 0) {
      timer = setTimeout(() => {
        void shared?.close()
        shared = null
      }, idleMillis)
      timer.unref()
    }
  }
}
