import type { z } from 'zod'
import type { User } from '../src/db/context.ts'
import { approve } from '../src/dunning/approve.ts'
import { execute } from '../src/dunning/execute.ts'
import type { policyInput } from '../src/dunning/policy-shape.ts'
import { propose } from '../src/dunning/propose.ts'
import type { Totals } from '../src/dunning/run-shape.ts'
import { savePolicy } from '../src/dunning/save-policy.ts'
import type { Day } from '../src/kernel/day.ts'
import type { World } from './world.ts'

type PolicyInput = z.input<typeof policyInput>

/** Reminder after 5 days, collection notice 5 days after its deadline, then the agency; nobody asks how old bank files are. */
export const plainPolicy = (more: Partial<PolicyInput> = {}): PolicyInput => ({
  code: 'P',
  name: 'Påminnelse',
  isDefault: true,
  validFrom: '2024-01-01',
  graceDays: 0,
  bankFileDays: null,
  feeAgreed: true,
  interest: 'none',
  steps: [
    { kind: 'reminder', days: 5, fee: 'law', deadlineDays: 10, channels: ['e-mail', 'print'] },
    { kind: 'collection-notice', days: 5, fee: 'law', deadlineDays: 10, channels: ['e-mail', 'print'] },
    { kind: 'collection', days: 5 },
  ],
  ...more,
})
export const savePlainPolicy = (world: World, more: Partial<PolicyInput> = {}, user?: User) =>
  world.do(savePolicy, plainPolicy(more), user)

export type Proposed = { runId: string } & Totals
export const proposeOn = (world: World, input: object = {}, user?: User) => world.do<Proposed>(propose, input, user)

interface Reminded {
  proposed: Proposed
  letters: number
  handovers: number
  dropped: number
}

/** Proposed, approved, executed; what nothing goes out of is left. */
export async function remind(world: World, input: object = {}): Promise<Reminded> {
  const proposed = await proposeOn(world, input)
  if (proposed.letters + proposed.handovers === 0) return { proposed, letters: 0, handovers: 0, dropped: 0 }
  await world.do(approve, { runId: proposed.runId })
  return { proposed, ...(await world.do<Omit<Reminded, 'proposed'>>(execute, { runId: proposed.runId })) }
}

/** The outbox leaves: every letter that waits is sent, or does not arrive. */
export const lettersLeave = (world: World, state: 'sent' | 'failed' = 'sent') =>
  world.database.owner.query(`update deliveries set state = $1 where subject_kind = 'letter' and state = 'waiting'`, [
    state,
  ])

export const moveTo = (world: World, on: string): void => {
  world.today = on as Day
}

/** Letters as a clerk would list them: day, customer, kind, deadline, documents, capital + interest + charged + fee + compensation, channel and where it is. */
export async function lettersText(world: World): Promise<string[]> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ line: string }>(
      `select concat_ws(' ', l.sent_on, p.number, l.kind, l.deadline_on, (select string_agg(i.number_text, '+' order by i.number_text) from dunning_letter_items x join open_items i on i.company_id = x.company_id and i.id = x.item_id where x.company_id = l.company_id and x.letter_id = l.id),
                concat_ws('+', l.amount_capital, l.amount_interest, l.amount_charged, l.amount_fee, l.amount_compensation), d.channel, d.state) as line
         from dunning_letters l join parties p on p.company_id = l.company_id and p.id = l.party_id
         left join deliveries d on d.company_id = l.company_id and d.subject_id = l.id
        where l.company_id = $1 order by l.sent_on, p.number, l.id`,
      [company.id],
    ),
  )
  return rows.map(({ line }) => line)
}
