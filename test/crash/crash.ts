import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Verb } from '../../src/db/verb.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'

// Moments are random and repeatable: SEED=… npx vitest run test/crash
export const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
let state = seed
/** 0 … below, by a linear congruential generator (Numerical Recipes). */
export function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state % below
}

/** The first row that breaks an invariant of the books; '' where they are whole. */
export async function broken(world: World): Promise<string> {
  const { checks } = await world.do<{ checks: { name: string; failed: number; first: unknown }[] }>(verify, {})
  return checks.flatMap((one) => (one.failed > 0 ? [`${one.name} ${JSON.stringify(one.first)}`] : [])).join('\n')
}

export interface Started {
  child: ChildProcess
  begin(): void
  end: Promise<{ signal: string | null; answer: unknown }>
}

/** A verb in a process of its own, loaded and waiting for its beginning. */
export async function startVerb(world: World, verb: Verb, input: unknown): Promise<Started> {
  const { dataDir } = world.installation.settings
  const given = [world.database.url, dataDir, world.companyId, world.today, verb.name, JSON.stringify(input)]
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/fakes/verb-process.ts', ...given], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  let ready = () => {}
  const isReady = new Promise<void>((resolve) => {
    ready = resolve
  })
  child.stdout!.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (text.startsWith('ready')) ready()
  })
  const end = new Promise<{ signal: string | null; answer: unknown }>((resolve) =>
    child.once('close', (_, signal) => {
      ready()
      const last = text.trim().split('\n').at(-1)!
      resolve({ signal, answer: last.startsWith('{') ? JSON.parse(last) : null })
    }),
  )
  await isReady
  return { child, begin: () => child.stdin!.write('\n'), end }
}

/** Begins a verb and kills it some milliseconds later. @returns whether it was killed before it had ended */
export async function killAfter(world: World, verb: Verb, input: unknown, millis: number): Promise<boolean> {
  const { child, begin, end } = await startVerb(world, verb, input)
  begin()
  await Promise.race([sleep(millis), end])
  child.kill('SIGKILL')
  return (await end).signal === 'SIGKILL'
}

/** An approved billing run of so many single documents. */
export async function approvedRun(world: World, orders: number): Promise<string> {
  const party = await world.party({ number: '1', name: 'Ada Lind' })
  await world.tx(({ db }) => db.query(`update invoice_groups set combine = false`))
  await world.tx((ctx) =>
    saveOrders(
      ctx,
      Array.from({ length: orders }, (_, i) => plainOrder(world, party, `A-${i}`, [['Hyra', '1', '100.00', 'S25']])),
    ),
  )
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  return runId
}

export interface Standing {
  state: string
  documents: number
  numbers: number
  span: number
  items: number
  vouchers: number
  outbox: number
  billed: number
}

/** What a billing run has left: all of it counts the same documents, whenever one looks. */
export const standing = (world: World): Promise<Standing> =>
  world.tx(({ db }) =>
    db.one<Standing>(
      `select (select state from runs where kind = 'billing') as state, count(*)::int as documents, count(distinct number)::int as numbers,
              coalesce(max(number) - min(number) + 1, 0)::int as span, (select count(*)::int from open_items where kind = 'invoice') as items,
              (select count(*)::int from vouchers where transaction_type = 'invoice') as vouchers, (select count(*)::int from deliveries) as outbox,
              (select count(*)::int from orders where invoice_id is not null) as billed from invoices`,
    ),
  )
export const whole = (documents: number): Omit<Standing, 'state'> => ({
  documents,
  numbers: documents,
  span: documents,
  items: documents,
  vouchers: documents,
  outbox: documents,
  billed: documents,
})

/** Bills whatever waits. */
export async function issueAll(world: World): Promise<void> {
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  await world.do(issue, { runId })
}
