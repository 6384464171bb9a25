import type { Country } from '../src/formats/e-invoice/document.ts'
import type { Day } from '../src/kernel/day.ts'
import { addDays } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import type { Story } from './story.ts'
import type { Habit, Payment } from './till.ts'

/** What is open of a document that is due: the document itself and the charges beside it. */
export interface DueItem {
  itemId: Id
  reference: string
  number: string
  /** Of the document as issued, and what of it is open. */
  amount: bigint
  open: bigint
  charges: bigint
  component: string
  currency: string
  dueOn: Day
  payer: string
  customer: string
  letters: number
  /** A personal or organisation number is known: no court and no agency takes a claim without. */
  known: boolean
  /** It is somebody else's to ask for (an agency, a court), or it rests. */
  rests: boolean
}

/** Out of a thousand documents. */
const habits: Record<Country, [Habit, number][]> = {
  SE: [
    ['late', 90],
    ['after-reminder', 52],
    ['without-fee', 8],
    ['after-notice', 14],
    ['never', 7],
    ['half', 6],
    ['short', 4],
    ['too-much', 4],
    ['twice', 2],
    ['by-text', 5],
    ['wrong-reference', 4],
    ['no-reference', 3],
    ['early', 150],
  ],
  NO: [
    ['late', 110],
    ['after-reminder', 60],
    ['without-fee', 8],
    ['after-notice', 14],
    ['never', 3],
    ['half', 8],
    ['short', 6],
    ['too-much', 5],
    ['by-text', 5],
    ['wrong-reference', 4],
    ['no-reference', 3],
    ['early', 60],
  ],
  BG: [
    ['late', 110],
    ['after-reminder', 70],
    ['after-notice', 20],
    ['never', 3],
    ['half', 10],
    ['short', 6],
    ['too-much', 6],
    ['twice', 3],
    ['by-text', 20],
    ['no-reference', 8],
    ['early', 60],
  ],
}
/** Who never pays is an exception of late: what was older has been through court and books long since. */
const neverFrom: Record<Country, Day> = { SE: '2025-10-01' as Day, NO: '2025-10-01' as Day, BG: '2026-01-15' as Day }
/** Nobody lets a large debt go so easily. */
const neverAbove: Record<Country, bigint> = { SE: 3_500_00n, NO: 12_000_00n, BG: 400_00n }

/** One customer of each company pays nothing until a second letter has come: a standing that is bad. */
const slowPayer: Record<Country, string> = { SE: '50005', NO: '10009', BG: '10006' }

/** The same document is paid in the same way on every machine, whatever happens around it. */
function habitOf(story: Story, item: DueItem): Habit {
  const set = story.till.habits.get(item.number)
  if (set) return set
  if (item.customer === slowPayer[story.country]) return 'after-notice'
  let luck = hash(item.number) % 1000
  for (const [habit, share] of habits[story.country]) {
    if (luck < share)
      return habit === 'never' &&
        (item.dueOn < neverFrom[story.country] || item.amount > neverAbove[story.country] || !item.known)
        ? 'after-notice'
        : habit
    luck -= share
  }
  return 'on-time'
}

const hash = (text: string): number => {
  let state = 0x811c9dc5
  for (const letter of text) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193) >>> 0
  return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 8
}

const words: Record<Country, { invoice: string; payment: string }> = {
  SE: { invoice: 'Faktura', payment: 'Betalning' },
  NO: { invoice: 'Faktura', payment: 'Betaling' },
  BG: { invoice: 'плащане по ф-ра', payment: 'плащане' },
}

