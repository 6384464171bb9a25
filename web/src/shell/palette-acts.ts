import {
  CalendarClock,
  FileDown,
  FilePlus,
  GitMerge,
  HandCoins,
  Layers,
  type LucideIcon,
  Mails,
  Pause,
  Percent,
  ScrollText,
  Send,
  StickyNote,
  TrendingDown,
  Undo2,
  UserPlus,
  Users,
} from 'lucide-react'
import type { Session } from '../api/session.tsx'
import type { Say } from '../lang/language.tsx'
import type { Phrase } from '../lang/phrase.ts'
import { type Found, type FoundKind, type Line, verbLines } from './palette-lines.ts'
import { texts } from './texts.ts'

interface Act {
  /** With `on`: the line that `verbLines` offers on one that was found. */
  id: string
  verb: string
  title: Phrase
  icon: LucideIcon
  /** What people also call it, in each language; its own names need not stand here. */
  called: string
  /** What it is done with, which is typed after it; or where it begins. */
  on?: FoundKind
  address?: string
}

/** What is done in the house by what it is called: with something that is named after it, or on a page of its own. */
export const acts: readonly Act[] = [
  {
    id: 'do credit',
    verb: 'invoicing.credit',
    title: texts.creditInvoice,
    icon: Undo2,
    called: 'kreditfaktura kreditnota credit кредитиране сторнирай сторно',
    on: 'invoices',
  },
  {
    id: 'do send',
    verb: 'invoicing.resend-invoices',
    title: texts.sendInvoiceAgain,
    icon: Send,
    called: 'skicka faktura sende fakturaen resend изпращане копие kopia kopi copy',
    on: 'invoices',
  },
  {
    id: 'do hold',
    verb: 'claims.dispute',
    title: texts.holdInvoice,
    icon: Pause,
    called:
      'bestrid bestridande bestrida anstånd tvist innsigelse bestride betalingsutsettelse оспори оспорване отсрочка спиране dispute deferral',
    on: 'invoices',
  },
  {
    id: 'do new',
    verb: 'invoicing.invoice-now',
    title: texts.newInvoiceTo,
    icon: FilePlus,
    called: 'fakturera fakturere skriv invoice издай издаване фактурирай',
    on: 'customers',
  },
  {
    id: 'do statement',
    verb: 'reports.statement',
    title: texts.statementOf,
    icon: ScrollText,
    called: 'reskontra utdrag',
    on: 'customers',
  },
  {
    id: 'do notes',
    verb: 'parties.save-note',
    title: texts.noteOn,
    icon: StickyNote,
    called: 'notering notera notis påminn mig',
    on: 'customers',
  },
  {
    id: 'do match',
    verb: 'bank.accept-match',
    title: texts.matchPayment,
    icon: GitMerge,
    called: 'para ihop pricka av koble avstem reconcile отнасяне отнеси засичане',
    on: 'payments',
  },
  {
    id: 'do undo-match',
    verb: 'bank.undo-match',
    title: texts.undoMatchOf,
    icon: Undo2,
    called: 'ångra angre undo unmatch отмени lös upp',
    on: 'payments',
  },
  {
    id: 'do enter-payment',
    verb: 'bank.save-payment',
    title: texts.enterPayment,
    icon: HandCoins,
    called: 'betala inbetalning innbetaling registrere betaling kontant pay въведи платена',
    address: 'bank?enter=1',
  },
  {
    id: 'do propose-billing',
    verb: 'invoicing.propose-billing',
    title: texts.proposeBilling,
    icon: Layers,
    called: 'fakturering fakturerings billing фактуриране поръчки',
    address: 'billing-runs?new=1',
  },
  {
    id: 'do remind',
    verb: 'dunning.propose',
    title: texts.proposeReminders,
    icon: Mails,
    called: 'påminn påminnelse påminnelser purre purring dunning dun напомни напомняне',
    address: 'dunning-runs?new=1',
  },
  {
    id: 'do interest',
    verb: 'interest.propose',
    title: texts.proposeInterest,
    icon: Percent,
    called: 'ränta dröjsmålsränta rente forsinkelsesrente interest лихва',
    address: 'interest-runs?new=1',
  },
  {
    id: 'do plan',
    verb: 'claims.propose-plan',
    title: texts.newPlan,
    icon: CalendarClock,
    called: 'avbetala avbetalning dela upp delbetalning nedbetaling avdrag instalments разсрочи',
    address: 'claims/plans/new',
  },
  {
    id: 'do write-off',
    verb: 'losses.propose',
    title: texts.writeOff,
    icon: TrendingDown,
    called: 'avskrivning avskriv kundförlust tap avskrivning write-off отпиши загуба',
    address: 'losses?new=1',
  },
  {
    id: 'do export',
    verb: 'reports.vouchers',
    title: texts.exportVouchers,
    icon: FileDown,
    called: 'export sie bokföring regnskap eksport счетоводство експорт',
    address: 'vouchers',
  },
  {
    id: 'do merge',
    verb: 'parties.find-duplicates',
    title: texts.mergeCustomers,
    icon: Users,
    called: 'dubblett dubbletter duplikat duplikater slå merge duplicates дубликати сливане',
    address: 'customers/duplicates',
  },
  {
    id: 'do invite',
    verb: 'access.create-user',
    title: texts.invite,
    icon: UserPlus,
    called: 'användare person behörighet bruker tilgang user потребител покани',
    address: 'people?open=new',
  },
]

