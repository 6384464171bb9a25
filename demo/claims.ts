import { mkdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { acceptMatch } from '../src/bank/desk/accept-match.ts'
import { closeCase, putOnWatch, withdraw } from '../src/collection/act-on-case.ts'
import { fetchAnswers } from '../src/collection/fetch-answers.ts'
import { handOver } from '../src/collection/hand-over.ts'
import { reportPayments } from '../src/collection/report-payments.ts'
import { saveAgency } from '../src/collection/save-agency.ts'
import { sendMessages } from '../src/collection/send-messages.ts'
import { saveParameters } from '../src/company/parameters.ts'
import type { Ctx } from '../src/db/context.ts'
import { assignPolicy } from '../src/dunning/assign-policy.ts'
import { proposePolicies } from '../src/dunning/propose-policies.ts'
import { runUnattended as remindUnattended } from '../src/dunning/run-unattended.ts'
import { savePolicy } from '../src/dunning/save-policy.ts'
import type { Country } from '../src/formats/e-invoice/document.ts'
import { runUnattended as chargeUnattended } from '../src/interest/run-unattended.ts'
import { waive } from '../src/interest/waive.ts'
import type { Day } from '../src/kernel/day.ts'
import { addDays } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import { formatMinor, minor, parseMinor } from '../src/kernel/money.ts'
import { approve as approveLosses } from '../src/losses/approve.ts'
import { execute as executeLosses } from '../src/losses/execute.ts'
import { propose as proposeLosses } from '../src/losses/propose.ts'
import { takeRecoveries } from '../src/losses/take-recoveries.ts'
import { saveNote } from '../src/parties/save-note.ts'
import { allocateItems } from '../src/subledger/allocate-items.ts'
import { accountOf } from './payers.ts'
import type { Story } from './story.ts'
import { deliveredBefore } from './story.ts'

/** From here on a colleague looks at each run before it goes; until then they went by themselves, month by month. */
export const attendedFrom = '2026-11-01' as Day
/** What came later without saying for what still waits for a person. */
const deskFrom = '2026-10-20' as Day

const words: Record<
  Country,
  Record<'assign' | 'seen' | 'rest' | 'withdrawn' | 'closed' | 'lost' | 'watch' | 'lawValue', string>
> = {
  SE: {
    assign: 'Företag och organisationer',
    seen: 'Kunden har visat vad betalningen avser',
    rest: 'Ringa belopp, kravs inte',
    withdrawn: 'Gäldenären har avtalat direkt med oss',
    closed: 'Åtgärderna har inte gett resultat',
    lost: 'Inkassobolaget har redovisat utan resultat',
    watch: 'Saknar utmätningsbara tillgångar',
    lawValue: 'demo',
  },
  NO: {
    assign: 'Bedrifter',
    seen: 'Kunden har vist hva betalingen gjelder',
    rest: 'Ubetydelig beløp, kreves ikke',
    withdrawn: 'Skyldneren har avtalt direkte med oss',
    closed: 'Inndrivingen har ikke ført fram',
    lost: 'Inkassoforetaket har avsluttet uten resultat',
    watch: 'Skyldneren har ikke noe å ta utlegg i',
    lawValue: 'demo',
  },
  BG: {
    assign: 'Фирми',
    seen: 'Клиентът посочи за какво плаща',
    rest: 'Незначителен остатък, не се търси',
    withdrawn: 'Длъжникът се споразумя пряко с нас',
    closed: 'Събирането остана без резултат',
    lost: 'Вземането е несъбираемо',
    watch: 'Длъжникът няма имущество',
    lawValue: 'демо',
  },
}

export interface Reminding {
  /** Codes of the country's ready-made policies; `all` holds for everybody, `companies` for them. */
  all: string
  companies?: string
  /** Of the last step, where the company chose another than the ready-made one. */
  companiesEnd?: { kind: 'collection' | 'enforcement'; days: number }
  /** Up to this a rest is not worth asking for. */
  smallRest: { amount: string; currency: string; daysOld: number }
  minimum?: { amount: string; currency: string }[]
  /** Less interest is carried to the next quarter. */
  leastInterest: Record<string, string>
  agency?: { number: string; name: string; creditorNumber: string }
}
/** What the story knows of its reminders; months go by it. */
const remindings = new WeakMap<Story, Reminding>()

/** The country's ready-made policies, from the first day of the books: the runs go by themselves until `attendedFrom`. */
export async function beginReminding(story: Story, given: Reminding): Promise<void> {
  remindings.set(story, given)
  await story.do(saveParameters, {
    rows: [
      { name: 'dunning', value: { recallMinutes: 0 }, validFrom: '2024-01-01', source: 'demo' },
      { name: 'dunning', value: { recallMinutes: 60 }, validFrom: attendedFrom, source: 'demo' },
      // A fee that somebody leaves is a fee left, and no debt of old that is asked for again.
      { name: 'settlement-order', value: 'capital-first', validFrom: '2024-01-01', source: 'demo' },
      { name: 'interest', value: { minimum: given.leastInterest }, validFrom: '2024-01-01', source: 'demo' },
    ],
  })
  const { policies } = await story.do<{ policies: (Record<string, unknown> & { code: string; steps: object[] })[] }>(
    proposePolicies,
    { dryRun: true },
  )
  for (const { customerKinds: _, isThere: __, warnings: ___, ...policy } of policies) {
    const steps =
      policy.code === given.companies && given.companiesEnd
        ? [...policy.steps.slice(0, -1), given.companiesEnd]
        : policy.steps
    const own = {
      ...policy,
      steps,
      feeAgreed: true,
      isDefault: policy.code === given.all,
      ...(given.minimum ? { minimum: given.minimum } : {}),
    }
    await story.do(savePolicy, { ...own, approval: 'none', validFrom: story.today })
    await story.do(savePolicy, { ...own, approval: 'one-person', validFrom: attendedFrom })
  }
  if (given.companies)
    await story.do(assignPolicy, {
      policy: given.companies,
      customerKind: 'company',
      reason: words[story.country].assign,
    })
}

/** What a person of the desk does in a month: money that did not say for what is placed, credits are used, fees that were left given up, notes done. */
export async function attend(story: Story): Promise<void> {
  const { astray } = story.till
  const found = await story.tx(async ({ db, company }) => ({
    strays: await db.rows<{ transactionId: Id; reference: string; itemId: Id | null; number: string | null }>(
      `select t.id as "transactionId", t.bank_reference as reference, i.id as "itemId", i.number_text as number
         from open_items u join bank_transactions t on t.company_id = u.company_id and t.id = u.bank_transaction_id
         join unnest($2::text[], $3::text[]) as m (reference, number) on m.reference = t.bank_reference
         left join open_items i on i.company_id = u.company_id and i.number_text = m.number and i.kind in ('invoice', 'transfer') and i.component = 'capital' and i.amount_open > 0
        where u.company_id = $1 and u.kind = 'unidentified' and u.amount_open < 0 and t.booked_on < $4 order by t.booked_on, t.bank_reference`,
      [company.id, [...astray.keys()], [...astray.values()], deskFrom],
    ),
    credits: await db.rows<{ itemId: Id }>(
      `select c.id as "itemId" from open_items c
        where c.company_id = $1 and c.kind = 'payment' and c.amount_open < 0 and c.component = 'capital'
          and exists (select from open_items i where i.company_id = c.company_id and i.party_id = c.party_id and i.account = c.account and i.currency = c.currency and i.base_currency = c.base_currency and i.amount_open > 0)
        order by c.opened_on, c.number_text, c.id`,
      [company.id],
    ),
    fees: await db.rows<{ itemId: Id }>(
      `select f.id as "itemId" from open_items f join open_items m on m.company_id = f.company_id and m.id = f.main_item_id
        where f.company_id = $1 and f.kind = 'charge' and f.amount_open > 0 and m.amount_open = 0 and f.due_on < $2::date - 45
          and not exists (select from collection_case_items k where k.company_id = f.company_id and k.item_id = f.id)
          and not exists (select from instalment_plan_items p where p.company_id = f.company_id and p.item_id = f.id) order by f.id`,
      [company.id, story.today],
    ),
    notes: await db.rows<{ number: string; noteId: Id }>(
      `select p.number, n.id as "noteId" from party_notes n join parties p on p.company_id = n.company_id and p.id = n.party_id
        where n.company_id = $1 and n.done_at is null and n.follow_up_on < least($2::date - 14, $3) order by n.id`,
      [company.id, story.today, deskFrom],
    ),
  }))
  const matches = found.strays.flatMap(({ transactionId, itemId }) =>
    itemId ? [{ transactionId, items: [{ itemId }] }] : [],
  )
  if (matches.length > 0) await story.do(acceptMatch, { matches, reason: words[story.country].seen })
  // What a match has used meanwhile is none any more.
  for (const { itemId } of found.credits) await story.do(allocateItems, { itemId }).catch(ignoreClosed)
  if (found.fees.length > 0)
    await story.do(waive, { charges: found.fees.map((fee) => fee.itemId), reason: words[story.country].rest })
  for (const note of found.notes) await story.do(saveNote, { ...note, done: true })
}

function ignoreClosed(error: { problems?: { code: string }[] }): void {
  if (!error.problems?.every(({ code }) => code === 'item.closed' || code === 'allocation.nothing-open')) throw error
}

/** The unattended run of a month; its letters are recorded as sent in their time. */
export async function remind(story: Story): Promise<void> {
  if (story.today >= attendedFrom) return
  await story.do(remindUnattended, {})
  await deliveredBefore(story)
}

/** Interest invoices for what was paid late, a quarter at a time. */
export const chargeInterest = (story: Story): Promise<unknown> => story.do(chargeUnattended, { mode: 'when-paid' })

/** Rests that nobody asks for, in bulk, as far as the company's policy says. */
export async function writeOffRests(story: Story): Promise<void> {
  const { smallRest } = remindings.get(story)!
  const { any } = await story.tx(({ db, company, today }) =>
    db.one<{ any: boolean }>(
      `select exists (select from open_items where company_id = $1 and component = 'capital' and invoice_id is not null and currency = $2 and amount_open between 1 and $3 and due_on <= $4::date - $5::int) as any`,
      [company.id, smallRest.currency, parseMinor(smallRest.amount, smallRest.currency), today, smallRest.daysOld],
    ),
  )
  if (any) await lose(story, { kind: 'small', below: smallRest })
}

export async function lose(story: Story, wanted: Record<string, unknown>): Promise<void> {
  const run = await story
    .do<{ runId: Id; proposed: number }>(proposeLosses, wanted)
    .catch((error: { problems?: { code: string }[] }) => {
      if (error.problems?.some(({ code }) => code === 'loss.none-found')) return null
      throw error
    })
  if (!run || run.proposed === 0) return
  await story.do(approveLosses, { runId: run.runId })
  await story.do(executeLosses, { runId: run.runId })
}

// ---- the agency -------------------------------------------------------------------------------

interface OpenCase {
  caseId: Id
  number: number
  openedOn: Day
  state: string
  currency: string
  capital: bigint
  interest: bigint
  fees: bigint
  customer: string
  payer: string
  reference: string
  items: Id[]
}

const readCases = ({ db, company }: Ctx): Promise<OpenCase[]> =>
  db.rows<OpenCase>(
    `select k.id as "caseId", k.number::int as number, k.opened_on as "openedOn", k.state, k.currency::text as currency, p.number as customer, p.name as payer, min(coalesce(i.reference, i.number_text)) as reference,
            coalesce(sum(i.amount_open) filter (where i.component = 'capital'), 0)::bigint as capital, coalesce(sum(i.amount_open) filter (where i.component = 'interest'), 0)::bigint as interest,
            coalesce(sum(i.amount_open) filter (where i.component not in ('capital', 'interest')), 0)::bigint as fees, array_agg(i.id) filter (where i.component = 'capital') as items
       from collection_cases k join collection_case_items t on t.company_id = k.company_id and t.case_id = k.id and t.ended_on = 'infinity'
       join open_items i on i.company_id = t.company_id and i.id = t.item_id join parties p on p.company_id = k.company_id and p.id = k.party_id
      where k.company_id = $1 and k.target = 'agency' and k.ended_on = 'infinity' group by k.id, k.number, k.opened_on, k.state, k.currency, p.number, p.name, k.company_id order by k.number`,
    [company.id],
  )

/** The agency, reached by folders of the data directory; what is queued goes when a person lets it go. */
export async function openAgency(story: Story): Promise<void> {
  const { agency } = remindings.get(story)!
  for (const name of ['out', 'in'])
    await mkdir(path.join(await exchangeOf(story), 'inkasso', name), { recursive: true })
  await story.do(saveAgency, {
    code: 'INK',
    name: agency!.name,
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'inkasso/out', answers: 'inkasso/in' },
    party: agency!.number,
    creditorNumber: agency!.creditorNumber,
    handover: 'approved',
    feeTerms: { percent: '10', vatPercent: '25' },
    isDefault: true,
  })
}

