import { Check, CornerDownRight, Minus, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Input } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useKeptFields } from '../../api/use-kept-fields.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { DayField, SelectField, TextField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import type { Card, Channel } from './card.ts'
import { texts } from './texts.ts'

type ChannelName = Input<'parties.set-channel'>['channel']

/** What is offered to whom; what a customer already has is shown beside. */
const offered: Record<string, readonly ChannelName[]> = {
  person: ['bank-e-invoice', 'e-mail', 'sms', 'direct-debit', 'print'],
  company: ['peppol', 'e-mail', 'print'],
  public: ['peppol', 'e-mail', 'print'],
  internal: ['e-mail', 'print'],
}

/** Ways to reach the customer in the order in which they are tried, each with its consent; a press changes it in place. */
export function Channels({ card }: { card: Card }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { can, company } = useSession()
  const [edited, setEdited] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const { party } = card
  const isProtected = party.protection !== 'none'
  const current = card.channels.filter(({ withdrawnOn }) => withdrawnOn === null)
  const names = [
    ...new Set<string>([
      ...current.map(({ channel }) => channel),
      ...(offered[party.kind] ?? offered.company!).filter(
        (name) => company.country !== 'BG' || !['bank-e-invoice', 'direct-debit'].includes(name),
      ),
    ]),
  ].filter((name) => name !== 'print')
  const mayChange = can('parties.set-channel') && !party.forgotten
  const backTo = useRef<string | null>(null)
  const close = (name: string) => {
    backTo.current = name
    setEdited(null)
  }
  // Back to the row, also when it has moved since: a row that moves loses the focus. Where the hand has gone on, it stays.
  useEffect(() => {
    if (backTo.current === null || edited !== null) return
    const row = list.current?.querySelector<HTMLElement>(`[data-channel="${backTo.current}"]`)
    if (document.activeElement === document.body || document.activeElement === row) row?.focus()
    else backTo.current = null
  })
  return (
    <section className="section">
      <header>
        <h3>{t(texts.channels)}</h3>
      </header>
      <ul className="channel-list" ref={list}>
        {names.map((name) => {
          const own = current.find(({ channel }) => channel === name)
          const past = card.channels.find(({ channel, withdrawnOn }) => channel === name && withdrawnOn !== null)
          const place = own ? current.filter(({ channel }) => channel !== 'print').indexOf(own) + 1 : 0
          const row = (
            <ChannelRow name={word('channel', name)} own={own} past={past} place={place} isShut={isProtected} />
          )
          return (
            <li key={name}>
              {edited === name ? (
                <ChannelForm
                  card={card}
                  name={name as ChannelName}
                  own={own}
                  last={own ?? past}
                  places={Math.max(current.length, 1) + (own ? 0 : 1)}
                  onClose={() => close(name)}
                />
              ) : mayChange && !isProtected ? (
                <button
                  type="button"
                  className="channel-row"
                  data-channel={name}
                  aria-label={t(texts.changeChannel, { channel: word('channel', name) })}
                  onClick={() => setEdited(name)}
                >
                  {row}
                </button>
              ) : (
                <div className="channel-row">{row}</div>
              )}
            </li>
          )
        })}
        <li>
          <div className="channel-row">
            {isProtected ? <Check size={15} aria-hidden className="good" /> : <CornerDownRight size={15} aria-hidden />}
            <span>
              <span className="channel-name">{isProtected ? t(texts.postForwarded) : word('channel', 'print')}</span>
              <span className="small quiet">
                {isProtected
                  ? party.forwardingFrom
                    ? t(texts.forwardingSince, { day: formats.day(party.forwardingFrom) })
                    : t(texts.noForwarding)
                  : t(texts.postAlways)}
              </span>
            </span>
          </div>
        </li>
      </ul>
    </section>
  )
}

function ChannelRow({
  name,
  own,
  past,
  place,
  isShut,
}: {
  name: string
  own: Channel | undefined
  past: Channel | undefined
  place: number
  isShut: boolean
}) {
  const t = useText()
  const formats = useFormats()
  const Icon = isShut || !own ? Minus : own.bounced ? TriangleAlert : Check
  return (
    <>
      <Icon size={15} aria-hidden className={isShut || !own ? 'quieter' : own.bounced ? 'warn' : 'good'} />
      <span>
        <span className={own && !isShut ? 'channel-name' : 'quiet'}>{name}</span>
        <span className="small quiet">
          {isShut
            ? t(texts.shutProtected)
            : own
              ? [
                  own.address,
                  own.bounced
                    ? t(texts.bounced)
                    : own.consentOn
                      ? own.consentSource
                        ? t(texts.yesSinceFrom, {
                            day: formats.dayInText(own.consentOn, 'short'),
                            year: own.consentOn.slice(0, 4),
                            source: own.consentSource,
                          })
                        : t(texts.yesSince, {
                            day: formats.dayInText(own.consentOn, 'short'),
                            year: own.consentOn.slice(0, 4),
                          })
                      : '',
                ]
                  .filter(Boolean)
                  .join(', ')
              : past
                ? t(texts.saidNo, {
                    day: formats.dayInText(past.withdrawnOn!, 'short'),
                    year: past.withdrawnOn!.slice(0, 4),
                  })
                : t(texts.noConsent)}
        </span>
      </span>
      {place > 0 && !isShut && <span className="small quiet last">{t(texts.ordinal, { place: String(place) })}</span>}
    </>
  )
}

