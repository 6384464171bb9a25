import { z } from 'zod'
import { readParameter } from '../company/read-parameter.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, fileOutput } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { VouchersCsvTemplate } from '../formats/accounting/vouchers-csv/template.ts'
import { defaultVouchersCsv, templateProblems } from '../formats/accounting/vouchers-csv/template.ts'
import type { CsvVoucher } from '../formats/accounting/vouchers-csv/write.ts'
import { writeVouchersCsv } from '../formats/accounting/vouchers-csv/write.ts'
import type { Day } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Range, VoucherRow } from './select-vouchers.ts'
import { selectVouchers } from './select-vouchers.ts'
import { storeExport } from './store-export.ts'

const template = z
  .object({
    encoding: z.enum(['utf-8', 'utf-8-with-mark', 'windows-1251', 'windows-1252']),
    separator: z.string().max(1),
    lineEnd: z.enum(['\r\n', '\n']),
    quotes: z.enum(['when-needed', 'always', 'never']),
    titles: z.boolean(),
    decimalMark: z.enum(['.', ',']),
    dateForm: z.enum(['yyyy-MM-dd', 'yyyyMMdd', 'dd.MM.yyyy', 'dd/MM/yyyy']),
    guardFormulas: z.boolean(),
    columns: z
      .array(
        z.object({
          title: z.string().max(100),
          value: z.string().max(100),
          width: z.number().int().optional(),
          align: z.enum(['left', 'right']).optional(),
        }),
      )
      .max(100),
  })
  .meta({ description: 'Left out: the one in the company setting "vouchers-csv", else semicolons and UTF-8' })

/** Vouchers as rows of text in the form that a receiving system wants, each once per system unless asked again. */
export const exportVouchersCsv = verb({
  kind: 'write',
  name: 'exchange.export-vouchers-csv',
  summary: 'Export vouchers as CSV or fixed-width text',
  route: 'POST /exports/vouchers-csv',
  ofWholeCompany: true,
  input: z.object({
    from: dayText.optional(),
    to: dayText.optional(),
    target: z.string().trim().min(1).max(40).default('csv'),
    again: z.boolean().default(false),
    template: template.optional(),
  }),
  output: fileOutput,
  async run(ctx, input) {
    const chosen = (input.template as VouchersCsvTemplate | undefined) ?? (await ownTemplate(ctx)) ?? defaultVouchersCsv
    const wrong = templateProblems(chosen)
    if (wrong.length > 0) throw new Refused(wrong)
    const range: Range = {
      from: input.from ?? ('1900-01-01' as Day),
      to: input.to ?? ctx.today,
      target: input.target,
      again: input.again,
    }
    const selected = await selectVouchers(ctx, range)
    const warnings: Problem[] = []
    const bytes = writeVouchersCsv(chosen, csvVouchers(selected.vouchers()), (problem) => warnings.push(problem))
    const file = {
      verb: 'exchange.export-vouchers-csv',
      format: 'vouchers-csv' as const,
      fileName: `${ctx.company.code}-vouchers-${range.to}.${chosen.separator === '' ? 'txt' : 'csv'}`,
      mediaType: 'text/csv',
      remembers: true,
    }
    return storeExport(ctx, file, range, selected, bytes, warnings)
  },
})

const ownTemplate = async (ctx: Ctx): Promise<VouchersCsvTemplate | undefined> =>
  (await readParameter(ctx, 'vouchers-csv', ctx.today)) ?? undefined

async function* csvVouchers(vouchers: AsyncIterable<VoucherRow>): AsyncGenerator<CsvVoucher> {
  for await (const voucher of vouchers) {
    const party = voucher.postings.find((posting) => posting.party)?.party ?? null
    const item = voucher.postings.find((posting) => posting.item)?.item ?? null
    yield {
      series: voucher.series,
      number: voucher.number.toString(),
      on: voucher.postedOn,
      text: voucher.text,
      currency: voucher.currency,
      document: voucher.document
        ? {
            type: voucher.document.type,
            number: voucher.document.number,
            on: voucher.document.issuedOn,
            dueOn: voucher.document.dueOn,
          }
        : item === null
          ? null
          : { type: null, number: item, on: null, dueOn: null },
      party: party && {
        number: party.number,
        name: party.name,
        organisationNumber: party.organisationNumber,
        vatNumber: party.vatNumber,
      },
      postings: voucher.postings.map((posting) => ({
        account: posting.account,
        amount: minor(posting.amount),
        text: posting.text,
        dimensions: posting.dimensions,
        vatCode: posting.vatCode,
      })),
    }
  }
}
