import {
  BookOpen,
  CircleHelp,
  Clock,
  FilePlus,
  FileText,
  GitMerge,
  History,
  House,
  Keyboard,
  ListTree,
  Lock,
  LogOut,
  type LucideIcon,
  Pause,
  ScrollText,
  Send,
  Star,
  SunMoon,
  Undo2,
  User,
  UserPlus,
  WalletCards,
} from 'lucide-react'
import type { Output } from '../api/call.ts'
import type { Session } from '../api/session.tsx'
import { common } from '../lang/common.ts'
import type { Formats } from '../lang/formats.ts'
import type { Say } from '../lang/language.tsx'
import type { Phrase } from '../lang/phrase.ts'
import { readNamedDay } from '../lang/read-month.ts'
import type { Favourite } from './favourites.tsx'
import type { Recent } from './recent.ts'
import { screens } from './screen-list.ts'
import { texts } from './texts.ts'

export type Found = Output<'workspace.search'>['groups'][number]['rows'][number]
export type FoundKind = Output<'workspace.search'>['groups'][number]['kind']

export interface Line {
  id: string
  group: string
  icon: LucideIcon
  title: string
  sub: string
  amount: string | null
  currency: string | null
  /** Address below the company; or `run` does it at once. */
  address?: string
  run?: () => void
  /** It is done with something that is still to be named: the palette stays and asks for it. */
  asks?: () => void
  /** What `→` offers. */
  subject?: { kind: FoundKind; row: Found }
  keyCap?: string
}

const bare = { sub: '', amount: null, currency: null }

export function foundLines(groups: Output<'workspace.search'>['groups'], t: Say, formats: Formats): Line[] {
  return groups.flatMap(({ kind, rows }) =>
    rows.map(
      (row): Line => ({
        id: `${kind} ${row.id}`,
        group: t(kind === 'customers' ? texts.customersFound : texts.moneyFound),
        icon: row.isProtected ? Lock : kind === 'customers' ? User : kind === 'invoices' ? FileText : GitMerge,
        title: kind === 'payments' ? t(texts.payment, { name: row.title }) : row.title,
        sub: [row.sub, row.on ? formats.dayInText(row.on, 'short') : '', stateOf(kind, row, t)]
          .filter(Boolean)
          .join(' · '),
        amount: row.amount,
        currency: row.currency,
        address: addressOf(kind, row),
        subject: { kind, row },
      }),
    ),
  )
}

function stateOf(kind: FoundKind, row: Found, t: Say): string {
  if (kind === 'payments') return row.state === 'waiting' ? t(texts.waitsForYou) : ''
  if (kind === 'invoices') return row.state === 'overdue' ? t(texts.overdue) : row.state === 'open' ? t(texts.open) : ''
  return row.state === 'closed' ? t(texts.closed) : ''
}

const addressOf = (kind: FoundKind, row: Found): string =>
  kind === 'customers' ? `customers/${row.number}` : kind === 'invoices' ? `invoices/${row.id}` : `payments/${row.id}`

