import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import { addressOf, type Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { useWord, type WordOf } from '../../lang/use-word.ts'
import type { TrailStart } from '../../trail/trail-drawer.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { texts } from './board/texts.ts'
import { useListActs } from './use-list-acts.ts'
import './claims.css'

type Entry = Output<'claims.read-timeline'>['entries'][number]
type Group = 'money' | 'letter' | 'stop' | 'hard' | 'plain'
type Only = 'all' | 'letters' | 'money' | 'decisions'

const groups: Record<Entry['kind'], Group> = {
  issued: 'plain',
  sent: 'plain',
  due: 'plain',
  letter: 'letter',
  'letter-recalled': 'letter',
  'letter-sent': 'letter',
  'letter-failed': 'hard',
  charge: 'letter',
  payment: 'money',
  credit: 'money',
  'write-off': 'money',
  hold: 'stop',
  'hold-ended': 'stop',
  plan: 'stop',
  queued: 'hard',
  'queue-left': 'stop',
  case: 'hard',
  interest: 'letter',
  waiver: 'stop',
  'waiver-undone': 'stop',
  loss: 'hard',
  recovery: 'money',
  'loss-undone': 'stop',
  interruption: 'stop',
}
const shownFor: Record<Only, (group: Group, kind: Entry['kind']) => boolean> = {
  all: () => true,
  letters: (_, kind) => kind.startsWith('letter') || kind === 'sent' || kind === 'issued',
  money: (group, kind) => group === 'money' || /^(charge|interest|issued|waiver|waiver-undone)$/.test(kind),
  decisions: (group) => group === 'stop' || group === 'hard',
}

/** All that happened to the claims of a customer, a document or a claim: the newest first; letters open, amounts tell where they come from. */
export function Timeline({
  of,
  title,
  onTrail,
}: {
  of: { customer: string } | { invoiceId: string } | { itemId: string }
  title: string
  onTrail: (start: TrailStart) => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const language = useLanguage()
  const { company, can } = useSession()
  const [only, setOnly] = useState<Only>('all')
  const read = useRead('claims.read-timeline', can('claims.read-timeline') ? (of as never) : null)
  const entries = (read.data?.entries ?? []).filter(({ kind }) => shownFor[only](groups[kind], kind))
  const isWhole = 'customer' in of
  const list = useListActs<Entry>(
    title,
    '',
    [
      { title: t(common.date), kind: 'day', value: (entry) => entry.on },
      { title: t(common.invoice), value: (entry) => entry.number },
      { title: t(texts.history), value: (entry) => whatOf(entry, word, t) },
      { title: t(texts.waiveWhy), value: (entry) => whyOf(entry, word, t, language) },
      { title: t(common.amount), kind: 'number', value: (entry) => entry.amount },
      { title: t(texts.queueWhy), value: (entry) => entry.by },
    ],
    entries,
    // A document prints itself.
    { hasPrint: !('invoiceId' in of) },
  )
  if (!can('claims.read-timeline')) return <p className="section quiet">{t(common.mayNot)}</p>
  return (
    <div>
      <div className="timeline-head no-print">
        <Choice<Only>
          label={t(common.filter)}
          value={only}
          options={[
            { value: 'all', label: t(common.all) },
            { value: 'letters', label: t(texts.onlyLetters) },
            { value: 'money', label: t(texts.onlyMoney) },
            { value: 'decisions', label: t(texts.onlyDecisions) },
          ]}
          onChange={setOnly}
        />
        <Menu name={`${t(common.more)}: ${title}`} entries={list.entries} />
      </div>
      <Told error={read.error ?? list.error} onAgain={() => void read.refetch()} />
      {read.isPending && <Waiting />}
      {read.data && entries.length === 0 && <p className="section quiet">{t(texts.noHistory)}</p>}
      <ol className="timeline" aria-label={title}>
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no key of their own and never move
          <li key={`${entry.kind} ${entry.on} ${entry.linkId} ${index}`} className={groups[entry.kind]}>
            <span className="when figures quiet">{formats.day(entry.on)}</span>
            <span className="what">
              <span className="strong">{whatOf(entry, word, t)}</span>
              {isWhole && entry.number && <span className="figures quiet">{entry.number}</span>}
              <Way entry={entry} company={company.code} />
              {(whyOf(entry, word, t, language) || entry.by) && (
                <span className="why small quiet">
                  {[whyOf(entry, word, t, language), entry.by].filter(Boolean).join(' · ')}
                </span>
              )}
            </span>
            <span>
              {entry.amount !== null && (
                <Amount
                  value={signOf(entry)}
                  foreign={entry.currency}
                  openLabel={t(common.whereFrom)}
                  onOpen={trailOf(entry) ? () => onTrail(trailOf(entry)!) : undefined}
                />
              )}
            </span>
          </li>
        ))}
      </ol>
      {read.data?.more && <p className="section quiet">{t(texts.moreHistory)}</p>}
    </div>
  )
}

