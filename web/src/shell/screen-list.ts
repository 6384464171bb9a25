import type { LinkProps } from '@tanstack/react-router'
import {
  BookOpen,
  Boxes,
  CalendarClock,
  ChartBarStacked,
  ChartNoAxesColumn,
  Clock,
  Columns3,
  FileSpreadsheet,
  FileText,
  Gauge,
  Gavel,
  GitMerge,
  House,
  KeyRound,
  Landmark,
  Layers,
  ListOrdered,
  ListTree,
  type LucideIcon,
  Mails,
  MailWarning,
  Pause,
  Percent,
  Scale,
  ScrollText,
  Send,
  SlidersHorizontal,
  SquarePen,
  Stamp,
  StickyNote,
  TrendingDown,
  UserCog,
  Users,
  WalletCards,
} from 'lucide-react'
import type { Output } from '../api/call.ts'
import type { Phrase } from '../lang/phrase.ts'
import { texts } from './texts.ts'

/** A screen that a menu can hold. `key` is what the server keeps of it. */
export interface ScreenEntry {
  key: string
  title: Phrase
  icon: LucideIcon
  to: NonNullable<LinkProps['to']>
  /** Who may run this verb sees it. */
  verb: string
  /** Its letter on the process menu. */
  letter: string
  /** Which kind of waiting work is counted beside it. */
  counts?: readonly Output<'workspace.read-home'>['work'][number]['kind'][]
}