/** In the row's own place: address, since when and how it was agreed, when it is tried. */
function ChannelForm({
  card,
  name,
  own,
  last,
  places,
  onClose,
}: {
  card: Card
  name: ChannelName
  own: Channel | undefined
  last: Channel | undefined
  places: number
  onClose: () => void
}) {
  const t = useText()
  const word = useWord()
  const tell = useTell()
  const { company } = useSession()
  const act = useAct('parties.set-channel', { fresh: true })
  const kept = useKeptFields(`channel:${card.number}:${name}`)
  const [address, setAddress] = kept.field('address', last?.address ?? firstAddress(card, name))
  const [consentOn, setConsentOn] = kept.field<string | null>('consentOn', own?.consentOn ?? company.today)
  const [source, setSource] = kept.field('source', own?.consentSource ?? '')
  const [priority, setPriority] = useState(String(own?.priority ?? places))
  const before = own
    ? {
        address: own.address,
        priority: own.priority,
        ...(own.consentOn ? { consentOn: own.consentOn } : {}),
        ...(own.consentSource ? { consentSource: own.consentSource } : {}),
      }
    : { withdraw: true }
  const undo = { verb: 'parties.set-channel', input: { number: card.number, channel: name, ...before } }
  const run = async (input: Partial<Input<'parties.set-channel'>>, said: string) => {
    const done = await kept
      .until(act.run({ number: card.number, channel: name, ...input } as Input<'parties.set-channel'>))
      .catch(() => null)
    if (!done) return
    if (done.changed) tell(said, undo)
    onClose()
  }
  const save = () => {
    if (consentOn === null || act.isRunning) return
    void run(
      {
        address: address.trim(),
        priority: Number(priority),
        ...(consentOn ? { consentOn } : {}),
        ...(source.trim() ? { consentSource: source.trim() } : {}),
      },
      t(texts.channelSaved, { channel: word('channel', name) }),
    )
  }
  return (
    <form
      className="channel-form"
      aria-label={word('channel', name)}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <p className="strong">{word('channel', name)}</p>
      <TextField
        label={t(texts.channelAddress)}
        value={address}
        onChange={setAddress}
        hint={name === 'peppol' ? '0007:5560269986' : undefined}
        input={{
          autoFocus: true,
          autoComplete: 'off',
          ...(name === 'e-mail' ? { type: 'email' } : name === 'sms' ? { type: 'tel' } : {}),
        }}
      />
      <div className="row">
        <DayField label={t(texts.consentOn)} value={consentOn ?? ''} onChange={setConsentOn} />
        <SelectField
          label={t(texts.tried)}
          value={priority}
          onChange={setPriority}
          options={Array.from({ length: Math.max(places, Number(priority)) }, (_, i) => ({
            value: String(i + 1),
            label: t(texts.ordinal, { place: String(i + 1) }),
          }))}
        />
      </div>
      <TextField
        label={t(texts.consentSource)}
        value={source}
        onChange={setSource}
        input={{ placeholder: t(texts.consentSourceHint), maxLength: 200 }}
      />
      <Told error={act.error} />
      <div className="form-acts">
        {own && (
          <Button
            kind="destructive"
            onPress={() => void run({ withdraw: true }, t(texts.channelWithdrawn, { channel: word('channel', name) }))}
          >
            {t(texts.withdraw)}
          </Button>
        )}
        <Button kind="quiet" onPress={() => kept.cancel(onClose)}>
          {t(common.cancel)}
        </Button>
        <Button
          kind="primary"
          type="submit"
          keyCap="Enter"
          working={act.isRunning}
          notNow={address.trim() === '' && t(texts.addressMissing)}
        >
          {t(common.save)}
        </Button>
      </div>
    </form>
  )
}

const firstAddress = (card: Card, name: ChannelName): string => {
  if (name === 'e-mail') return card.party.contact?.email ?? card.contacts.find(({ email }) => email)?.email ?? ''
  if (name === 'sms') return card.party.contact?.phone ?? ''
  if (name === 'peppol' && card.party.kind !== 'person' && card.party.identityNumber) {
    const scheme = { SE: '0007', NO: '0192' }[card.party.country ?? '']
    return scheme ? `${scheme}:${card.party.identityNumber}` : ''
  }
  return ''
}
