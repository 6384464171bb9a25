import {
  FileSpreadsheet,
  GitMerge,
  Layers,
  type LucideIcon,
  MailWarning,
  Pause,
  ReceiptText,
  ShieldAlert,
  Stamp,
  StickyNote,
  Undo2,
  UserRoundX,
} from 'lucide-react'
import type { Output } from '../../api/call.ts'
import type { Formats } from '../../lang/formats.ts'
import type { Say } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { texts } from './texts.ts'

export type Work = Output<'workspace.read-home'>['work'][number]
type Kind = Work['kind']

export interface WorkLine {
  id: string
  icon: LucideIcon
  title: string
  why: string
  count: string
  amounts: Work['amounts']
  oldestOn: string
  /** What is due today, or should have been done before, stands in dark. */
  isDue: boolean
  /** Its letter on this menu. */
  letter: string
  /** Address below the company. */
  address: string
}

interface KindShown {
  icon: LucideIcon
  title: Phrase
  count: Phrase
  letter: string
  address: (work: Work) => string
  why: (work: Work, say: Say, formats: Formats, today: string) => string[]
}

const kinds: Record<Kind, KindShown> = {
  'approve-runs': {
    icon: Layers,
    title: texts.approveRuns,
    count: texts.invoicesN,
    letter: 'G',
    address: ({ subjectId }) => `billing-runs/${subjectId}`,
    why: whyRun,
  },
  'runs-sent-back': {
    icon: Undo2,
    title: texts.runsSentBack,
    count: texts.invoicesN,
    letter: 'B',
    address: ({ subjectId }) => `billing-runs/${subjectId}`,
    why: whyRun,
  },
  'runs-to-issue': {
    icon: Layers,
    title: texts.runsToIssue,
    count: texts.invoicesN,
    letter: 'U',
    address: ({ subjectId }) => `billing-runs/${subjectId}`,
    why: whyRun,
  },
  'unmatched-payments': {
    icon: GitMerge,
    title: texts.unmatchedPayments,
    count: texts.paymentsN,
    letter: 'M',
    address: () => 'matching',
    why: ({ figures }, say) =>
      counted(say, figures, [
        ['strong', texts.strong],
        ['several', texts.several],
        ['none', texts.none],
        ['notWeighed', texts.notWeighed],
        ['notPosted', texts.notPosted],
      ]),
  },
  'proformas-paid': {
    icon: ReceiptText,
    title: texts.proformasPaid,
    count: texts.paymentsN,
    letter: 'D',
    address: ({ subjectId }) => (subjectId ? `invoices/${subjectId}` : 'invoices?kind=proforma'),
    why: ({ title, figures }, say) => [title ?? say(texts.proformasN, { n: number(figures.proformas) })],
  },
  'billing-holds': {
    icon: Pause,
    title: texts.billingHolds,
    count: texts.holdsN,
    letter: 'S',
    address: () => 'holds?kind=billing',
    why: ({ figures }, say) =>
      counted(say, figures, [
        ['ordersWaiting', texts.ordersWait],
        ['endWithinWeek', texts.endSoon],
        ['longerThanMonth', texts.longHeld],
      ]),
  },
  'rejected-rows': {
    icon: FileSpreadsheet,
    title: texts.rejectedRows,
    count: {
      sv: ['{n} rad', '{n} rader'],
      nb: ['{n} rad', '{n} rader'],
      bg: ['{n} ред', '{n} реда'],
      en: ['{n} row', '{n} rows'],
    },
    letter: 'O',
    address: ({ subjectId }) => `order-files/${subjectId}`,
    why: ({ title, count, figures }, say) => [
      title ?? '',
      figures.refusedWhole === 1
        ? say(texts.refusedWhole)
        : say(texts.ofRows, { n: count, all: number(figures.ordersRead) + count }),
    ],
  },
  'failed-deliveries': {
    icon: MailWarning,
    title: texts.failedDeliveries,
    count: texts.deliveriesN,
    letter: 'L',
    address: () => 'deliveries?state=failed',
    why: ({ figures }, say) =>
      counted(say, figures, [
        ['bounced', texts.bounced],
        ['refused', texts.refusedByReceiver],
        ['held', texts.heldDeliveries],
      ]),
  },
  'write-offs': {
    icon: Stamp,
    title: texts.writeOffs,
    count: texts.writeOffsN,
    letter: 'A',
    address: () => 'attest?view=write-offs',
    why: ({ figures }, say, formats) => [
      figures.givenUp ? say(texts.givenUp, { amounts: written(figures.givenUp, formats) }) : '',
      figures.gained ? say(texts.gained, { amounts: written(figures.gained, formats) }) : '',
    ],
  },
  refunds: {
    icon: Undo2,
    title: texts.refunds,
    count: texts.refundsN,
    letter: 'R',
    address: () => 'attest?view=refunds',
    why: ({ figures }, say) => counted(say, figures, [['withoutAccount', texts.withoutAccount]]),
  },
  'credit-changes': {
    icon: ShieldAlert,
    title: texts.creditChanges,
    count: texts.changesN,
    letter: 'K',
    address: () => 'customers',
    why: ({ figures }, say) =>
      counted(say, figures, [
        ['bankrupt', texts.bankrupt],
        ['suppliers', texts.suppliersN],
      ]),
  },
  'own-overdue': {
    icon: UserRoundX,
    title: texts.ownOverdue,
    count: texts.customersN,
    letter: 'F',
    address: () => 'customers?balance=overdue',
    why: ({ figures }, say) => counted(say, figures, [['claims', texts.overdueClaims]]),
  },
  'dunning-to-approve': {
    icon: Layers,
    title: texts.approveDunning,
    count: texts.lettersN,
    letter: 'P',
    address: ({ subjectId }) => `dunning-runs/${subjectId}`,
    why: whyRun,
  },
  'dunning-to-send': {
    icon: Layers,
    title: texts.sendDunning,
    count: texts.lettersN,
    letter: 'P',
    address: ({ subjectId }) => `dunning-runs/${subjectId}`,
    why: whyRun,
  },
  'dunning-held': {
    icon: Pause,
    title: texts.dunningHeld,
    count: texts.heldRowsN,
    letter: 'H',
    address: ({ subjectId }) => `dunning-runs/${subjectId}?state=held`,
    why: ({ figures }, say) =>
      counted(say, figures, [
        ['noChannel', texts.noChannelN],
        ['unappliedMoney', texts.unappliedN],
        ['bankFileOld', texts.bankOldN],
      ]),
  },
  'dunning-forbidden': {
    icon: ShieldAlert,
    title: texts.dunningForbidden,
    count: texts.heldRowsN,
    letter: 'V',
    address: ({ figures }) => `dunning-policies/${encodeURIComponent(String(figures.policy))}`,
    why: ({ figures }, say) => [figures.source ? say(texts.forbiddenBy, { source: String(figures.source) }) : ''],
  },
  'follow-ups': {
    icon: StickyNote,
    title: texts.followUps,
    count: texts.notesN,
    letter: 'N',
    address: () => 'follow-ups',
    why: ({ figures }, say) =>
      counted(say, figures, [
        ['mine', texts.mine],
        ['late', texts.late],
      ]),
  },
}

