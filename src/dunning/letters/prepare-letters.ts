import { phoneNumber } from '../../countries/phone.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import type { Delivery, DeliveryFile, Message } from '../../delivery/channel.ts'
import type { Prepared, Withdrawal } from '../../delivery/send.ts'
import { notRendered } from '../../delivery/send.ts'
import { withPdfRenderer } from '../../delivery/shared-renderer.ts'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import {
  reminderDocumentType,
  reminderFaults,
  reminderProfile,
  writeReminder,
} from '../../formats/e-invoice/reminder/write.ts'
import { readDocuments } from '../../invoicing/documents/read-document.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, minor } from '../../kernel/money.ts'
import { Refused } from '../../kernel/problem.ts'
import { asSaid, type Reason, reason } from '../../kernel/words/reasons.ts'
import { usableAddress } from '../../parties/usable-address.ts'
import type { LetterVerdict } from '../recheck-letters.ts'
import { recheckLetters } from '../recheck-letters.ts'
import type { LetterChannel } from '../types.ts'
import { mailOf, textMessageOf } from './carriers.ts'
import { channelForbidden } from './channel-rules.ts'
import { letterContent, letterWords } from './letter-content.ts'
import type { LetterFacts } from './letter-facts.ts'
import { interestOf, totalOf } from './letter-facts.ts'
import { labelsOf } from './letter-words.ts'
import type { StoredLetter } from './read-letters.ts'
import { readLetters } from './read-letters.ts'

/** The sheet as a PDF. */
export type RenderLetter = (facts: LetterFacts, options?: { isDraft?: boolean }) => Promise<Uint8Array>

/** Lends the process's PDF workers for letters. */
export const withLetterRenderer = <R>(work: (render: RenderLetter) => Promise<R>): Promise<R> =>
  withPdfRenderer((renderer) =>
    work((facts, options) =>
      renderer.renderLetter({ sheet: letterContent(facts, options), logo: facts.layout?.logo ?? null }),
    ),
  )

/** Letters of a batch made ready: read by one transaction, rendered by the workers at the same time. */
export const letterPreparer =
  (render: RenderLetter) =>
  async (ctx: LongCtx, deliveries: readonly Delivery[]): Promise<Map<Id, Prepared>> => {
    const ids = deliveries.map((delivery) => delivery.subjectId)
    const { letters, stopped, invoices } = await ctx.transaction(async (tx) => {
      const found = await readLetters(tx, ids)
      return {
        letters: found,
        stopped: await recheckLetters(tx, ids),
        invoices: await invoicesFor(tx, deliveries, found),
      }
    })
    const prepared = await Promise.all(
      deliveries.flatMap((delivery) => {
        const letter = letters.get(delivery.subjectId)
        if (!letter) return []
        const why = stopOf(stopped.get(letter.id))
        const one: Promise<Prepared> = why
          ? Promise.resolve(why)
          : prepare(delivery, letter, { render, today: ctx.today, invoice: invoices.get(letter.invoiceIds[0] ?? '') })
        return [one.then((ready) => [delivery.id, ready] as const)]
      }),
    )
    return new Map(prepared)
  }

/** Only an EHF Reminder repeats the invoice. */
const invoicesFor = (
  ctx: Ctx,
  deliveries: readonly Delivery[],
  letters: ReadonlyMap<Id, StoredLetter>,
): Promise<Map<Id, IssuedDocument>> =>
  readDocuments(
    ctx,
    deliveries.flatMap((delivery) =>
      delivery.channel === 'peppol'
        ? (letters.get(delivery.subjectId)?.invoiceIds ?? []).flatMap((id) => id ?? [])
        : [],
    ),
  )

/** What has come in since the batch was made ready, asked for in the transaction after which a letter leaves. */
export async function recheckDeliveries(
  ctx: Ctx,
  deliveries: readonly Delivery[],
): Promise<Map<Id, { withdrawn: Withdrawal } | { later: Reason }>> {
  const verdicts = await recheckLetters(
    ctx,
    deliveries.map((delivery) => delivery.subjectId),
  )
  return new Map(
    deliveries.flatMap((delivery) => {
      const stop = stopOf(verdicts.get(delivery.subjectId))
      return stop ? [[delivery.id, stop] as const] : []
    }),
  )
}

function stopOf(found: LetterVerdict | undefined): { withdrawn: Withdrawal } | { later: Reason } | null {
  if (!found || found.verdict === 'send') return null
  const causes = found.causes.map(({ code, data }) => [code, data?.number].filter(Boolean).join(' ')).join(', ')
  if (found.verdict === 'wait') return { later: reason('nothing-known-yet', { causes }) }
  return { withdrawn: { code: found.causes[0]?.code ?? 'recalled', text: reason('not-to-be-asked-for', { causes }) } }
}

interface Means {
  render: RenderLetter
  today: string
  invoice: IssuedDocument | undefined
}