/** What can be done with one that was found, each with the letter it has everywhere. */
export function verbLines(
  { kind, row }: NonNullable<Line['subject']>,
  t: Say,
  can: Session['can'],
  takeMatchBack?: (row: Found) => void,
): Line[] {
  const line = (
    id: string,
    verb: string,
    phrase: Phrase,
    icon: LucideIcon,
    keyCap: string,
    address: string,
  ): Line | null =>
    can(verb)
      ? {
          ...bare,
          id: `do ${id}`,
          group: t(texts.doWith, { name: row.title }),
          icon,
          title: t(phrase),
          keyCap,
          address,
        }
      : null
  const all =
    kind === 'customers'
      ? [
          line('open', 'parties.read', common.open, User, 'O', addressOf(kind, row)),
          line('new', 'invoicing.invoice-now', texts.newInvoice, FilePlus, 'F', `invoices/new?customer=${row.number}`),
          line(
            'statement',
            'reports.statement',
            texts.statement,
            ScrollText,
            'U',
            `customers/${row.number}?view=statement`,
          ),
          line('notes', 'parties.save-note', texts.note, BookOpen, 'N', `customers/${row.number}?view=notes`),
          line('items', 'reports.open-items', texts.openItems, WalletCards, 'P', `open-items?party=${row.number}`),
          line(
            'invoices',
            'invoicing.list-invoices',
            common.invoices,
            FileText,
            'I',
            `invoices?customer=${row.number}`,
          ),
        ]
      : kind === 'invoices'
        ? [
            line('open', 'invoicing.read-invoice', common.open, FileText, 'O', addressOf(kind, row)),
            line('credit', 'invoicing.credit', texts.credit, Undo2, 'C', `invoices/${row.id}/credit`),
            line(
              'send',
              'invoicing.resend-invoices',
              texts.sendAgain,
              Send,
              'S',
              `invoices/${row.id}?trail=deliveries`,
            ),
            row.state === 'open' || row.state === 'overdue'
              ? line('hold', 'claims.dispute', texts.hold, Pause, 'H', `invoices/${row.id}?act=hold`)
              : null,
          ]
        : [
            line('open', 'bank.read-transaction', common.open, GitMerge, 'O', addressOf(kind, row)),
            row.state === 'waiting'
              ? line('match', 'bank.accept-match', texts.matchIt, GitMerge, 'M', `matching?at=${row.id}`)
              : null,
            row.state === 'placed' && takeMatchBack && can('bank.undo-match')
              ? {
                  ...bare,
                  id: 'do undo-match',
                  group: t(texts.doWith, { name: row.title }),
                  icon: Undo2,
                  title: t(texts.undoMatch),
                  keyCap: 'Z',
                  run: () => takeMatchBack(row),
                }
              : null,
          ]
  return all.filter((one): one is Line => one !== null)
}

/** Reports that show a day, and lists that show a month, take the day that was named along. */
const byDay = new Set(['ageing', 'open-items', 'reconciliation'])
const byMonth = new Set(['vouchers', 'general-ledger', 'invoices'])
/** What people also call them. */
const alsoCalled: Record<string, string> = {
  customers: 'kundregister kunderegister контрагенти debtors',
  ageing: 'aged aging receivables aldersanalyse aldersfordelt saldoliste просрочени вземания по възраст',
  'open-items': 'reskontra obetalda utestående ubetalte unpaid',
  matching:
    'matcha match payments inbetalningar innbetalinger плащания betala tillbaka tilbakebetal pay back refund върни връщане',
  'billing-runs': 'fakturera fakturering billing propose фактуриране',
  'order-files': 'import läs in importera importere импорт',
  invoices: 'kreditera kreditfaktura kreditnota credit кредитно известие',
  deliveries: 'utskick utkorg utsendelser outbox e-post mail имейл',
  holds: 'bestrid disputes',
  bank: 'bankfiler bankfil camt bgmax ocr läs in les inn извлечение',
  reconciliation: 'avstämning stäm av',
  'dunning-runs': 'påminnelser påminnelse purring purringer reminders напомняния',
  'interest-runs': 'dröjsmålsränta forsinkelsesrente',
  losses: 'avskriv skriv av avskrive write off отписване',
  vouchers: 'export exportera eksport eksporter експорт sie bokför bokføring journal',
  'set-up':
    'import export eksport excel arbetsbok arbeidsbok workbook moms mva vat ддс konton kontoplan accounts сметки artiklar artikler articles артикули fakturagrupper nummerserier',
  people: 'användare brukere users потребители roller roles роли behörighet lösenord',
  audit: 'logg log vem gjorde hvem who',
}