/** What is due goes first, else the order of the kinds; the second of a kind takes the figure of its place as its key. */
export function workLines(
  work: readonly Work[],
  { today, currency }: { today: string; currency: string },
  say: Say,
  formats: Formats,
): WorkLine[] {
  const sorted = [...work].sort((a, b) => Number(isDue(b, today)) - Number(isDue(a, today)))
  const taken = new Set<string>()
  return sorted.map((one, index) => {
    const kind = kinds[one.kind]
    const letter = taken.has(kind.letter) ? (index < 9 ? String(index + 1) : '') : kind.letter
    taken.add(letter)
    return {
      id: `${one.kind} ${one.subjectId ?? ''}`,
      icon: kind.icon,
      title: say(kind.title, { title: one.kind === 'rejected-rows' ? '' : (one.title ?? '') }).trim(),
      why: kind.why(one, say, formats, today).filter(Boolean).join(' · '),
      count: say(kind.count, { n: one.count }),
      // That of the books first: the column is headed by it.
      amounts: [...one.amounts].sort((a, b) => Number(b.currency === currency) - Number(a.currency === currency)),
      oldestOn: one.oldestOn,
      isDue: isDue(one, today),
      letter,
      address: kind.address(one),
    }
  })
}

const isDue = ({ kind, figures }: Work, today: string): boolean =>
  kind === 'follow-ups'
    ? number(figures.late) > 0
    : kind === 'approve-runs' || kind === 'runs-to-issue'
      ? typeof figures.invoiceOn === 'string' && figures.invoiceOn <= today
      : false

function whyRun({ figures }: Work, say: Say, formats: Formats, today: string): string[] {
  const at = String(figures.proposedAt)
  const time = at.slice(0, 10) === today ? formats.time(at) : formats.dayInText(at, 'short')
  const on = typeof figures.invoiceOn === 'string' ? figures.invoiceOn : null
  return [
    figures.proposedBy
      ? say(texts.proposedBy, { name: String(figures.proposedBy), time })
      : say(texts.proposedAt, { time }),
    on === null
      ? ''
      : on === today
        ? say(texts.invoiceDayToday)
        : say(on < today ? texts.invoiceDayWas : texts.invoiceDay, { day: formats.dayInText(on, 'short') }),
    ...counted(say, figures, [
      ['held', texts.held],
      ['rejected', texts.rejected],
    ]),
  ]
}

const counted = (
  say: Say,
  figures: Work['figures'],
  parts: readonly (readonly [name: string, phrase: Phrase])[],
): string[] =>
  parts.map(([name, phrase]) => (number(figures[name]) > 0 ? say(phrase, { n: number(figures[name]) }) : ''))

const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** "1.00 SEK, 2.50 EUR" → each amount by locale. */
const written = (text: unknown, formats: Formats): string =>
  String(text)
    .split(', ')
    .map((one) => {
      const [amount = '', currency = ''] = one.split(' ')
      return `${formats.amount(amount)} ${currency}`
    })
    .join(', ')

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