/** Documents open on the story's day and due before the bank reports the next time, and those that some pay early. */
export const dueItems = (story: Story, next: Day): Promise<DueItem[]> =>
  story.tx(async ({ db, company }) => {
    const rows = await db.rows<Omit<DueItem, 'rests'> & { handed: boolean; held: boolean }>(
      `select i.id as "itemId", coalesce(i.reference, i.number_text) as reference, i.number_text as number, i.amount, i.amount_open as open, i.component, i.currency::text as currency, i.due_on as "dueOn",
              p.name as payer, p.number as customer, p.identity_number is not null as known,
              coalesce((select sum(c.amount_open) from open_items c where c.company_id = i.company_id and c.main_item_id = i.id and c.amount_open > 0), 0)::bigint as charges,
              (select count(*)::int from dunning_letter_items x where x.company_id = i.company_id and x.item_id = i.id) as letters,
              exists (select from collection_queue q where q.company_id = i.company_id and q.item_id = i.id and q.state <> 'dropped')
                or exists (select from collection_case_items k where k.company_id = i.company_id and k.item_id = i.id and k.ended_on = 'infinity') as handed,
              exists (select from holds h where h.company_id = i.company_id and (h.item_id = i.id or h.party_id = i.party_id) and h.kind <> 'billing' and h.released_at is null and h.from_on <= $2 and $2 < h.to_on) as held
         from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.company_id = $1 and i.amount_open > 0 and i.invoice_id is not null and i.due_on <= $3
        order by i.due_on, i.number_text`,
      [company.id, story.today, addDays(next, 20)],
    )
    return rows
      .map(({ handed, held, ...row }): DueItem => ({ ...row, rests: handed || held }))
      .filter(
        (item) => item.dueOn < next || (item.dueOn <= addDays(story.today, 14) && habitOf(story, item) === 'early'),
      )
  })

/** What customers pay of these today: most on time and right; some early, late, short, too much, twice, without saying for what. */
export function paymentsFor(story: Story, items: readonly DueItem[]): Payment[] {
  const meantBefore = new Set(story.till.astray.values())
  const payments = items.flatMap((item): Payment[] => {
    if (item.rests || meantBefore.has(item.number)) return []
    const amount = item.open + item.charges
    const payer = { payer: item.payer, account: accountOf(story.country, item.customer) }
    const plain = { ...payer, amount, reference: item.reference }
    const after = (letters: number): Payment[] => (item.letters >= letters ? [plain] : [])
    const habit = habitOf(story, item)
    const small = story.country === 'BG' ? 10_00n : 100_00n
    const isLate = item.dueOn <= addDays(story.today, -6)
    if (item.component !== 'capital') return habit !== 'late' || isLate ? [plain] : []
    // Nobody goes to the bank for a rest.
    if (item.open * 8n < item.amount || item.open <= small) return []
    switch (habit) {
      case 'late':
        return isLate ? [plain] : []
      case 'after-reminder':
        return after(1)
      case 'without-fee':
        return item.letters > 0 ? [{ ...plain, amount: item.open }] : []
      case 'after-notice':
        return after(2)
      case 'never':
        return []
      case 'half':
        return item.open < item.amount ? after(1) : [{ ...plain, amount: item.open / 2n || 1n }]
      case 'short':
        return [{ ...plain, amount: amount - small / 4n }]
      case 'too-much':
        return [{ ...plain, amount: amount + small }]
      case 'twice':
        return [plain, plain]
      case 'by-text':
        return [{ ...payer, amount, text: `${words[story.country].invoice} ${item.number}`, meant: item.number }]
      case 'wrong-reference':
        return [{ ...plain, reference: swapDigits(item.reference), meant: item.number }]
      case 'no-reference':
        return [{ ...payer, amount, text: words[story.country].payment, meant: item.number }]
      default:
        return [plain]
    }
  })
  return payments
}

function swapDigits(reference: string): string {
  const at = [...reference].findIndex(
    (digit, i) => i > 1 && reference[i + 1] !== undefined && reference[i + 1] !== digit,
  )
  return at < 0 ? `${reference}1` : reference.slice(0, at) + reference[at + 1] + reference[at] + reference.slice(at + 2)
}

/** An account of the customer's, in the shape of his country. */
export function accountOf(country: Country, customer: string): string {
  const digits = (length: number) =>
    String(hash(customer) * 7919 + hash(`${customer}.`))
      .padStart(length, '4')
      .slice(0, length)
  const bban = { SE: `500000${digits(14)}`, NO: `8601${digits(7)}`, BG: `BNBG9661${digits(10)}` }[country]
  const check = [...`${bban}${country}00`].reduce(
    (rest, sign) => Number(`${rest}${/\d/.test(sign) ? sign : sign.charCodeAt(0) - 55}`) % 97,
    0,
  )
  return `${country}${String(98 - check).padStart(2, '0')}${bban}`
}

/** Money that nobody can place. */
export const nobody: Record<Country, { payer: string; text: string; account: string }> = {
  SE: { payer: 'Okänd Betalare', text: 'TACK FÖR SIST', account: accountOf('SE', '0') },
  NO: { payer: 'Ukjent Betaler', text: 'TAKK FOR SIST', account: accountOf('NO', '0') },
  BG: { payer: 'Неизвестен Платец', text: 'с благодарност', account: accountOf('BG', '0') },
}
