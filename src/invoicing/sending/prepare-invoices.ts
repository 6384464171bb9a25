import type { Ctx, LongCtx } from '../../db/context.ts'
import type { Delivery, DeliveryFile, Message } from '../../delivery/channel.ts'
import { officialJudge } from '../../delivery/peppol/validate.ts'
import type { Prepared } from '../../delivery/send.ts'
import { notRendered } from '../../delivery/send.ts'
import { readSetting } from '../../delivery/settings.ts'
import type { DocumentParty, IssuedDocument } from '../../formats/e-invoice/document.ts'
import { customization, profile } from '../../formats/e-invoice/peppol-bis3/fields.ts'
import { checkDocument } from '../../formats/e-invoice/peppol-bis3/rules.ts'
import { writePeppol } from '../../formats/e-invoice/peppol-bis3/write.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { asSaid, type Reason, reason } from '../../kernel/words/reasons.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { readParties } from '../../parties/queries.ts'
import { logProtectedReads, readProtected, seesProtected } from '../../parties/sees-protected.ts'
import { usableAddress } from '../../parties/usable-address.ts'
import { readDocuments } from '../documents/read-document.ts'
import { kindWords, letterOf } from './letter-texts.ts'

/** The PDF with the e-invoice inside, where there is one. */
export type RenderPdf = (document: IssuedDocument, xml: Uint8Array | null) => Promise<Uint8Array>

export interface DeliverableDocument {
  document: IssuedDocument
  annulledOn: string | null
  party: PartyFacts
  payer: PartyFacts
}

/**
 * Documents with the people as they are today: who is protected now is shown with the forwarding address of the authority
 * alone, whatever the document said on its day (the old address is never printed or sent again: src/parties/set-protection.ts).
 */
export async function readDeliverable(ctx: Ctx, invoiceIds: readonly Id[]): Promise<Map<Id, DeliverableDocument>> {
  const documents = await readDocuments(ctx, invoiceIds)
  const roles = await ctx.db.rows<{ id: Id; partyId: Id; payerId: Id; annulledOn: string | null }>(
    `select i.id, i.party_id as "partyId", i.payer_id as "payerId", n.annulled_on as "annulledOn"
       from invoices i left join invoice_annulments n on n.company_id = i.company_id and n.invoice_id = i.id where i.company_id = $1 and i.id = any ($2::uuid[])`,
    [ctx.company.id, [...documents.keys()]],
  )
  const parties = await readParties(
    ctx.db,
    ctx.company.id,
    roles.flatMap((role) => [role.partyId, role.payerId]),
    ctx.today,
  )
  return new Map(
    roles.flatMap(({ id, partyId, payerId, annulledOn }) => {
      const [party, payer] = [parties.get(partyId), parties.get(payerId)]
      if (!party || !payer) return []
      return [[id, { document: shield(documents.get(id)!, party, payer), annulledOn, party, payer }] as const]
    }),
  )
}

export const shield = (document: IssuedDocument, party: PartyFacts, payer: PartyFacts): IssuedDocument => ({
  ...document,
  buyer: party.protection === 'none' ? document.buyer : shielded(document.buyer, party),
  recipient:
    document.recipient && payer.protection !== 'none' ? shielded(document.recipient, payer) : document.recipient,
})

const shielded = (then: DocumentParty, now: PartyFacts): DocumentParty => ({
  ...then,
  address: now.hasForwardingAddress && now.buyer ? now.buyer.address : { country: then.address.country },
  contact: null,
  endpoint: null,
})

/** A person with protected identity is shown to who may read such, and every look is on record. */
export async function admitToProtected(
  ctx: Ctx,
  { party, payer }: Pick<DeliverableDocument, 'party' | 'payer'>,
  verb: string,
): Promise<void> {
  const guarded = [party, payer].filter((one) => one.protection !== 'none')
  if (guarded.length === 0) return
  if (!seesProtected(ctx))
    refuse(
      'party.protected',
      `the document is about a person with protected identity: it needs ${readProtected}`,
      {},
      403,
    )
  await logProtectedReads(
    ctx,
    guarded.map((one) => one.id),
    verb,
  )
}

/** Makes the messages of a batch: read by one transaction, rendered by the workers of the renderer at the same time. */
export const preparer =
  (render: RenderPdf) =>
  async (ctx: LongCtx, deliveries: readonly Delivery[]): Promise<Map<Id, Prepared>> => {
    const { found, judge, attachXml } = await ctx.transaction(async (tx) => ({
      found: await readDeliverable(
        tx,
        deliveries.map((delivery) => delivery.subjectId),
      ),
      judge: deliveries.some(({ channel }) => channel === 'peppol')
        ? officialJudge(tx, await readSetting(tx, 'peppol-validation'))
        : null,
      attachXml: deliveries.some(({ channel }) => channel === 'e-mail')
        ? ((await readSetting(tx, 'delivery-e-mail'))?.attachXml ?? true)
        : true,
    }))
    const prepared = await Promise.all(
      deliveries.flatMap((delivery) => {
        const deliverable = found.get(delivery.subjectId)
        return deliverable
          ? [
              prepare(delivery, deliverable, { render, judge, attachXml, today: ctx.today }).then(
                (one) => [delivery.id, one] as const,
              ),
            ]
          : []
      }),
    )
    return new Map(prepared)
  }

interface Means {
  render: RenderPdf
  judge: ReturnType<typeof officialJudge> | null
  attachXml: boolean
  today: string
}

