import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import { longVerb } from '../../db/verb.ts'
import type { Delivery, Message } from '../../delivery/channel.ts'
import { nextAttempt } from '../../delivery/next-attempt.ts'
import type { StatementDocument } from '../../delivery/pdf/letter.ts'
import type { BundlingResult } from '../../delivery/print/make-bundles.ts'
import { makeBundles } from '../../delivery/print/make-bundles.ts'
import type { Prepared, SendingResult } from '../../delivery/send.ts'
import { notRendered, sendWaiting } from '../../delivery/send.ts'
import { withPdfRenderer } from '../../delivery/shared-renderer.ts'
import type { DocumentParty, DocumentSeller, Language } from '../../formats/e-invoice/document.ts'
import { readBillingSetUp } from '../../invoicing/billing-set-up.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { Refused } from '../../kernel/problem.ts'
import { asSaid, type Reason, reason } from '../../kernel/words/reasons.ts'
import { markBounced } from '../../parties/mark-bounced.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { readParties } from '../../parties/queries.ts'
import { usableAddress } from '../../parties/usable-address.ts'
import type { StatementCurrency } from './read-statements.ts'
import { letterOf } from './statement-pdf.ts'

type Render = (statement: StatementDocument) => Promise<Uint8Array>
const withRenderer = <R>(work: (render: Render) => Promise<R>): Promise<R> =>
  withPdfRenderer((renderer) => work((statement) => renderer.renderStatement(statement)))

/** Statements of account that wait by mail: those that could not leave at once. */
export const deliverStatements = longVerb({
  kind: 'long',
  name: 'dunning.deliver-statements',
  summary: 'Send the statements of account that wait in the outbox',
  route: 'POST /account-statements/deliver',
  input: z.object({ limit: z.number().int().min(1).max(100_000).default(10_000) }),
  output: z.object({
    sent: z.number(),
    failed: z.number(),
    postponed: z.number(),
    held: z.number(),
    problems: z.array(z.object({ channel: z.string(), code: z.string(), message: z.string() })),
  }),
  run: (ctx, { limit }) => sendStatementsThatWait(ctx, limit),
})

/** Statements on paper go in the same bundles and folders as invoices do. */
export const printStatements = longVerb({
  kind: 'long',
  name: 'dunning.print-statements',
  summary: 'Bundle the statements of account that wait to be printed, with an index',
  route: 'POST /account-statements/print',
  input: z.object({ limit: z.number().int().min(1).max(100_000).default(10_000) }),
  output: z.object({
    bundles: z.array(
      z.object({ bundle: z.uuid(), documents: z.number(), pages: z.number().nullable(), handedOver: z.boolean() }),
    ),
    failed: z.number(),
    postponed: z.number(),
  }),
  async run(ctx, { limit }): Promise<Omit<BundlingResult, 'recalled'>> {
    const { recalled: _, ...result } = await withRenderer((render) =>
      makeBundles(ctx, 'statement', limit, preparer(render)),
    )
    return result
  },
})

export async function sendStatementsThatWait(ctx: LongCtx, limit = 10_000): Promise<Omit<SendingResult, 'recalled'>> {
  const { recalled: _, ...result } = await withRenderer((render) =>
    sendWaiting(ctx, {
      subjectKind: 'statement',
      channels: ['e-mail'],
      limit,
      prepare: preparer(render),
      refused: async (tx, delivery, { text, deadAddress }) => {
        await markBounced(tx, delivery, deadAddress)
        await nextAttempt(tx, delivery, 'print', 'next-channel', text)
      },
    }),
  )
  const { problems, ...counts } = result
  if (Object.values(counts).some((count) => count > 0))
    await ctx.transaction((tx) => audit(tx, { verb: 'dunning.deliver-statements', summary: counts }))
  return { ...counts, problems }
}

interface StoredStatement {
  id: Id
  partyId: Id
  language: Language
  madeOn: Day
  from: Day
  to: Day
  sections: StatementCurrency[]
  text: string | null
  seller: DocumentSeller
  buyer: DocumentParty | null
}

const preparer =
  (render: Render) =>
  async (ctx: LongCtx, deliveries: readonly Delivery[]): Promise<Map<Id, Prepared>> => {
    const found = await ctx.transaction((tx) =>
      readStored(
        tx,
        deliveries.map((delivery) => delivery.subjectId),
      ),
    )
    const prepared = await Promise.all(
      deliveries.flatMap((delivery) => {
        const one = found.get(delivery.subjectId)
        return one ? [prepare(delivery, one, render, ctx.today).then((ready) => [delivery.id, ready] as const)] : []
      }),
    )
    return new Map(prepared)
  }

