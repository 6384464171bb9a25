import { bankThrough } from '../bank/bank-through.ts'
import { readHindrances } from '../claims/hindrances.ts'
import type { LetterKind } from '../countries/claims.ts'
import { debtorOf } from '../countries/claims.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { zero } from '../kernel/money.ts'
import { readParties } from '../parties/queries.ts'
import { bankAge } from './decide.ts'
import { readLawDesk } from './read-law-desk.ts'
import type { Cause } from './types.ts'

/**
 * The last look before a letter leaves. send: it goes. wait: nothing is known yet, ask again later. drop: it must not go;
 * take it back (takeBackLetters), the next run asks anew for what is left.
 */
export interface LetterVerdict {
  verdict: 'send' | 'wait' | 'drop'
  causes: Cause[]
}

interface LetterRow {
  id: Id
  kind: LetterKind
  partyId: Id
  sentOn: Day
  deadlineOn: Day
  runId: Id
  bankFileDays: number | null
  feeAgreed: boolean
  fee: bigint
  /** Earlier fees, interest and compensation that it asks for, with its own; and what of them is open. */
  charged: bigint
  chargedOpen: bigint
  recalled: boolean
  /** Letters of its claims before it; what they cost was looked at when it was written. */
  before: { kind: LetterKind; sentOn: Day; deadlineOn: Day }[]
  /** What a person let go in the run. */
  letGo: string[]
  items: { id: Id; asked: string; open: string | null; number: string; dueOn: Day }[]
}

/** Of letters that wait in the outbox: whether money has come, or anything else stands in their way, since they were written. */
export async function recheckLetters(ctx: Ctx, letterIds: readonly Id[]): Promise<Map<Id, LetterVerdict>> {
  const { db, company, today } = ctx
  const letters = await db.rows<LetterRow>(
    hot(
      `select l.id, l.kind, l.party_id as "partyId", l.sent_on as "sentOn", l.deadline_on as "deadlineOn", l.run_id as "runId", v.bank_file_days as "bankFileDays", v.fee_agreed as "feeAgreed", l.amount_fee as fee,
              l.amount_charged + l.amount_fee + l.amount_compensation as charged,
              coalesce((with recursive line as (
                 select x.item_id as id from dunning_letter_items x where x.company_id = l.company_id and x.letter_id = l.id
                 union select i.continues_id from line join open_items i on i.company_id = l.company_id and i.id = line.id where i.continues_id is not null)
               select sum(c.amount_open) from open_items c where c.company_id = l.company_id and c.main_item_id in (select id from line) and c.component <> 'capital'), 0)::bigint as "chargedOpen",
              exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled') as recalled,
              coalesce((select json_agg(json_build_object('kind', o.kind, 'sentOn', o.sent_on, 'deadlineOn', o.deadline_on) order by o.sent_on, o.id) from dunning_letters o
                 where o.company_id = l.company_id and o.id <> l.id and o.party_id = l.party_id and o.sent_on <= l.sent_on
                   and exists (select from dunning_letter_items y join dunning_letter_items z on z.company_id = y.company_id and z.item_id = y.item_id and z.letter_id = l.id
                                where y.company_id = o.company_id and y.letter_id = o.id)
                   and not exists (select from dunning_letter_events e where e.company_id = o.company_id and e.letter_id = o.id and e.kind = 'recalled')), '[]') as before,
              coalesce((select x.reason -> 'released' -> 'causes' from run_rows x where x.company_id = l.company_id and x.run_id = l.run_id and x.result_id = l.id), '[]') as "letGo",
              (select json_agg(json_build_object('id', i.id, 'asked', x.amount_open::text, 'open', i.amount_open::text, 'number', i.number_text, 'dueOn', x.due_on) order by x.due_on, i.id)
                 from dunning_letter_items x join open_items i on i.company_id = x.company_id and i.id = x.item_id where x.company_id = l.company_id and x.letter_id = l.id) as items
         from dunning_letters l join dunning_policy_versions v on v.company_id = l.company_id and v.policy_id = l.policy_id and v.version_no = l.version_no
        where l.company_id = $1 and l.id = any ($2::uuid[])`,
      [company.id, [...new Set(letterIds)]],
    ),
  )
  const hindrances = await readHindrances(ctx, today, {
    items: letters.flatMap((letter) => letter.items.map((item) => item.id)),
  })
  const stale = letters.some((letter) => letter.sentOn < today)
  const [law, parties] = stale
    ? [
        await readLawDesk(ctx),
        await readParties(
          db,
          company.id,
          letters.map((letter) => letter.partyId),
          today,
        ),
      ]
    : [null, null]
  const rules = country(company.country)
  const through = letters.some((letter) => letter.bankFileDays !== null) ? await bankThrough(ctx, today) : null
  return new Map(
    letters.map((letter): [Id, LetterVerdict] => {
      const causes: Cause[] = []
      const letGo = new Set(letter.letGo)
      if (letter.recalled) causes.push({ code: 'recalled' })
      for (const item of letter.items) {
        let rests = 0n
        for (const hindrance of hindrances.get(item.id) ?? []) {
          if (hindrance.rests !== null) rests += hindrance.rests
          else if (!letGo.has(hindrance.kind))
            causes.push({ code: hindrance.kind, until: hindrance.toOn, data: { number: item.number } })
        }
        if (BigInt(item.open ?? 0) - rests < BigInt(item.asked))
          causes.push({ code: 'money-came', data: { number: item.number } })
      }
      // Or for its fees alone, or they were let go: it never asks for more than is open.
      if (letter.chargedOpen < letter.charged && !causes.some((cause) => cause.code === 'money-came'))
        causes.push({ code: 'money-came', data: { number: letter.items[0]!.number } })
      // A letter that was long on its way out would leave less time than the law gives.
      if (letter.sentOn < today && law && parties?.has(letter.partyId)) {
        const { law: found } = law.letter({
          kind: letter.kind,
          sentOn: today,
          dueOn: letter.items[0]!.dueOn,
          debtor: debtorOf(parties.get(letter.partyId)!.kind),
          creditor: law.creditor,
          feeAgreed: letter.feeAgreed,
          disputed: false,
          earlier: letter.before.map((one) => ({ ...one, fee: zero })),
          compensation: zero,
          costsBefore: zero,
        })
        if (
          letter.deadlineOn < today ||
          (found && (!found.allowed || found.earliestDeadline > letter.deadlineOn || letter.fee > found.maximumFee))
        )
          causes.push({ code: 'too-late-to-send', data: { deadline: letter.deadlineOn } })
      }
      if (causes.length > 0) return [letter.id, { verdict: 'drop', causes }]
      const isOld =
        letter.bankFileDays !== null &&
        !letGo.has('bank-file-old') &&
        bankAge({ bankThrough: through, on: today, rules }) > letter.bankFileDays
      return [
        letter.id,
        isOld
          ? { verdict: 'wait', causes: [{ code: 'bank-file-old', data: { through } }] }
          : { verdict: 'send', causes: [] },
      ]
    }),
  )
}