const named = ({ title, called }: Act): string[] =>
  [...Object.values(title), called]
    .join(' ')
    .toLocaleLowerCase()
    .split(/[\s,]+/)

/** So much of a word says that an act is meant, when something is named after it. */
const meantFrom = 4

export interface Asked {
  /** Acts whose names begin with every word typed. */
  acts: readonly Act[]
  /** Acts that the first words name, and what the rest of the text names: "kreditera 10024817". */
  on: { acts: readonly Act[]; rest: string } | null
}

export function readActs(text: string, can: Session['can']): Asked {
  const words = text.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return { acts: [], on: null }
  const mine = acts.filter(({ verb }) => can(verb))
  const fits = (act: Act, typed: readonly string[]): boolean =>
    typed.every((part) => named(act).some((word) => word.startsWith(part)))
  // As many words as name an act; one at least is left to name a thing.
  for (let n = words.length - 1; n > 0; n--) {
    const head = words.slice(0, n)
    if (head.join(' ').length < meantFrom) continue
    const meant = mine.filter((act) => act.on && fits(act, head))
    if (meant.length > 0)
      return {
        acts: mine.filter((act) => fits(act, words)),
        on: { acts: meant, rest: text.trim().split(/\s+/).slice(n).join(' ') },
      }
  }
  return { acts: mine.filter((act) => fits(act, words)), on: null }
}

/** An act on something asks for it by staying where it is, with its name typed. */
export function actLines({ acts }: Asked, t: Say, ask: (typed: string) => void): Line[] {
  return acts.map(({ id, title, icon, on, address }) => ({
    id,
    group: t(texts.doFound),
    icon,
    title: t(title),
    sub: on
      ? t(on === 'invoices' ? texts.thenInvoice : on === 'customers' ? texts.thenCustomer : texts.thenPayment)
      : '',
    amount: null,
    currency: null,
    ...(on ? { asks: () => ask(`${t(title)} `) } : { address: address ?? '' }),
  }))
}

/** "kreditera 10024817": the act on each that was found by what stands after it. */
export function actOnFoundLines(
  { on }: Asked,
  groups: readonly { kind: FoundKind; rows: readonly Found[] }[],
  t: Say,
  can: Session['can'],
  takeMatchBack: (row: Found) => void,
): Line[] {
  if (!on) return []
  return groups.flatMap(({ kind, rows }) =>
    rows.flatMap((row) =>
      row.isProtected
        ? []
        : verbLines({ kind, row }, t, can, takeMatchBack)
            .filter(({ id }) => on.acts.some((act) => act.on === kind && act.id === id))
            .map(({ keyCap: _, ...line }) => ({
              ...line,
              id: `${line.id} ${row.id}`,
              group: t(texts.doFound),
              title: `${line.title}: ${row.title}`,
              sub: row.sub,
              amount: row.amount,
              currency: row.currency,
            })),
    ),
  )
}