async function readStored(
  ctx: Ctx,
  ids: readonly Id[],
): Promise<Map<Id, { stored: StoredStatement; letter: StatementDocument; party: PartyFacts }>> {
  const rows = await ctx.db.rows<StoredStatement>(
    hot(
      `select t.id, t.party_id as "partyId", t.language, t.made_on as "madeOn", t.from_on as from, t.to_on as to, t.sections, t.text, s.seller, b.buyer
         from account_statements t
         join company_versions s on s.company_id = t.company_id and s.version_no = t.company_version_no
         join party_versions b on b.company_id = t.company_id and b.party_id = t.party_id and b.version_no = t.party_version_no
        where t.company_id = $1 and t.id = any ($2::uuid[])`,
      [ctx.company.id, ids],
    ),
  )
  const setUp = await readBillingSetUp(ctx)
  const parties = await readParties(
    ctx.db,
    ctx.company.id,
    rows.map((row) => row.partyId),
    ctx.today,
  )
  return new Map(
    rows.flatMap((stored) => {
      const party = parties.get(stored.partyId)
      if (!party) return []
      const { partyId, from, to, sections } = stored
      const told = {
        partyId,
        partyNumber: party.number,
        partyName: party.name,
        isProtected: false,
        from,
        to,
        currencies: sections,
      }
      const letter = letterOf({ today: stored.madeOn }, told, addressee(stored, party), stored.language, {
        ...setUp,
        seller: stored.seller,
      })
      return [[stored.id, { stored, party, letter: { ...letter, notes: stored.text ? [stored.text] : [] } }] as const]
    }),
  )
}

/** Who is protected now is written to by the forwarding address alone. */
function addressee({ buyer, seller }: StoredStatement, party: PartyFacts): DocumentParty {
  const known = buyer ?? { name: party.number, address: { country: seller.country } }
  if (party.protection === 'none') return known
  const address = party.hasForwardingAddress && party.buyer ? party.buyer.address : { country: seller.country }
  return { ...known, address, contact: null, endpoint: null }
}

const words: Record<
  Language,
  { hello: string; attached: (title: string) => string; regards: string; title: string; from: string }
> = {
  sv: {
    hello: 'Hej!',
    attached: (t) => `${t} är bifogat.`,
    regards: 'Med vänlig hälsning',
    title: 'Kontoutdrag',
    from: 'från',
  },
  nb: {
    hello: 'Hei!',
    attached: (t) => `${t} er vedlagt.`,
    regards: 'Vennlig hilsen',
    title: 'Kontoutskrift',
    from: 'fra',
  },
  bg: {
    hello: 'Здравейте,',
    attached: (t) => `Приложено е: ${t}.`,
    regards: 'С уважение',
    title: 'Извлечение',
    from: 'от',
  },
  en: {
    hello: 'Hello,',
    attached: (t) => `The ${t.toLowerCase()} is attached.`,
    regards: 'Kind regards',
    title: 'Statement of account',
    from: 'from',
  },
}

async function prepare(
  delivery: Delivery,
  { stored, letter, party }: { stored: StoredStatement; letter: StatementDocument; party: PartyFacts },
  render: Render,
  today: string,
): Promise<Prepared> {
  const isProtected = party.protection !== 'none'
  const refused = (by: 'receiver' | 'us', text: Reason): Prepared => ({ refused: { by, text } })
  if (isProtected && delivery.channel !== 'print') return refused('receiver', reason('protected'))
  if (isProtected && !party.hasForwardingAddress) return refused('us', reason('protected-without-address'))
  const address = delivery.channel === 'e-mail' ? usableAddress(party, 'e-mail', today) : null
  if (delivery.channel === 'e-mail' && !address) return refused('receiver', reason('e-mail-address-missing'))
  const say = words[stored.language]
  const contact = letter.seller.contact
  const period = `${stored.from}–${stored.to}`
  try {
    const bytes = await render(letter)
    const message: Message = {
      delivery,
      address,
      recipient: { name: letter.party.name, address: letter.party.address },
      files: [
        {
          name: `${say.title.toLowerCase().replaceAll(' ', '-')}-${party.number}-${stored.to}.pdf`,
          mediaType: 'application/pdf',
          bytes,
        },
      ],
      facts: {
        kind: 'statement',
        number: party.number,
        issuedOn: stored.madeOn,
        from: stored.from,
        to: stored.to,
        receiver: party.number,
        country: letter.party.address.country,
        language: stored.language,
      },
      letter:
        delivery.channel === 'e-mail'
          ? {
              subject: `${say.title} ${period} ${say.from} ${letter.seller.name}`,
              text: [
                say.hello,
                say.attached(`${say.title} ${period}`),
                ...(stored.text ? [stored.text] : []),
                [say.regards, letter.seller.name, contact?.phone, contact?.email].filter(Boolean).join('\n'),
              ].join('\n\n'),
            }
          : null,
      peppol: null,
    }
    return { message }
  } catch (error) {
    if (error instanceof Refused && error.status !== 503) return refused('us', asSaid(error.message))
    return { later: notRendered(error) }
  }
}