export const screens: readonly ScreenEntry[] = [
  {
    key: 'customers',
    title: { sv: 'Kunder', nb: 'Kunder', bg: 'Клиенти', en: 'Customers' },
    icon: Users,
    to: '/companies/$company/customers',
    verb: 'parties.list',
    letter: 'K',
  },
  {
    key: 'order-files',
    title: { sv: 'Orderfiler', nb: 'Ordrefiler', bg: 'Файлове с поръчки', en: 'Order files' },
    icon: FileSpreadsheet,
    to: '/companies/$company/order-files',
    verb: 'invoicing.list-imports',
    letter: 'O',
    counts: ['rejected-rows'],
  },
  {
    key: 'orders',
    title: { sv: 'Ordrar', nb: 'Ordrer', bg: 'Поръчки', en: 'Orders' },
    icon: Boxes,
    to: '/companies/$company/orders',
    verb: 'invoicing.list-orders',
    letter: 'A',
  },
  {
    key: 'set-up',
    title: { sv: 'Inställningar', nb: 'Oppsett', bg: 'Настройки', en: 'Set-up' },
    icon: SlidersHorizontal,
    to: '/companies/$company/set-up',
    verb: 'company.read-set-up',
    letter: 'R',
  },
  {
    key: 'billing-runs',
    title: { sv: 'Körningar', nb: 'Kjøringer', bg: 'Серии', en: 'Billing runs' },
    icon: Layers,
    to: '/companies/$company/billing-runs',
    verb: 'invoicing.list-runs',
    letter: 'N',
    counts: ['approve-runs', 'runs-sent-back', 'runs-to-issue'],
  },
  {
    key: 'new-invoice',
    title: { sv: 'Skriv en faktura', nb: 'Skriv en faktura', bg: 'Нова фактура', en: 'Write an invoice' },
    icon: SquarePen,
    to: '/companies/$company/invoices/new',
    verb: 'invoicing.invoice-now',
    letter: 'F',
  },
  {
    key: 'invoices',
    title: { sv: 'Fakturor', nb: 'Fakturaer', bg: 'Фактури', en: 'Invoices' },
    icon: FileText,
    to: '/companies/$company/invoices',
    verb: 'invoicing.list-invoices',
    letter: 'I',
  },
  {
    key: 'deliveries',
    title: { sv: 'Leveranser', nb: 'Leveringer', bg: 'Изпращания', en: 'Deliveries' },
    icon: MailWarning,
    to: '/companies/$company/deliveries',
    verb: 'delivery.list-deliveries',
    letter: 'L',
    counts: ['failed-deliveries'],
  },
  {
    key: 'holds',
    title: { sv: 'Spärrar', nb: 'Sperrer', bg: 'Спирания', en: 'Holds' },
    icon: Pause,
    to: '/companies/$company/holds',
    verb: 'invoicing.list-holds',
    letter: 'Q',
    counts: ['billing-holds'],
  },
  {
    key: 'follow-ups',
    title: { sv: 'Uppföljningar', nb: 'Oppfølginger', bg: 'Последващи действия', en: 'Follow-ups' },
    icon: StickyNote,
    to: '/companies/$company/follow-ups',
    verb: 'parties.list-follow-ups',
    letter: 'W',
    counts: ['follow-ups'],
  },
  {
    key: 'matching',
    title: { sv: 'Matchningsbord', nb: 'Matching', bg: 'Разнасяне', en: 'Matching desk' },
    icon: GitMerge,
    to: '/companies/$company/matching',
    verb: 'bank.list-unmatched',
    letter: 'M',
    counts: ['unmatched-payments'],
  },
  {
    key: 'bank',
    title: { sv: 'Bank och filer', nb: 'Bank og filer', bg: 'Банка и файлове', en: 'Bank and files' },
    icon: Landmark,
    to: '/companies/$company/bank',
    verb: 'bank.list-accounts',
    letter: 'B',
  },
  {
    key: 'attest',
    title: { sv: 'Att attestera', nb: 'Til attestering', bg: 'За одобрение', en: 'To attest' },
    icon: Stamp,
    to: '/companies/$company/attest',
    verb: 'bank.list-write-offs',
    letter: 'T',
    counts: ['write-offs', 'refunds'],
  },
  {
    key: 'dunning-runs',
    title: { sv: 'Kravkörningar', nb: 'Purrekjøringer', bg: 'Серии напомняния', en: 'Dunning runs' },
    icon: Send,
    to: '/companies/$company/dunning-runs',
    verb: 'dunning.list-runs',
    letter: 'E',
    counts: ['dunning-to-approve', 'dunning-to-send'],
  },
  {
    key: 'dunning-letters',
    title: { sv: 'Kravbrev', nb: 'Kravbrev', bg: 'Писма за вземания', en: 'Letters' },
    icon: Mails,
    to: '/companies/$company/dunning-letters',
    verb: 'dunning.list-letters',
    letter: 'Shift+B',
  },
  {
    key: 'dunning-policies',
    title: { sv: 'Påminnelseregler', nb: 'Purreregler', bg: 'Правила за напомняне', en: 'Dunning policies' },
    icon: ListOrdered,
    to: '/companies/$company/dunning-policies',
    verb: 'dunning.list-policies',
    letter: 'Shift+Q',
  },
  {
    key: 'law',
    title: { sv: 'Lag och satser', nb: 'Lov og satser', bg: 'Закон и ставки', en: 'Law and rates' },
    icon: Landmark,
    to: '/companies/$company/law',
    verb: 'interest.list-law-values',
    letter: 'Shift+L',
  },
  {
    key: 'claims',
    title: { sv: 'Kravtavla', nb: 'Kravtavle', bg: 'Табло на вземанията', en: 'Claims board' },
    icon: Columns3,
    to: '/companies/$company/claims',
    verb: 'claims.list-board',
    letter: 'X',
  },
  {
    key: 'plans',
    title: { sv: 'Amorteringsplaner', nb: 'Nedbetalingsavtaler', bg: 'Погасителни планове', en: 'Instalment plans' },
    icon: CalendarClock,
    to: '/companies/$company/claims/plans',
    verb: 'claims.list-plans',
    letter: 'Shift+P',
  },
  {
    key: 'collection',
    title: { sv: 'Inkasso', nb: 'Inkasso', bg: 'Събиране', en: 'Collection' },
    icon: Gavel,
    to: '/companies/$company/collection',
    verb: 'collection.list-queue',
    letter: 'Shift+I',
  },
  {
    key: 'interest-runs',
    title: { sv: 'Ränta', nb: 'Renter', bg: 'Лихва', en: 'Interest' },
    icon: Percent,
    to: '/companies/$company/interest-runs',
    verb: 'interest.list-runs',
    letter: 'Shift+R',
  },
  {
    key: 'losses',
    title: { sv: 'Kundförluster', nb: 'Tap på krav', bg: 'Загуби от вземания', en: 'Losses' },
    icon: TrendingDown,
    to: '/companies/$company/losses',
    verb: 'losses.list-runs',
    letter: 'Shift+F',
  },
  {
    key: 'credit',
    title: {
      sv: 'Hur kunderna betalar',
      nb: 'Hvordan kundene betaler',
      bg: 'Как плащат клиентите',
      en: 'How customers pay',
    },
    icon: Gauge,
    to: '/companies/$company/credit',
    verb: 'credit.list-customers',
    letter: 'Shift+K',
  },
  {
    key: 'claims-year',
    title: { sv: 'Kravåret', nb: 'Kravåret', bg: 'Вземанията за годината', en: 'The year of claims' },
    icon: ChartBarStacked,
    to: '/companies/$company/claims/year',
    verb: 'claims.read-year',
    letter: 'Shift+Y',
  },
  {
    key: 'open-items',
    title: { sv: 'Öppna poster', nb: 'Åpne poster', bg: 'Неплатени позиции', en: 'Open items' },
    icon: WalletCards,
    to: '/companies/$company/open-items',
    verb: 'reports.open-items',
    letter: 'P',
  },
  {
    key: 'ageing',
    title: { sv: 'Åldersanalys', nb: 'Aldersfordeling', bg: 'Възрастов анализ', en: 'Ageing' },
    icon: ChartNoAxesColumn,
    to: '/companies/$company/ageing',
    verb: 'reports.ageing',
    letter: 'G',
  },
  {
    key: 'reconciliation',
    title: { sv: 'Avstämning', nb: 'Avstemming', bg: 'Равнение', en: 'Reconciliation' },
    icon: Scale,
    to: '/companies/$company/reconciliation',
    verb: 'reports.reconciliation',
    letter: 'S',
  },
  {
    key: 'vouchers',
    title: { sv: 'Verifikationer', nb: 'Bilag', bg: 'Счетоводни статии', en: 'Vouchers' },
    icon: BookOpen,
    to: '/companies/$company/vouchers',
    verb: 'reports.vouchers',
    letter: 'V',
  },
  {
    key: 'general-ledger',
    title: { sv: 'Huvudbok', nb: 'Hovedbok', bg: 'Главна книга', en: 'General ledger' },
    icon: ListTree,
    to: '/companies/$company/general-ledger',
    verb: 'reports.general-ledger',
    letter: 'H',
  },
  {
    key: 'people',
    title: {
      sv: 'Personer och rättigheter',
      nb: 'Personer og tilganger',
      bg: 'Хора и права',
      en: 'People and rights',
    },
    icon: UserCog,
    to: '/companies/$company/people',
    verb: 'access.list-users',
    letter: 'U',
  },
  {
    key: 'audit',
    title: { sv: 'Behandlingshistorik', nb: 'Revisjonslogg', bg: 'Дневник на действията', en: 'Audit trail' },
    icon: ScrollText,
    to: '/companies/$company/audit',
    verb: 'access.list-audit',
    letter: 'D',
  },
  {
    key: 'jobs',
    title: { sv: 'Jobb och scheman', nb: 'Jobber og tidsplaner', bg: 'Задачи и графици', en: 'Jobs and schedules' },
    icon: Clock,
    to: '/companies/$company/jobs',
    verb: 'jobs.list-jobs',
    letter: 'J',
  },
  {
    key: 'menus',
    title: { sv: 'Processmenyer', nb: 'Prosessmenyer', bg: 'Процесни менюта', en: 'Process menus' },
    icon: KeyRound,
    to: '/companies/$company/menus',
    verb: 'workspace.save-menu',
    letter: 'C',
  },
]