/** A name that only sounds like what was typed does not stand before a screen that is called so. */
export const isMeant = (wanted: string, things: readonly Pick<Line, 'title' | 'sub'>[]): boolean => {
  const words = plain(wanted).split(/\s+/)
  return things.some(({ title, sub }) => words.every((word) => plain(`${title} ${sub}`).includes(word)))
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

export interface Going {
  lines: Line[]
  /** A day was named: then it is a report that is asked for, not a customer. */
  isReport: boolean
}

export function goLines(text: string, t: Say, formats: Formats, { company, can }: Session): Going {
  const named = readNamedDay(text, company.today)
  const wanted = (named?.rest ?? text).toLocaleLowerCase().trim()
  const takesDay = (key: string) => byDay.has(key) || byMonth.has(key)
  const listed = screens.filter(
    (screen) =>
      can(screen.verb) &&
      (wanted === ''
        ? named === null || takesDay(screen.key)
        : wordsFit([...Object.values(screen.title), alsoCalled[screen.key] ?? '', screen.key].join(' '), wanted)),
  )
  // An unlucky name of a month ("Jan") must not hide the screens that the whole text names.
  const isReport = named !== null && listed.some(({ key }) => takesDay(key))
  const lines = listed.map((screen): Line => {
    const day = named && takesDay(screen.key) ? named.day : null
    return {
      ...bare,
      id: `go ${screen.key}`,
      group: t(texts.goFound),
      icon: screen.icon,
      title: t(screen.title),
      sub: day ? formats.dayInText(day) : '',
      address: `${screen.to.replace('/companies/$company/', '')}${
        day === null ? '' : byDay.has(screen.key) ? `?asOf=${day}` : `?from=${day.slice(0, 8)}01&to=${day}`
      }`,
    }
  })
  const home: Line = {
    ...bare,
    id: 'go home',
    group: t(texts.goFound),
    icon: House,
    title: t(common.home),
    address: '',
  }
  const others: Line[] = [
    home,
    { ...home, id: 'go process', icon: ListTree, title: t(texts.process), address: 'process' },
    { ...home, id: 'go profile', icon: User, title: t(texts.profile), address: 'profile' },
  ]
  return {
    lines: [
      ...lines,
      ...(named === null
        ? others.filter(({ title }) => wanted === '' || wordsFit(title.toLocaleLowerCase(), wanted))
        : []),
    ],
    isReport,
  }
}

export interface Doing {
  newInvoice: () => void
  newCustomer: () => void
  done: () => void
  help: () => void
  keys: () => void
  theme: () => void
  signOut: () => void
}

export function doLines(wanted: string, t: Say, doing: Doing, can: Session['can']): Line[] {
  const line = (name: keyof Doing, phrase: Phrase, icon: LucideIcon): Line | false =>
    wordsFit([...Object.values(phrase), doingCalled[name] ?? ''].join(' '), wanted) && {
      ...bare,
      id: `do ${name}`,
      group: t(texts.doFound),
      icon,
      title: t(phrase),
      run: doing[name],
    }
  return [
    can('invoicing.invoice-now') && line('newInvoice', texts.newInvoice, FilePlus),
    can('parties.save') && line('newCustomer', texts.newCustomer, UserPlus),
    line('done', texts.doneToday, History),
    line('help', texts.help, CircleHelp),
    line('keys', texts.keys, Keyboard),
    line('theme', texts.changeTheme, SunMoon),
    line('signOut', texts.signOut, LogOut),
  ].filter((one): one is Line => one !== false)
}

/** What people also call them. */
const doingCalled: Partial<Record<keyof Doing, string>> = {
  keys: 'tangentbord tastatur snabbtangenter hurtigtaster genvägar kortkommandon бързи shortcuts keyboard',
  theme: 'tema theme mörkt läge mörk ljus mørk modus lys тъмен светъл режим dark light mode',
  help: 'guide handledning veiledning ръководство manual',
  signOut: 'log out logout logga av излез',
}

export function keptLines(
  favourites: readonly Favourite[],
  recent: readonly Recent[],
  company: string,
  t: Say,
): Line[] {
  const below = (address: string): string => address.replace(`/companies/${company}`, '').replace(/^\//, '')
  const line = (group: Phrase, icon: LucideIcon, { address, title }: Recent): Line => ({
    ...bare,
    id: `${group.en} ${address}`,
    group: t(group),
    icon,
    title,
    address: below(address),
  })
  return [
    ...recent.map((one) => line(texts.recent, Clock, one)),
    ...favourites
      .filter(({ address }) => address.startsWith(`/companies/${company}`))
      .map((one) => line(texts.favourites, Star, one)),
  ]
}

/** Every word typed begins a word of the name. */
function wordsFit(title: string, wanted: string): boolean {
  const words = title.toLocaleLowerCase().split(/[\s-]+/)
  return wanted
    .split(/[\s-]+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)))
}
