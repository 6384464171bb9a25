import { ArrowUpRight } from 'lucide-react'
import { useState } from 'react'
import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import { addressOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { NoteEntry, NoteEvent } from '../../ui/note-entry.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import { deliveryTexts } from './delivery-texts.ts'
import { capital, DeliveryChip, type OutboxRow, useCodeName } from './invoice-words.tsx'
import { recallOf } from './recall-of.ts'
import { SendAgain } from './send-again.tsx'

type Outcome = 'sent' | 'delivered' | 'failed' | 'not-sent'
const outcomes: Record<Outcome, keyof typeof deliveryTexts> = {
  delivered: 'itArrived',
  sent: 'itLeft',
  'not-sent': 'itDidNot',
  failed: 'itFailed',
}

/** Events whose text is a reason; of the others it only repeats the channel. */
const tellsWhy = new Set(['failed', 'refused', 'held', 'bounced', 'postponed', 'recalled', 'resent', 'next-channel'])

/** One delivery: where it goes, what happened, and what mends it. */
export function DeliveryDrawer({ id, row, onClose }: { id: string; row: OutboxRow | undefined; onClose: () => void }) {
  const language = useLanguage()
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const tell = useTell()
  const { company, can } = useSession()
  const [isSending, setSending] = useState(false)
  const [email, setEmail] = useState('')
  const read = useRead('delivery.read-delivery', can('delivery.read-delivery') ? { delivery: id } : null)
  const recall = useAct('delivery.recall')
  const receipt = useAct('delivery.record-receipt')
  const setChannel = useAct('parties.set-channel')
  const resend = useAct('delivery.resend')
  const note = useAct('delivery.save-note')
  const one = read.data
  const number = row?.number ?? ''
  const state = one?.state ?? row?.state
  const isEnded = state !== undefined && !['waiting', 'sending', 'held'].includes(state)
  const mayResend = isEnded && can('delivery.resend') && number !== ''
  const record = (outcome: Outcome) =>
    void receipt.run({ delivery: id, outcome }).then(
      () => tell(t(deliveryTexts.recorded, { what: t(deliveryTexts[outcomes[outcome]]) })),
      () => {},
    )
  const mendAddress = async () => {
    if (!row?.customer || !/^\S+@\S+\.\S+$/.test(email)) return
    try {
      await setChannel.run({
        number: row.customer,
        channel: 'e-mail',
        address: email,
        consentOn: company.today,
        consentSource: `${t(deliveryTexts.addressMended)}, ${number}`,
      } as never)
      const { deliveries } = await resend.run({
        deliveries: [id],
        channel: 'e-mail',
        reason: t(deliveryTexts.addressMended),
      } as never)
      tell(t(deliveryTexts.savedAndSent, { number }), recallOf(t, deliveries))
      setEmail('')
    } catch {
      // Told below.
    }
  }
  useKeys([mayResend && { key: 'S', label: t(actTexts.sendAgain), run: () => setSending(true) }])
  const title = `${number} ${row?.customerName ?? ''}`.trim() || t(deliveryTexts.document)
  return (
    <Drawer title={title} onClose={onClose}>
      {read.error && <Told error={read.error} onAgain={() => void read.refetch()} />}
      {one && (
        <>
          <section className="section">
            <p className="pills">
              <DeliveryChip state={one.state} />
              {row?.invoiceId && (
                <ButtonLink
                  kind="link"
                  to="/companies/$company/invoices/$invoice"
                  params={{ company: company.code, invoice: row.invoiceId }}
                >
                  {t(deliveryTexts.open)}
                </ButtonLink>
              )}
              {one.events.some(({ kind }) => kind === 'rendered') && can('delivery.read-file') && (
                <a
                  className="button link"
                  href={addressOf(company.code, 'delivery.read-file', { delivery: id, position: 1 } as never)}
                  target="_blank"
                  rel="noreferrer"
                >
                  PDF
                  <ArrowUpRight size={14} aria-hidden />
                </a>
              )}
            </p>
            <Facts
              facts={[
                [t(deliveryTexts.channel), capital(name('channel', one.channel))],
                [t(deliveryTexts.address), (row ? row.address : one.address) ?? t(deliveryTexts.noAddress)],
                [t(deliveryTexts.tries), formats.count(one.tries)],
                one.providerId && [t(deliveryTexts.receipt), one.providerId],
                one.nextTryAt && [
                  capital(name('deliveryState', 'waiting')),
                  t(deliveryTexts.leaves, { at: formats.instant(one.nextTryAt) }),
                ],
              ]}
            />
          </section>
          <section className="section repairs" aria-label={t(deliveryTexts.repair)}>
            <h3>{t(deliveryTexts.repair)}</h3>
            <Told error={recall.error ?? receipt.error ?? setChannel.error ?? resend.error} />
            {one.state === 'held' && <p>{t(deliveryTexts.heldHelp)}</p>}
            {one.state === 'failed' && <p>{t(deliveryTexts.failedHelp)}</p>}
            {one.state === 'waiting' && <p className="quiet">{t(deliveryTexts.waitingHelp)}</p>}
            <span className="pills">
              {one.state === 'held' &&
                can('delivery.record-receipt') &&
                (['sent', 'not-sent', 'failed'] as const).map((outcome) => (
                  <Button key={outcome} working={receipt.isRunning} onPress={() => record(outcome)}>
                    {t(deliveryTexts[outcomes[outcome]])}
                  </Button>
                ))}
              {one.state === 'sent' &&
                can('delivery.record-receipt') &&
                (['delivered', 'failed'] as const).map((outcome) => (
                  <Button key={outcome} kind="quiet" onPress={() => record(outcome)}>
                    {t(deliveryTexts[outcomes[outcome]])}
                  </Button>
                ))}
              {mayResend && (
                <Button keyCap="S" onPress={() => setSending(true)}>
                  {t(actTexts.sendAgain)}
                </Button>
              )}
              {one.state === 'waiting' && can('delivery.recall') && (
                <Button
                  working={recall.isRunning}
                  onPress={() =>
                    void recall.run({ deliveries: [id], reason: t(actTexts.recalledReason) }).then(
                      ({ recalled }) => tell(t(actTexts.recalledN, { n: recalled })),
                      () => {},
                    )
                  }
                >
                  {t(actTexts.recall)}
                </Button>
              )}
            </span>
            {one.state === 'failed' && !row?.isSuperseded && can('parties.set-channel') && row?.customer && (
              <>
                <TextField
                  label={t(deliveryTexts.newAddress)}
                  value={email}
                  onChange={setEmail}
                  input={{ type: 'email', autoComplete: 'off' }}
                />
                {email !== '' && (
                  <Button working={setChannel.isRunning || resend.isRunning} onPress={() => void mendAddress()}>
                    {t(deliveryTexts.saveAndSend)}
                  </Button>
                )}
              </>
            )}
          </section>
          <section className="section" aria-label={t(deliveryTexts.events)}>
            <h3>{t(deliveryTexts.events)}</h3>
            {can('delivery.save-note') && (
              <NoteEntry
                draftName={`delivery.note.${id}`}
                onWrite={(text) => note.run({ delivery: id, text })}
                isRunning={note.isRunning}
                error={note.error}
              />
            )}
            <ol className="events">
              {[...one.notes].reverse().map((written) => (
                <NoteEvent key={written.noteId} note={written} />
              ))}
              {[...one.events].reverse().map((event) => (
                <li key={`${event.kind} ${event.at}`}>
                  <span className="what">
                    <span className="strong">{capital(name('deliveryEvent', event.kind))}</span>
                    {event.text && tellsWhy.has(event.kind) && (
                      <span className="quiet below">{sayReason(event.text, language)}</span>
                    )}
                    {event.providerId && <span className="quiet below">{event.providerId}</span>}
                  </span>
                  <time className="quiet nowrap" dateTime={event.at}>
                    {formats.instant(event.at)}
                  </time>
                </li>
              ))}
            </ol>
          </section>
        </>
      )}
      {!one && !read.error && <p className="section quiet">{t(common.loading)}</p>}
      {isSending && <SendAgain numbers={[number]} lastChannel={one?.channel} onClose={() => setSending(false)} />}
    </Drawer>
  )
}
