import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { queueByPerson } from '../src/collection/queue-claims.ts'
import { saveAgency } from '../src/collection/save-agency.ts'
import type { Verb } from '../src/db/verb.ts'
import { saveOrders } from '../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../src/invoicing/run/approve-billing.ts'
import { issue } from '../src/invoicing/run/issue.ts'
import { proposeBilling } from '../src/invoicing/run/propose-billing.ts'
import { broken } from './crash/crash.ts'
import { plainOrder } from './orders.ts'
import type { World } from './world.ts'

/** What collection stories share: overdue invoices, an agency with folders, its files, the proof. */
export interface Desk {
  world: World
  out: string
  answers: string
  /** Issues an invoice on a day and gives its claim. */
  invoice(partyId: string, net: string, on: string): Promise<{ itemId: string; number: string; reference: string }>
  queue(items: string[], target?: 'agency' | 'court'): Promise<void>
  /** Files that lie for the agency; JSON read. */
  files(prefix: string): Record<string, unknown>[]
  answer(name: string, content: unknown): void
  open(): Promise<string[]>
  proof(): Promise<void>
  do<T>(verb: Verb, input?: unknown): Promise<T>
}

export async function openDesk(world: World, agency: Record<string, unknown> = {}): Promise<Desk> {
  const exchange = path.join(world.installation.settings.dataDir, 'exchange', 'test-se')
  const [out, answers] = [path.join(exchange, 'agency', 'out'), path.join(exchange, 'agency', 'in')]
  for (const folder of [out, answers]) mkdirSync(folder, { recursive: true })
  await world.party({ name: 'Inkasso AB', kind: 'company', number: '900' } as never)
  await world.do(saveAgency, {
    code: 'ink',
    name: 'Inkasso AB',
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'agency/out', answers: 'agency/in' },
    party: '900',
    creditorNumber: '4711',
    isDefault: true,
    ...agency,
  })
  return {
    world,
    out,
    answers,
    invoice: (partyId, net, on) => issueOne(world, partyId, net, on),
    queue: async (items, target = 'agency') => {
      await world.do(queueByPerson, { items, target, reason: 'policy' })
    },
    files: (prefix) =>
      readdirSync(out)
        .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
        .sort()
        .map((name) => JSON.parse(readFileSync(path.join(out, name), 'utf8')) as Record<string, unknown>),
    answer(name, content) {
      const file = path.join(answers, name)
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
      const before = new Date(Date.now() - 10_000)
      utimesSync(file, before, before)
    },
    open: () =>
      world.tx(async ({ db, company }) =>
        (
          await db.rows<{ line: string }>(
            `select p.name || ' ' || i.account || ' ' || i.number_text || ' ' || i.component || ' ' || i.amount_open as line from open_items i
               join parties p on p.company_id = i.company_id and p.id = i.party_id where i.company_id = $1 and i.amount_open <> 0 order by i.id`,
            [company.id],
          )
        ).map((row) => row.line),
      ),
    proof: async () => {
      const wrong = await world.tx(({ db, company, today }) =>
        db.rows(
          `select * from control_proof($1, $2) where ledger_amount <> items_amount or ledger_base <> items_base + adjustments`,
          [company.id, today],
        ),
      )
      expect(wrong).toEqual([])
      expect(await broken(world)).toBe('')
    },
    do: (verb, input = {}) => world.do(verb, input),
  }
}

let orders = 0
/** Issues an invoice on a day, in the country's money and with its usual VAT. */
export async function issueOne(
  world: World,
  partyId: string,
  net: string,
  on: string,
): Promise<{ itemId: string; number: string; reference: string }> {
  const today = world.today
  world.today = on as never
  orders += 1
  await world.tx((ctx) => {
    const { country } = ctx.company
    const vat = country === 'BG' ? 'S20' : 'S25'
    const currency = { SE: 'SEK', NO: 'NOK', BG: 'EUR' }[country]
    return saveOrders(ctx, [plainOrder(world, partyId, `C-${orders}`, [['Barnomsorg', '1', net, vat]], { currency })])
  })
  const run = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId: run.runId })
  await world.do(issue, { runId: run.runId })
  world.today = today
  return world.tx(({ db, company }) =>
    db.one(
      `select id as "itemId", number_text as number, reference from open_items where company_id = $1 and kind = 'invoice' and party_id = $2 order by id desc limit 1`,
      [company.id, partyId],
    ),
  )
}

/** An inkassokrav whose time has run out. */
export async function demanded(
  world: World,
  itemId: string,
  sentOn = '2026-10-01',
  deadlineOn = '2026-10-12',
): Promise<void> {
  await world.tx(async ({ db, company }) => {
    const [policy, run, letter] = ['11111111', '22222222', '33333333'].map(
      (part) => `${part}-0000-7000-8000-${itemId.slice(-12)}`,
    )
    await db.query(`insert into dunning_policies (company_id, id, code, name) values ($1, $2, $3, 'x')`, [
      company.id,
      policy,
      itemId.slice(-6),
    ])
    await db.query(
      `insert into dunning_policy_versions (company_id, policy_id, version_no, valid_from) values ($1, $2, 1, '2026-01-01')`,
      [company.id, policy],
    )
    await db.query(
      `insert into dunning_steps (company_id, policy_id, version_no, step_no, kind, days) values ($1, $2, 1, 1, 'collection-notice', 10)`,
      [company.id, policy],
    )
    await db.query(
      `insert into runs (company_id, id, kind, state, approved_at) values ($1, $2, 'dunning', 'done', now())`,
      [company.id, run],
    )
    await db.query(
      `insert into dunning_letters (company_id, id, run_id, kind, policy_id, version_no, step_no, party_id, party_version_no, company_version_no, language, currency, sent_on, deadline_on,
         amount_capital, amount_interest, amount_charged, amount_fee, amount_compensation, amount_total, reference)
       select $1, $2, $3, 'collection-notice', $4, 1, 1, party_id, 1, 1, 'sv', currency, $6, $7, amount, 0, 0, 0, 0, amount, '1' from open_items where company_id = $1 and id = $5`,
      [company.id, letter, run, policy, itemId, sentOn, deadlineOn],
    )
    await db.query(
      `insert into dunning_letter_items (company_id, letter_id, item_id, step_no, due_on, amount_open, amount_interest) select $1, $2, id, 1, due_on, amount, 0 from open_items where company_id = $1 and id = $3`,
      [company.id, letter, itemId],
    )
  })
}
