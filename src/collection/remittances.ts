import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, fileInput, id, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readAgencyFile } from '../formats/collection/read.ts'
import type { Day } from '../kernel/day.ts'
import { Decimal } from '../kernel/decimal.ts'
import { formatMinor, roundToMinor, toDecimal } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { agencyByCode } from './agencies.ts'
import { recordFile } from './fetch-answers.ts'
import { postRemittance } from './post-remittance.ts'

const posted = z.object({
  remittanceId: id,
  reference: z.string(),
  known: z.boolean(),
  net: z.string(),
  currency: z.string(),
  settled: z.boolean().meta({ description: 'The bank had the money already, and it is applied' }),
  forPerson: z.array(z.object({ row: z.number(), named: z.string(), why: z.string() })),
})

/** A remittance that came by mail or was downloaded: the neutral JSON or the table (src/formats/collection). */
export const importRemittance = verb({
  kind: 'write',
  name: 'collection.import-remittance',
  summary: "Post an agency's remittance from a file",
  route: 'POST /collection/remittances',
  input: z.object({ agency: z.string(), file: fileInput }),
  output: z.object({ remittances: z.array(posted) }),
  async run(ctx, input) {
    const agency = await agencyByCode(ctx, input.agency)
    const { remittances, problems } = readAgencyFile(await ctx.files.read(ctx.company.id, input.file.sha256))
    if (problems.length > 0) throw new Refused(problems)
    if (remittances.length === 0)
      refuse('collection.no-remittance', `${input.file.name} holds no remittance`, { file: input.file.name })
    const fileId = await recordFile(ctx, { agencyId: agency.id, partnerId: null }, input.file.name, input.file)
    const answers: z.output<typeof posted>[] = []
    for (const remittance of remittances) {
      const done = await postRemittance(ctx, agency, remittance, fileId)
      const { remittanceId, known, net, settled, rows } = done
      answers.push({
        remittanceId,
        reference: remittance.reference,
        known,
        net: formatMinor(net, remittance.currency),
        currency: remittance.currency,
        settled,
        forPerson: rows.flatMap((row) => (row.problem ? [{ row: row.rowNo, named: row.named, why: row.problem }] : [])),
      })
    }
    await audit(ctx, {
      verb: 'collection.import-remittance',
      subjects: answers.map((one) => one.remittanceId),
      summary: { agency: agency.code, remittances: answers.length },
    })
    return { remittances: answers }
  },
})

const shown = z.object({
  remittanceId: id,
  agency: z.object({ code: z.string(), name: z.string() }),
  reference: z.string(),
  on: dayText,
  currency: z.string(),
  gross: z.string(),
  fee: z.string(),
  feeVat: z.string(),
  net: z.string(),
  open: z.string().meta({ description: 'What the bank has not brought yet' }),
  feeExpected: z.string().nullable().meta({ description: 'By the terms of the agency; null: none are set' }),
  rows: z.array(
    z.object({
      named: z.string(),
      caseId: id.nullable(),
      paidOn: dayText,
      capital: z.string(),
      interest: z.string(),
      fees: z.string(),
      problem: z.string().nullable(),
    }),
  ),
})

export const listRemittances = verb({
  kind: 'read',
  name: 'collection.list-remittances',
  summary: 'List remittances of agencies, with what a person should look at',
  route: 'GET /collection/remittances',
  input: z.object({
    agency: z.string().optional(),
    year: z.coerce.number().int().min(1990).max(2200).optional().meta({ description: 'Remitted in it' }),
    ...paging,
  }),
  output: z.object({ rows: z.array(shown), next: z.string().nullable() }),
  async run({ db, company }, input) {
    const heads = await db.rows<{
      id: string
      code: string
      name: string
      terms: { percent?: string; fixed?: string }
      reference: string
      on: Day
      currency: string
      gross: bigint
      fee: bigint
      feeVat: bigint
      net: bigint
      open: bigint
    }>(
      `select r.id, g.code, g.name, g.fee_terms as terms, r.reference, r.remitted_on as "on", r.currency, r.amount_gross as gross, r.amount_fee as fee, r.amount_fee_vat as "feeVat", r.amount_net as net,
              coalesce(i.amount_open, 0)::int8 as open
         from collection_remittances r join collection_agencies g on g.company_id = r.company_id and g.id = r.agency_id left join open_items i on i.company_id = r.company_id and i.id = r.item_id
        where r.company_id = $1 and ($2::text is null or g.code = $2) and ($3::uuid is null or r.id < $3::uuid) and ($5::int is null or extract(year from r.remitted_on) = $5)
        order by r.id desc limit $4`,
      [company.id, input.agency ?? null, input.after ?? null, input.limit + 1, input.year ?? null],
    )
    const page = heads.slice(0, input.limit)
    const rows = await db.rows<{
      remittanceId: string
      named: string
      caseId: string | null
      paidOn: Day
      capital: bigint
      interest: bigint
      fees: bigint
      problem: string | null
    }>(
      `select remittance_id as "remittanceId", named, case_id as "caseId", paid_on as "paidOn", amount_capital as capital, amount_interest as interest, amount_fees as fees, problem
         from collection_remittance_rows where company_id = $1 and remittance_id = any ($2::uuid[]) order by remittance_id, row_no`,
      [company.id, page.map((head) => head.id)],
    )
    return {
      rows: page.map(({ id: remittanceId, code, name, terms, gross, fee, feeVat, net, open, ...head }) => {
        const text = (amount: bigint) => formatMinor(amount, head.currency)
        const own = rows.filter((row) => row.remittanceId === remittanceId)
        return {
          ...head,
          remittanceId,
          agency: { code, name },
          gross: text(gross),
          fee: text(fee),
          feeVat: text(feeVat),
          net: text(net),
          open: text(open),
          feeExpected: expectedFee(terms, gross, own.length, head.currency),
          rows: own.map(({ remittanceId: _, capital, interest, fees, ...row }) => ({
            ...row,
            capital: text(capital),
            interest: text(interest),
            fees: text(fees),
          })),
        }
      }),
      next: heads.length > input.limit ? page.at(-1)!.id : null,
    }
  },
})

/** Percent of the gross, and so much a case. */
function expectedFee(
  terms: { percent?: string; fixed?: string },
  gross: bigint,
  cases: number,
  currency: string,
): string | null {
  if (!terms.percent && !terms.fixed) return null
  const percent = toDecimal(gross, currency)
    .times(terms.percent ?? '0')
    .div(100)
  const fixed = new Decimal(terms.fixed ?? '0').times(cases)
  return formatMinor(roundToMinor(percent.plus(fixed), currency), currency)
}