async function prepare(delivery: Delivery, found: DeliverableDocument, means: Means): Promise<Prepared> {
  const { document, payer } = found
  const { channel } = delivery
  const { name, address: place } = document.recipient ?? document.buyer
  const recipient = { name, address: place }
  const base = { delivery, recipient, address: null, files: [], facts: factsOf(document), letter: null, peppol: null }
  if (found.annulledOn) return refused('document', reason('annulled', { day: found.annulledOn }))
  if (channel === 'internal') return { message: base }
  const leaves = channel === 'peppol' || channel === 'e-mail' || channel === 'portal'
  if (leaves && payer.protection !== 'none') return refused('receiver', reason('protected'))
  if (channel === 'peppol') return preparePeppol(base, found, means)
  if (payer.protection !== 'none' && !payer.hasForwardingAddress)
    return refused('us', reason('protected-without-address'))
  const address = channel === 'e-mail' ? usableAddress(payer, 'e-mail', means.today) : null
  if (channel === 'e-mail' && !address) return refused('receiver', reason('e-mail-address-missing'))
  const xml = xmlInside(document)
  try {
    const pdf: DeliveryFile = {
      name: fileName(document, 'pdf'),
      mediaType: 'application/pdf',
      bytes: await means.render(document, xml),
    }
    const beside =
      xml && (channel === 'folder' || (channel === 'e-mail' && means.attachXml)) ? [xmlFile(document, xml)] : []
    const letter = channel === 'e-mail' ? letterOf(document) : null
    return { message: { ...base, address, letter, files: [pdf, ...beside] } }
  } catch (error) {
    // What the renderer refuses it will refuse again; a worker that was lost (503) is another matter.
    if (error instanceof Refused && error.status !== 503) return refused('us', asSaid(error.message))
    return { later: notRendered(error) }
  }
}

async function preparePeppol(
  base: Message,
  { document, party, payer }: DeliverableDocument,
  means: Means,
): Promise<Prepared> {
  const own =
    document.buyer.endpoint && party.id === payer.id
      ? `${document.buyer.endpoint.scheme}:${document.buyer.endpoint.id}`
      : null
  const receiver = usableAddress(payer, 'peppol', means.today) ?? own
  const sender = document.seller.endpoint
  if (!sender) return refused('us', reason('peppol-sender-missing'))
  if (!receiver) return refused('receiver', reason('peppol-receiver-missing'))
  const problems = checkDocument(document).filter((problem) => problem.severity !== 'warning')
  if (problems.length > 0)
    return refused('document', asSaid(problems[0]!.message), {
      findings: problems.map(({ code, message, path }) => ({ code, message, path })),
    })
  const bytes = Buffer.from(writePeppol(document))
  const verdict = (await means.judge?.(base.delivery.id, bytes)) ?? null
  if (verdict && verdict.fatal.length > 0)
    return refused('document', reason('official-rules', { said: verdict.fatal.map(({ rule }) => rule).join(', ') }), {
      findings: verdict.fatal.slice(0, 50),
    })
  const root = document.kind === 'credit-note' ? 'CreditNote' : 'Invoice'
  return {
    message: {
      ...base,
      address: receiver,
      files: [xmlFile(document, bytes)],
      facts: { ...base.facts, judged: verdict ? 'official rules' : 'own rules' },
      peppol: {
        sender: `${sender.scheme}:${sender.id}`,
        receiver,
        documentType: `urn:oasis:names:specification:ubl:schema:xsd:${root}-2::${root}##${customization}::2.1`,
        process: profile,
        country: document.seller.address.country,
      },
    },
  }
}

const refused = (by: 'receiver' | 'document' | 'us', text: Reason, data?: Record<string, unknown>): Prepared => ({
  refused: { by, text, ...(data ? { data } : {}) },
})

/** What only the Peppol network asks for; a private person has neither, and the document is good without. */
const networkOnly = new Set([
  'e-invoice.buyer-reference-missing',
  'e-invoice.buyer-endpoint-missing',
  'e-invoice.seller-endpoint-missing',
])

/** The EN 16931 document that the PDF carries inside; null for what is no e-invoice or would be a wrong one. */
export function xmlInside(document: IssuedDocument): Uint8Array | null {
  const wrong = checkDocument(document).some(
    (problem) => problem.severity !== 'warning' && !networkOnly.has(problem.code),
  )
  return wrong ? null : Buffer.from(writePeppol(document))
}

const xmlFile = (document: IssuedDocument, bytes: Uint8Array): DeliveryFile => ({
  name: fileName(document, 'xml'),
  mediaType: 'application/xml',
  bytes,
})

/** "faktura-100001.pdf". */
export function fileName(document: IssuedDocument, extension: 'pdf' | 'xml'): string {
  const stem = `${kindWords[document.language][document.kind]} ${document.number}`
  const safe = stem
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `${safe.slice(0, 80)}.${extension}`
}

const factsOf = (document: IssuedDocument): Message['facts'] => ({
  kind: document.kind,
  number: document.number,
  issuedOn: document.issuedOn,
  dueOn: document.payment?.dueOn ?? null,
  currency: document.currency,
  payable: formatMinor(document.totals.payable, document.currency),
  reference: document.payment?.reference ?? null,
  receiver: (document.recipient ?? document.buyer).number ?? null,
  country: (document.recipient ?? document.buyer).address.country,
  language: document.language,
})
