import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import { Refused } from '../../kernel/problem.ts'
import type { CopyMark } from './document-content.ts'
import type { DossierSheet } from './dossier-sheet.ts'
import type { StatementDocument } from './letter.ts'
import type { LetterJob } from './letter-sheet.ts'
import type { Job } from './typesetter.ts'
import type { Answer } from './worker.ts'

export interface RenderOptions {
  /** The e-invoice, embedded as the associated file "invoice.xml" (PDF/A-3, relationship Alternative). */
  xml?: Uint8Array | null
  /** Bulgaria's legal documents say ОРИГИНАЛ when nothing is said here. */
  copyMark?: CopyMark
  /** Not issued yet: "Draft" across every page, no number, no payment slip. */
  isDraft?: boolean
}

export interface RenderLimits {
  /** A worker that holds more after a document is replaced by a fresh one. */
  rssMaxMb: number
  /** So is one that has made so many. */
  documentsMax: number
  /** A document that takes longer is given up. */
  secondsMax: number
  linesMax: number
}

/** A worker grows by less than 100 MB over one long document: it stays under 500 MB. */
const standardLimits: RenderLimits = { rssMaxMb: 380, documentsMax: 2_000, secondsMax: 60, linesMax: 10_000 }
const startSecondsMax = 60

export interface PdfRenderer {
  /** @throws Refused pdf.not-rendered (what is wrong with the document), pdf.too-long, pdf.worker-lost */
  render(document: IssuedDocument, options?: RenderOptions): Promise<Uint8Array>
  renderStatement(statement: StatementDocument): Promise<Uint8Array>
  renderLetter(letter: LetterJob): Promise<Uint8Array>
  renderDossier(dossier: DossierSheet): Promise<Uint8Array>
  /** In the order given, a few ahead of the reader; one that fails carries its error and stops no other. */
  renderMany<T extends { document: IssuedDocument; options?: RenderOptions }>(
    items: Iterable<T> | AsyncIterable<T>,
  ): AsyncIterable<Rendered<T>>
  /** Documents made, processor seconds they took in the workers, the most memory a worker held. */
  figures(): { documents: number; cpuSeconds: number; rssMaxMb: number; workersStarted: number }
  /** Process ids of the workers that live now, for whoever watches them. */
  workerIds(): number[]
  /** Waits for what is under way. */
  close(): Promise<void>
}

interface Task {
  id: number
  job: Job
  /** What the document is called in an error. */
  name: string
  attempts: number
  resolve(pdf: Uint8Array): void
  reject(error: Error): void
}

interface Worker {
  process: ChildProcess
  isReady: boolean
  task: Task | null
  done: number
  timer: NodeJS.Timeout | null
}