/** What takes from the claim stands with its minus. */
const signOf = ({ kind, amount }: Entry): string | null =>
  amount !== null && (groups[kind] === 'money' || kind === 'loss' || kind === 'waiver')
    ? amount.startsWith('-')
      ? amount.slice(1)
      : `-${amount}`
    : amount

const whatLists: Partial<Record<Entry['kind'], keyof typeof codes>> = {
  issued: 'documentKind',
  letter: 'stepKind',
  'letter-recalled': 'letterEvent',
  charge: 'itemComponent',
  waiver: 'itemComponent',
  'waiver-undone': 'itemComponent',
  hold: 'holdKind',
  'hold-ended': 'holdKind',
  plan: 'planEvent',
  queued: 'collectionTarget',
  'queue-left': 'collectionTarget',
  case: 'collectionEvent',
  loss: 'lossKind',
  'loss-undone': 'lossEvent',
  interruption: 'interruptionKind',
}

/** What a thing is that says itself what it is. */
const ownNames: ReadonlySet<Entry['kind']> = new Set(['issued', 'letter', 'letter-recalled', 'charge'])

/** How it went is said below it. */
const onTheWay: ReadonlySet<Entry['kind']> = new Set(['sent', 'letter-sent', 'letter-failed'])

function whatOf(entry: Entry, word: WordOf, t: ReturnType<typeof useText>): string {
  if (entry.kind === 'payment' && entry.what === 'taken-back') return capital(t(texts.takenBack))
  if (entry.kind === 'interest') return capital(t(texts.interestCharged))
  if (entry.text === 'delivered' && onTheWay.has(entry.kind))
    return capital(t(entry.kind === 'sent' ? texts.invoiceArrived : texts.letterArrived))
  const name = word('timelineKind', entry.kind)
  const list = whatLists[entry.kind]
  const what = list ? word(list, entry.what) : ''
  if (!what) return name
  return ownNames.has(entry.kind) ? what : `${name}: ${what.charAt(0).toLocaleLowerCase()}${what.slice(1)}`
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

function whyOf(
  { kind, what, text }: Entry,
  word: WordOf,
  t: ReturnType<typeof useText>,
  language: Language,
): string | null {
  if (kind === 'letter') return null
  if (onTheWay.has(kind))
    return what && what in codes.channel
      ? t(texts.byWay, { way: t(codes.channel[what as keyof typeof codes.channel]) })
      : null
  if (kind === 'hold-ended' && text && text in codes.holdOutcome) return word('holdOutcome', text)
  const step = kind === 'queued' ? /^(.+) · (\d+)$/.exec(text ?? '') : null
  if (step) return t(texts.byStep, { policy: step[1]!, step: step[2]! })
  return text && sayReason(text, language)
}

function trailOf({ kind, link, linkId, itemId }: Entry): TrailStart | null {
  if (link === 'transaction' && linkId) return { kind: 'payment', id: linkId }
  if (link === 'voucher' && linkId) return { kind: 'voucher', id: linkId }
  if (link === 'invoice' && linkId && kind !== 'interest') return { kind: 'invoice', id: linkId }
  return itemId ? { kind: 'item', id: itemId } : null
}

/** Where the event itself is to be seen. */
function Way({ entry, company }: { entry: Entry; company: string }) {
  const t = useText()
  const { can } = useSession()
  const { link, linkId } = entry
  if (!linkId) return null
  if (link === 'letter')
    return can('dunning.read-letter-pdf') ? (
      <a
        href={addressOf(company, 'dunning.read-letter-pdf', { letterId: linkId } as never)}
        target="_blank"
        rel="noreferrer"
      >
        {t(texts.readLetter)}
      </a>
    ) : null
  if (link === 'invoice' && entry.kind !== 'issued')
    return (
      <Link to="/companies/$company/invoices/$invoice" params={{ company, invoice: linkId }}>
        {t(common.open)}
      </Link>
    )
  if (link === 'plan')
    return (
      <Link to="/companies/$company/claims/plans/$plan" params={{ company, plan: linkId }}>
        {t(common.open)}
      </Link>
    )
  if (link === 'case')
    return (
      <Link to="/companies/$company/collection/cases/$case" params={{ company, case: linkId }}>
        {t(common.open)}
      </Link>
    )
  return null
}
