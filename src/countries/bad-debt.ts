import type { Country } from '../formats/e-invoice/document.ts'
import { addMonths, type Day, daysBetween } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'

/** What is known of a claim that is to be written off. */
export interface LossFacts {
  on: Day
  dueOn: Day
  /** Letters that asked for it, of whatever kind, recalled ones left out. */
  letters: readonly { sentOn: Day }[]
  /** An agency gave it up; enforcement found nothing; the debtor is bankrupt or has debt relief; time has barred it. */
  failedCollection: boolean
  failedEnforcement: boolean
  insolvent: boolean
  barred: boolean
  /** With VAT, of the whole claim. */
  amount: Minor
  /** Claims up to this are lost by age alone; null: the law has no such limit. */
  smallClaim: Minor | null
  hasInvoice: boolean
  /** Debtor and creditor belong together. */
  related: boolean
  /** What a person says or shows: a decision, a report, a document. */
  evidence: string | null
}

export interface LossLaw {
  /** An established loss may be booked. */
  allowed: boolean
  /** And its VAT may be taken back. */
  vat: boolean
  why: { code: string; text: string; source: string }[]
  /** Why the VAT of a loss that may be booked stays lost with it; null: it comes back, or nothing is lost. */
  vatStays: { code: string; text: string; source: string } | null
}

/** Reminders that make a Norwegian claim lost, and months after the due day. */
const remindersNorway = 3
const monthsNorway = 6
/** Days after which a small Bulgarian claim is lost. */
const daysBulgaria = 365

/** When a claim is an established loss, and when its VAT comes back (ML 8:16; FMVA § 4-7-1; ЗДДС чл. 126а). */
export function lossLaw(country: Country, facts: LossFacts): LossLaw {
  const why: LossLaw['why'] = []
  const found = (is: boolean, code: string, text: string, source: string): boolean => {
    if (is) why.push({ code, text, source })
    return is
  }
  if (country === 'SE') {
    const source = 'mervärdesskattelag (2023:200) 8 kap. 16 §; Skatteverket: a loss must be established'
    const shown = [
      found(facts.insolvent, 'loss-insolvent', 'the debtor is bankrupt or has debt relief', source),
      found(facts.failedEnforcement, 'loss-enforcement-failed', 'enforcement has found nothing', source),
      found(facts.failedCollection, 'loss-collection-failed', 'the agency has given the claim up', source),
      found(facts.barred, 'loss-barred', 'the claim is barred by time', source),
      found(facts.evidence !== null, 'loss-evidence', 'a person has shown that it is lost', source),
    ].some(Boolean)
    return { allowed: shown, vat: shown, why, vatStays: null }
  }
  if (country === 'NO') {
    const source = 'merverdiavgiftsforskriften (FMVA) § 4-7-1'
    const vat = [
      found(
        facts.letters.length >= remindersNorway && addMonths(facts.dueOn, monthsNorway) <= facts.on,
        'loss-reminded',
        'three reminders and six months after the due day',
        source,
      ),
      found(
        facts.failedCollection || facts.failedEnforcement,
        'loss-collection-failed',
        'collection has failed',
        source,
      ),
      found(facts.insolvent, 'loss-insolvent', 'the debtor is bankrupt or has debt relief', source),
    ].some(Boolean)
    const shown = found(facts.evidence !== null, 'loss-evidence', 'a person has shown that it is lost', source)
    const text = 'no three reminders and six months, no failed collection, no bankruptcy: its VAT is lost with it'
    return {
      allowed: vat || shown,
      vat,
      why,
      vatStays: shown && !vat ? { code: 'loss-vat-stays', text, source } : null,
    }
  }
  const source = 'ЗДДС чл. 126а'
  const lost = [
    found(facts.barred, 'loss-barred', 'the claim is barred by time', source),
    found(facts.failedEnforcement, 'loss-enforcement-failed', 'enforcement has found nothing', source),
    found(facts.insolvent, 'loss-insolvent', 'the debtor is insolvent', source),
    found(
      facts.smallClaim !== null &&
        facts.amount <= facts.smallClaim &&
        daysBetween(facts.dueOn, facts.on) >= daysBulgaria,
      'loss-small-claim',
      '365 days after the due day, and no more than the small claim of the law',
      source,
    ),
  ].some(Boolean)
  const shown = found(facts.evidence !== null, 'loss-evidence', 'a person has shown that it is lost', source)
  const vat = lost && facts.hasInvoice && !facts.related
  const text = !lost
    ? 'not barred, no failed enforcement, no insolvency, no small claim of a year: its VAT is lost with it'
    : facts.related
      ? 'debtor and creditor belong together: its VAT is lost with it'
      : 'there is no invoice: its VAT is lost with it'
  const vatStays = (lost || shown) && !vat ? { code: 'loss-vat-stays', text, source } : null
  return { allowed: lost || shown, vat, why, vatStays }
}
