import { z } from 'zod'
import { convert } from '../countries/currency.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, fileOutput } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { MicroinvestDocument } from '../formats/accounting/microinvest/write.ts'
import { writeMicroinvest } from '../formats/accounting/microinvest/write.ts'
import type { DocumentParty } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'
import { add, minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { refuse } from '../kernel/problem.ts'
import type { Range } from './select-vouchers.ts'
import { selectVouchers } from './select-vouchers.ts'
import { storeExport } from './store-export.ts'

/** Issued documents for Microinvest Delta (Import.txt), each once unless asked again; amounts in the currency of the books. */
export const exportMicroinvest = verb({
  kind: 'write',
  name: 'exchange.export-microinvest',
  summary: 'Export issued documents for Microinvest Delta (Bulgaria)',
  route: 'POST /exports/microinvest',
  ofWholeCompany: true,
  input: z.object({
    from: dayText.optional(),
    to: dayText.optional(),
    target: z.string().trim().min(1).max(40).default('microinvest'),
    again: z.boolean().default(false),
  }),
  output: fileOutput,
  async run(ctx, input) {
    if (ctx.company.country !== 'BG') refuse('exchange.country', 'Microinvest Delta is for Bulgarian companies')
    const range: Range = {
      from: input.from ?? ('1900-01-01' as Day),
      to: input.to ?? ctx.today,
      target: input.target,
      again: input.again,
    }
    const documentsOnly = `exists (select from invoices i where i.company_id = v.company_id and i.voucher_id = v.id and i.kind in ('invoice', 'debit-note', 'credit-note', 'advance-invoice')
        and not exists (select from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id))`
    const selected = await selectVouchers(ctx, range, documentsOnly)
    const warnings: Problem[] = []
    const bytes = writeMicroinvest(documents(ctx, selected.currency), (problem) => warnings.push(problem))
    const file = {
      verb: 'exchange.export-microinvest',
      format: 'microinvest' as const,
      fileName: `Import-${range.to}.txt`,
      mediaType: 'text/plain; charset=windows-1251',
      remembers: true,
    }
    return storeExport(ctx, file, range, selected, bytes, warnings)
  },
})

interface InvoiceRow {
  kind: string
  number: string
  on: Day
  currency: string
  rate: string | null
  protection: string
  party_number: string
  buyer: DocumentParty | null
  vat: [percent: string | null, base: string, vat: string][]
}

async function* documents({ db, company }: Ctx, base: string): AsyncGenerator<MicroinvestDocument> {
  const rows = db.stream<InvoiceRow>(
    `select i.kind, i.number_text as number, i.issued_on as on, i.currency, trim_scale(i.rate)::text as rate, p.protection, p.number as party_number, v.buyer,
            (select json_agg(json_build_array(trim_scale(t.percent)::text, t.base::text, t.vat::text) order by t.row_no) from invoice_vat t
              where t.company_id = i.company_id and t.invoice_id = i.id) as vat
       from selected_vouchers s join invoices i on i.company_id = $1 and i.voucher_id = s.id
       join parties p on p.company_id = i.company_id and p.id = i.party_id
       join party_versions v on v.company_id = i.company_id and v.party_id = i.party_id and v.version_no = i.party_version_no
      order by i.number_text`,
    [company.id],
  )
  for await (const invoices of rows) for (const invoice of invoices) yield documentOf(invoice, base)
}

function documentOf(invoice: InvoiceRow, base: string): MicroinvestDocument {
  const shown = invoice.protection === 'none' ? invoice.buyer : null
  const inBase = (amount: string): Minor =>
    invoice.rate === null
      ? minor(BigInt(amount))
      : convert(minor(BigInt(amount)), invoice.currency, base, { per: invoice.currency, rate: invoice.rate })
  const rates = new Map<string, { gross: Minor; vat: Minor }>()
  for (const [percent, net, vat] of invoice.vat ?? []) {
    const key = percent ?? '0'
    const sum = rates.get(key) ?? { gross: minor(0n), vat: minor(0n) }
    rates.set(key, { gross: add(sum.gross, add(inBase(net), inBase(vat))), vat: add(sum.vat, inBase(vat)) })
  }
  return {
    type: 'document',
    kind: invoice.kind === 'credit-note' ? 'credit-note' : 'invoice',
    number: invoice.number,
    on: invoice.on,
    party: {
      name: shown?.name ?? invoice.party_number,
      responsiblePerson: shown?.contact?.name ?? null,
      town: shown?.address.city ?? null,
      address: shown?.address.street ?? null,
      vatNumber: shown?.vatNumber ?? null,
      eik: shown?.organisationNumber ?? null,
    },
    rates: [...rates].map(([percent, sum]) => ({ percent: percent as '20' | '9' | '0', ...sum })),
    cost: null,
    bankAccount: null,
    note: null,
  }
}