const below = '/companies/$company/'

/** The screen that an address belongs to: the nearest above it, so that "claims/plans" is the plans and "claims/…" the board. */
export function screenAt(pathname: string): string | null {
  const path = `${pathname.split('/').slice(3).join('/')}/`
  const fits = screens
    .map(({ key, to }) => ({ key, way: `${to.slice(below.length)}/` }))
    .filter(({ way }) => path.startsWith(way))
    .sort((a, b) => b.way.length - a.way.length)
  return fits[0]?.key ?? null
}

export const homeIcon = House

export interface MenuGroup {
  key: string
  title: Phrase
  screens: string[]
}

/** The steps of the work, as long as no administrator has composed others. */
export const standardMenu: readonly MenuGroup[] = [
  { key: 'foundation', title: texts.foundation, screens: ['customers', 'order-files', 'orders', 'set-up'] },
  { key: 'billing', title: texts.billing, screens: ['new-invoice', 'billing-runs', 'invoices', 'holds', 'deliveries'] },
  { key: 'matching', title: texts.matching, screens: ['matching', 'bank', 'attest'] },
  {
    key: 'claims',
    title: texts.claims,
    screens: [
      'dunning-runs',
      'dunning-letters',
      'dunning-policies',
      'law',
      'claims',
      'plans',
      'collection',
      'interest-runs',
      'losses',
      'credit',
      'claims-year',
    ],
  },
  {
    key: 'follow-up',
    title: texts.followUp,
    screens: ['follow-ups', 'open-items', 'ageing', 'reconciliation', 'vouchers', 'general-ledger'],
  },
  { key: 'administration', title: texts.administration, screens: ['people', 'menus', 'audit', 'jobs'] },
]