async function prepare(delivery: Delivery, letter: StoredLetter, means: Means): Promise<Prepared> {
  const { facts, party } = letter
  const { channel } = delivery
  const forbidden = channelForbidden(facts.seller.country, channel as LetterChannel, facts.kind, facts.items.length)
  if (forbidden) return refused('receiver', forbidden)
  const isProtected = party.protection !== 'none'
  if (isProtected && channel !== 'print') return refused('receiver', reason('protected'))
  if (isProtected && !party.hasForwardingAddress) return refused('us', reason('protected-without-address'))
  const base: Message = {
    delivery,
    address: null,
    recipient: { name: facts.party.name, address: facts.party.address },
    files: [],
    facts: indexOf(letter),
    letter: null,
    peppol: null,
  }
  if (channel === 'peppol') return prepareReminder(base, letter, means)
  if (channel === 'sms') return prepareTextMessage(base, letter, means.today)
  const address = channel === 'e-mail' ? usableAddress(party, 'e-mail', means.today) : null
  if (channel === 'e-mail' && !address) return refused('receiver', reason('e-mail-address-missing'))
  try {
    const pdf: DeliveryFile = {
      name: letterFileName(facts),
      mediaType: 'application/pdf',
      bytes: await means.render(facts),
    }
    return { message: { ...base, address, files: [pdf], letter: channel === 'e-mail' ? mailOf(facts) : null } }
  } catch (error) {
    if (error instanceof Refused && error.status !== 503) return refused('us', asSaid(error.message))
    return { later: notRendered(error) }
  }
}

function prepareTextMessage(base: Message, { facts, party }: StoredLetter, today: string): Prepared {
  const given = usableAddress(party, 'sms', today)
  const number = given ? phoneNumber(given, [facts.seller.country]) : null
  if (!given) return refused('receiver', reason('mobile-number-missing'))
  if (!number) return refused('receiver', reason('mobile-number-unusable'))
  const text = textMessageOf(facts)
  return {
    message: {
      ...base,
      address: number,
      letter: { subject: '', text },
      // What was said is kept.
      files: [{ name: 'text-message.txt', mediaType: 'text/plain', bytes: Buffer.from(text) }],
    },
  }
}

function prepareReminder(base: Message, letter: StoredLetter, { today, invoice }: Means): Prepared {
  const { facts, party } = letter
  const receiver = usableAddress(party, 'peppol', today)
  const sender = facts.seller.endpoint
  if (!sender) return refused('us', reason('peppol-sender-missing'))
  if (!receiver) return refused('receiver', reason('peppol-receiver-missing'))
  if (!invoice || invoice.currency !== facts.currency) return refused('receiver', reason('reminder-without-invoice'))
  const [scheme, id] = [receiver.slice(0, receiver.indexOf(':')), receiver.slice(receiver.indexOf(':') + 1)]
  const named = { ...invoice, buyer: { ...invoice.buyer, endpoint: { scheme, id } } }
  const reminder = reminderOf(letter)
  const faults = reminderFaults(named, reminder)
  // Another channel may do: the letter on paper needs none of what the network asks for.
  if (faults.length > 0) return refused('receiver', reason('reminder-unfit', { said: faults[0]!.message }))
  const bytes = Buffer.from(writeReminder(named, reminder))
  return {
    message: {
      ...base,
      address: receiver,
      files: [{ name: letterFileName(facts).replace(/\.pdf$/, '.xml'), mediaType: 'application/xml', bytes }],
      peppol: {
        sender: `${sender.scheme}:${sender.id}`,
        receiver,
        documentType: reminderDocumentType,
        process: reminderProfile,
        country: facts.seller.address.country,
      },
    },
  }
}

function reminderOf({ id, facts }: StoredLetter) {
  const words = letterWords(facts)
  const label = labelsOf(facts.language)
  const { charged } = facts
  const { opening, sections, law } = letterContent(facts)
  return {
    // The letter has no number of its own; its id is unique and short enough.
    number: id,
    issuedOn: facts.sentOn,
    dueOn: facts.deadlineOn,
    open: facts.items[0]!.open,
    fee: facts.fee,
    feeReason: words.fee,
    others: [
      { amount: minor(interestOf(facts)), reason: label.lateInterest },
      { amount: charged.interest ?? minor(0n), reason: label.chargedInterest },
      { amount: charged.fee ?? minor(0n), reason: label.chargedFee },
      { amount: charged.compensation ?? minor(0n), reason: label.chargedCompensation },
      { amount: charged.cost ?? minor(0n), reason: label.chargedCost },
      { amount: facts.compensation, reason: label.compensation },
    ],
    notes: [...opening, ...sections.map((section) => `${section.title}: ${section.text}`), ...(law ? [law] : [])],
  }
}

const refused = (by: 'receiver' | 'document' | 'us', text: Reason): Prepared => ({ refused: { by, text } })

/** "inkassokrav-2041-2026-11-20.pdf". */
export function letterFileName(facts: LetterFacts): string {
  const stem = [letterWords(facts).title, facts.party.number, facts.sentOn].filter(Boolean).join(' ')
  const safe = stem
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `${safe.slice(0, 80)}.pdf`
}

const indexOf = ({ id, facts }: StoredLetter): Message['facts'] => ({
  kind: facts.kind,
  number: id,
  issuedOn: facts.sentOn,
  dueOn: facts.deadlineOn,
  currency: facts.currency,
  payable: formatMinor(totalOf(facts), facts.currency),
  reference: facts.reference,
  receiver: facts.party.number ?? null,
  country: facts.party.address.country,
  language: facts.language,
})