export async function exchangeOf(story: Story): Promise<string> {
  const { code } = await story.tx(({ db }) =>
    db.one<{ code: string }>(`select code from companies where company_id = $1`, [story.companyId]),
  )
  return path.join(story.installation.settings.dataDir, 'exchange', code)
}

/**
 * A round with the agency: what was paid to us is told, its answers are read, its remittance is posted and comes by the bank;
 * then what waits is handed over. Of five cases two are paid, one is asked back, one stays without result and is lost.
 */
export async function agencyRound(story: Story): Promise<void> {
  const say = words[story.country]
  const { reports } = await story.do<{ reports: number }>(reportPayments, {})
  if (reports > 0) await story.do(sendMessages, {})
  const open = await story.tx(readCases)
  const answers: object[] = []
  const paid: OpenCase[] = []
  const { waiting } = await story.tx(({ db, company }) =>
    db.one<{ waiting: number }>(
      `select count(*)::int as waiting from collection_queue where company_id = $1 and state = 'waiting' and target = 'agency'`,
      [company.id],
    ),
  )
  for (const one of open) {
    const name = `K${one.number}`
    const old = one.openedOn <= addDays(story.today, -50)
    if (one.state === 'handed-over')
      answers.push({ case: name, kind: 'accepted', on: story.today, number: `A-${26000 + one.number}` })
    else if (one.state === 'withdrawal-asked') {
      answers.push({ case: name, kind: 'withdrawn', on: story.today })
      story.till.coming.push({
        amount: one.capital + one.interest + one.fees,
        reference: one.reference,
        payer: one.payer,
        account: accountOf(story.country, one.customer),
      })
    } else if (one.state !== 'accepted' || !old) continue
    else if (one.number % 5 === 1 || one.number % 5 === 4) paid.push(one)
    else if (one.number % 5 === 3) await story.do(withdraw, { caseId: one.caseId, reason: say.withdrawn })
    else if (one.openedOn <= addDays(story.today, -100)) {
      if (one.number % 5 === 0) {
        await story.do(putOnWatch, { caseId: one.caseId, reason: say.watch })
        continue
      }
      await story.do(closeCase, { caseId: one.caseId, reason: say.closed })
      await lose(story, { kind: 'established', itemIds: one.items, evidence: say.lost })
    }
  }
  const remittances = paid.length > 0 ? [remittanceOf(story, paid)] : []
  if (answers.length + remittances.length > 0) {
    const file = path.join(await exchangeOf(story), 'inkasso', 'in', `svar-${story.today}.json`)
    await writeFile(file, JSON.stringify({ answers, remittances }))
    // Older than the time in which an agency may still be writing.
    const before = new Date(Date.now() - 60_000)
    await utimes(file, before, before)
    const { files, problems } = await story.do<{ files: { problems: object[] }[]; problems: object[] }>(
      fetchAnswers,
      {},
    )
    const wrong = [...problems, ...files.flatMap((one) => one.problems)]
    if (wrong.length > 0) throw new Error(`demo: the agency's file was refused: ${JSON.stringify(wrong[0])}`)
  }
  if (waiting > 0) await story.do(handOver, {})
  if (waiting > 0 || open.length > 0) await story.do(sendMessages, {})
}