/** Typst works in child processes: it blocks its thread, its memory grows, and what goes wrong there must not hurt the server. */
export function createPdfRenderer(settings: { workers?: number; limits?: Partial<RenderLimits> } = {}): PdfRenderer {
  const limits = { ...standardLimits, ...settings.limits }
  const workersMax = Math.max(1, settings.workers ?? 2)
  const waiting: Task[] = []
  const workers = new Set<Worker>()
  const figures = { documents: 0, cpuSeconds: 0, rssMaxMb: 0, workersStarted: 0 }
  let nextId = 1
  let isClosed = false
  let failedStarts = 0
  let closing: (() => void) | null = null

  const submit = (job: Job, name: string): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (isClosed) return reject(new Error('the PDF renderer is closed'))
      waiting.push({ id: nextId++, job, name, attempts: 0, resolve, reject })
      dispatch()
    })

  const dispatch = (): void => {
    for (const worker of workers) {
      if (waiting.length === 0) break
      if (worker.isReady && !worker.task) give(worker, waiting.shift()!)
    }
    const starting = [...workers].filter((worker) => !worker.isReady).length
    if (waiting.length > starting && workers.size < workersMax) start()
    if (isClosed && waiting.length === 0 && [...workers].every((worker) => !worker.task)) {
      for (const worker of workers) dismiss(worker)
      if (workers.size === 0) closing?.()
    }
  }

  const start = (): void => {
    const worker: Worker = { process: forkWorker(), isReady: false, task: null, done: 0, timer: null }
    figures.workersStarted++
    workers.add(worker)
    limitTime(worker, startSecondsMax)
    worker.process.on('message', (answer: Answer) => (answer.ready ? ready(worker) : answered(worker, answer)))
    worker.process.on('error', () => lost(worker))
    worker.process.on('exit', () => lost(worker))
    if (waiting.length > 1 && workers.size < workersMax) dispatch()
  }

  const ready = (worker: Worker): void => {
    clearTimeout(worker.timer!)
    failedStarts = 0
    worker.isReady = true
    idle(worker)
    dispatch()
  }

  /** Idle workers do not keep the program alive. */
  const idle = (worker: Worker): void => {
    worker.process.unref()
    worker.process.channel?.unref()
  }

  const give = (worker: Worker, task: Task): void => {
    worker.task = task
    task.attempts++
    worker.process.ref()
    worker.process.channel?.ref()
    limitTime(worker, limits.secondsMax)
    worker.process.send({ id: task.id, job: task.job }, (error) => {
      if (error) worker.process.kill('SIGKILL')
    })
  }

  const limitTime = (worker: Worker, seconds: number): void => {
    worker.timer = setTimeout(() => worker.process.kill('SIGKILL'), seconds * 1000)
    worker.timer.unref()
  }

  const answered = (worker: Worker, answer: Extract<Answer, { ready: false }>): void => {
    const task = worker.task
    if (!task || task.id !== answer.id) return
    clearTimeout(worker.timer!)
    worker.task = null
    worker.done++
    figures.documents++
    figures.cpuSeconds += answer.cpuMicros / 1e6
    const rssMb = answer.rss / 1e6
    figures.rssMaxMb = Math.max(figures.rssMaxMb, rssMb)
    if ('pdf' in answer) task.resolve(answer.pdf)
    else task.reject(notRendered(task.name, answer.error))
    idle(worker)
    if (rssMb > limits.rssMaxMb || worker.done >= limits.documentsMax) dismiss(worker)
    dispatch()
  }

  /** It ends by itself when its channel closes. */
  const dismiss = (worker: Worker): void => {
    worker.isReady = false
    workers.delete(worker)
    worker.process.removeAllListeners()
    worker.process.on('error', () => {})
    if (worker.process.connected) worker.process.disconnect()
    // A child that is still starting does not listen yet.
    setTimeout(() => worker.process.kill('SIGKILL'), 5_000).unref()
  }

  const lost = (worker: Worker): void => {
    if (!workers.delete(worker)) return
    clearTimeout(worker.timer!)
    if (!worker.isReady) failedStarts++
    const task = worker.task
    if (task && task.attempts < 2) waiting.unshift(task)
    else task?.reject(workerLost(task.name, limits.secondsMax))
    if (failedStarts >= 3) {
      for (const one of waiting.splice(0)) one.reject(new Error('the PDF workers do not start: see the standard error'))
      failedStarts = 0
    }
    dispatch()
  }

  const render: PdfRenderer['render'] = (document, options = {}) => {
    const name = `${document.kind} ${document.number}`
    if (document.lines.length > limits.linesMax) return Promise.reject(tooLong(name, document.lines.length, limits))
    const job: Job = { kind: 'document', document, xml: options.xml ?? null }
    if (options.copyMark) job.copyMark = options.copyMark
    if (options.isDraft) job.isDraft = true
    return submit(job, name)
  }

  return {
    render,
    renderStatement(statement) {
      const name = `statement ${statement.party.number ?? statement.party.name}`
      const rows = statement.sections.reduce((sum, { rows, openItems }) => sum + rows.length + openItems.length, 0)
      if (rows > limits.linesMax) return Promise.reject(tooLong(name, rows, limits))
      return submit({ kind: 'statement', statement }, name)
    },
    renderLetter(letter) {
      const rows = letter.sheet.claims.rows.length
      if (rows > limits.linesMax) return Promise.reject(tooLong(letter.sheet.title, rows, limits))
      return submit({ kind: 'letter', letter }, letter.sheet.title)
    },
    renderDossier: (dossier) => submit({ kind: 'dossier', dossier }, dossier.title),
    renderMany: (items) => inOrder(items, (item) => render(item.document, item.options), workersMax * 2),
    figures: () => ({ ...figures, rssMaxMb: Math.round(figures.rssMaxMb) }),
    workerIds: () => [...workers].flatMap((worker) => worker.process.pid ?? []),
    close: () =>
      new Promise((resolve) => {
        isClosed = true
        closing = resolve
        dispatch()
      }),
  }
}

export type Rendered<T> = { item: T; pdf: Uint8Array } | { item: T; error: Error }

async function* inOrder<T>(
  items: Iterable<T> | AsyncIterable<T>,
  render: (item: T) => Promise<Uint8Array>,
  aheadMax: number,
): AsyncIterable<Rendered<T>> {
  const ahead: Promise<Rendered<T>>[] = []
  for await (const item of items) {
    ahead.push(
      render(item).then(
        (pdf) => ({ item, pdf }),
        (error: Error) => ({ item, error }),
      ),
    )
    if (ahead.length > aheadMax) yield await ahead.shift()!
  }
  for (const one of ahead) yield await one
}

const require = createRequire(import.meta.url)

/** The worker is TypeScript, and its path may hold blanks: the loader goes in as a URL. It inherits no secrets. */
function forkWorker(): ChildProcess {
  const loader = pathToFileURL(require.resolve('tsx')).href
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG'] as const
  return fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [], {
    execArgv: ['--import', loader],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      // One page needs no threads, and each has its own memory.
      RAYON_NUM_THREADS: '1',
    },
  })
}

const notRendered = (name: string, reason: string): Refused =>
  new Refused({
    code: 'pdf.not-rendered',
    message: `${name} cannot be made into a PDF: ${reason}`,
    data: { name, reason },
  })

const workerLost = (name: string, seconds: number): Refused =>
  new Refused(
    {
      code: 'pdf.worker-lost',
      message: `${name} could not be made into a PDF: twice its worker ended, or took more than ${seconds} seconds; try again, and look at the server's memory`,
      data: { name },
    },
    503,
  )

const tooLong = (name: string, rows: number, limits: RenderLimits): Refused =>
  new Refused({
    code: 'pdf.too-long',
    message: `${name} has ${rows} rows, a PDF holds at most ${limits.linesMax}: divide it`,
    data: { name, rows, rowsMax: limits.linesMax },
  })
