import type { LongCtx } from '../../db/context.ts'
import type { Delivery, Message } from '../../delivery/channel.ts'
import type { LetterJob } from '../../delivery/pdf/letter-sheet.ts'
import type { Prepared } from '../../delivery/send.ts'
import { notRendered } from '../../delivery/send.ts'
import { withPdfRenderer } from '../../delivery/shared-renderer.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, minor } from '../../kernel/money.ts'
import { Refused } from '../../kernel/problem.ts'
import { asSaid, type Reason, reason } from '../../kernel/words/reasons.ts'
import { usableAddress } from '../../parties/usable-address.ts'
import { planWords } from '../plan-words.ts'
import { claimLetterMail, claimLetterSheet } from './claim-letter.ts'
import type { StoredClaimLetter } from './read-claim-letters.ts'
import { readClaimLetters } from './read-claim-letters.ts'
import { recheckClaimLetters } from './recheck-claim-letters.ts'

export type RenderSheet = (job: LetterJob) => Promise<Uint8Array>

export const withSheetRenderer = <R>(work: (render: RenderSheet) => Promise<R>): Promise<R> =>
  withPdfRenderer((renderer) => work((job) => renderer.renderLetter(job)))

/** Letters of a batch made ready, each looked at again first. */
export const claimLetterPreparer =
  (render: RenderSheet) =>
  async (ctx: LongCtx, deliveries: readonly Delivery[]): Promise<Map<Id, Prepared>> => {
    const ids = deliveries.map((delivery) => delivery.subjectId)
    const { letters, stops } = await ctx.transaction(async (tx) => ({
      letters: await readClaimLetters(tx, ids),
      stops: await recheckClaimLetters(tx, ids),
    }))
    const prepared = await Promise.all(
      deliveries.flatMap((delivery) => {
        const stored = letters.get(delivery.subjectId)
        if (!stored) return []
        const stop = stops.get(stored.id)
        const one = stop ? Promise.resolve<Prepared>(stop) : prepare(delivery, stored, render, ctx.today)
        return [one.then((ready) => [delivery.id, ready] as const)]
      }),
    )
    return new Map(prepared)
  }

async function prepare(
  delivery: Delivery,
  { id, party, letter }: StoredClaimLetter,
  render: RenderSheet,
  today: string,
): Promise<Prepared> {
  const refused = (by: 'receiver' | 'us', text: Reason): Prepared => ({ refused: { by, text } })
  const isProtected = party.protection !== 'none'
  if (isProtected && delivery.channel !== 'print') return refused('receiver', reason('protected'))
  if (isProtected && !party.hasForwardingAddress) return refused('us', reason('protected-without-address'))
  const isMail = delivery.channel === 'e-mail'
  const address = isMail ? usableAddress(party, 'e-mail', today) : null
  if (isMail && !address) return refused('receiver', reason('e-mail-address-missing'))
  try {
    const bytes = await render({ sheet: claimLetterSheet(letter), logo: letter.layout?.logo ?? null })
    const message: Message = {
      delivery,
      address,
      recipient: { name: letter.party.name, address: letter.party.address },
      files: [{ name: claimLetterFileName(letter), mediaType: 'application/pdf', bytes }],
      facts: {
        kind: letter.kind,
        number: id,
        issuedOn: letter.madeOn,
        dueOn: letter.said.payBy,
        currency: letter.currency,
        payable: formatMinor(minor(BigInt(letter.said.pay)), letter.currency),
        reference: letter.said.reference,
        receiver: letter.party.number ?? null,
        country: letter.party.address.country,
        language: letter.language,
      },
      letter: isMail ? claimLetterMail(letter) : null,
      peppol: null,
    }
    return { message }
  } catch (error) {
    if (error instanceof Refused && error.status !== 503) return refused('us', asSaid(error.message))
    return { later: notRendered(error) }
  }
}

/** "amorteringsplan-2041-2026-11-20.pdf". */
export function claimLetterFileName({ kind, language, party, madeOn }: StoredClaimLetter['letter']): string {
  const stem = [planWords[language].title[kind], party.number, madeOn].filter(Boolean).join(' ')
  const safe = stem
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `${safe.slice(0, 80)}.pdf`
}