function remittanceOf(story: Story, cases: readonly OpenCase[]): object {
  const { agency } = remindings.get(story)!
  const { currency } = cases[0]!
  const text = (amount: bigint) => formatMinor(minor(amount), currency)
  const gross = cases.reduce((sum, one) => sum + one.capital + one.interest + one.fees, 0n)
  const fee = gross / 10n
  const feeVat = fee / 4n
  const reference = `RED${story.today.replaceAll('-', '')}`
  story.till.coming.push({
    amount: gross - fee - feeVat,
    reference,
    payer: agency!.name,
    account: accountOf(story.country, agency!.number),
  })
  return {
    reference,
    on: story.today,
    currency,
    fee: text(fee),
    feeVat: text(feeVat),
    net: text(gross - fee - feeVat),
    rows: cases.map((one) => ({
      case: `K${one.number}`,
      paidOn: addDays(story.today, -5),
      capital: text(one.capital),
      interest: text(one.interest),
      fees: text(one.fees),
    })),
  }
}

/** Money came for a claim that was written off: the first loss of the history is paid after all. */
export async function payFirstLoss(story: Story): Promise<void> {
  const loss = await story.tx(({ db, company }) =>
    db.maybe<{ reference: string; amount: bigint; payer: string; customer: string }>(
      `select coalesce(l.reference, l.number_text) as reference, l.amount, p.name as payer, p.number as customer from losses l join parties p on p.company_id = l.company_id and p.id = l.party_id
        where l.company_id = $1 and l.kind = 'established' and l.component = 'capital' order by l.posted_on, l.number_text limit 1`,
      [company.id],
    ),
  )
  if (loss)
    story.till.coming.push({
      amount: loss.amount / 2n,
      reference: loss.reference,
      payer: loss.payer,
      account: accountOf(story.country, loss.customer),
    })
}
export const recoveries = (story: Story): Promise<unknown> => story.do(takeRecoveries, {})
