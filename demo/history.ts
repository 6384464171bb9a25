import { followUp } from '../src/claims/follow-up.ts'
import { propose as proposeReminders } from '../src/dunning/propose.ts'
import type { Totals } from '../src/dunning/run-shape.ts'
import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import type { Day } from '../src/kernel/day.ts'
import { addDays } from '../src/kernel/day.ts'
import { closePeriod } from '../src/ledger/close-period.ts'
import type { Reminding } from './claims.ts'
import {
  agencyRound,
  attend,
  beginReminding,
  chargeInterest,
  openAgency,
  recoveries,
  remind,
  writeOffRests,
} from './claims.ts'
import type { Happening } from './happenings.ts'
import { dueItems, paymentsFor } from './payers.ts'
import type { Story } from './story.ts'
import { bill, months, receive } from './story.ts'

export interface Life {
  reminding: Reminding
  happenings: Happening[]
  /** Each quarter from here on. */
  agencyFrom?: Day
  bankFiles: string
  references: 'ocr' | 'kid' | 'invoice'
  /** What customers pay in on a day; the first one is the money of the country. */
  currencies(on: Day): string[]
  ordersOf(month: string): NewOrder[]
}

/** Months go by: invoices, what happens to them, money by the bank twice a month, reminders after the first time, the month before closed then, the desk after the second. */
export async function live(
  story: Story,
  { from, to, today }: { from: Day; to: Day; today: Day },
  life: Life,
): Promise<void> {
  await beginReminding(story, life.reminding)
  if (life.reminding.agency) await openAgency(story)
  const waiting = [...life.happenings].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
  const first = waiting[0]?.on
  const goTo = async (day: Day): Promise<void> => {
    while (waiting[0] && waiting[0].on <= day) {
      const next = waiting.shift()!
      story.today = next.on
      await next.what(story)
    }
    story.today = day
  }
  for (const { month, billOn, payOn, nextOn } of months(from, to)) {
    await goTo(billOn)
    await bill(story, life.ordersOf(month))
    await attend(story)
    const inMonth = Number(month.slice(5))
    for (const [i, day] of payOn.entries()) {
      await goTo(day)
      // The bank's last files are shipped: the main job reads them.
      if (day === to) break
      const due = await dueItems(story, payOn[i + 1] ?? nextOn)
      const [own, ...others] = life.currencies(day)
      const paid = (currency: string) =>
        paymentsFor(
          story,
          due.filter((item) => item.currency === currency),
        )
      await receive(
        story,
        `${life.bankFiles}-${day}`,
        own!,
        [...paid(own!), ...story.till.coming.splice(0)],
        life.references,
      )
      for (const currency of others)
        await receive(story, `${life.bankFiles}-${currency}-${day}`, currency, paid(currency), life.references)
      if (life.agencyFrom && day >= life.agencyFrom) await recoveries(story)
      if (first && day >= first) await story.do(followUp, {})
      if (i === 0) {
        await writeOffRests(story)
        await remind(story)
        if (month > from.slice(0, 7)) await story.do(closePeriod, { on: addDays(`${month}-01` as Day, -1) })
      }
    }
    if (inMonth % (story.country === 'SE' ? 3 : 6) === 0) {
      await chargeInterest(story)
    }
    if (life.agencyFrom && story.today >= life.agencyFrom && inMonth % 3 === 0) await agencyRound(story)
  }
  await goTo(today)
}

/** The desk when the bank's file is in: promises and plans looked at, and a run of reminders that waits for somebody to look at it. */
export async function firstMorning(story: Story): Promise<Totals> {
  await story.do(followUp, {})
  return story.do<Totals>(proposeReminders, {})
}
