import { z } from 'zod'
import { fileOutput, language } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { customersMax, writeOrderTemplate } from '../../formats/orders/order-xlsx/write-template.ts'

/** The Excel template for orders, with the company's own codes of today as drop-downs. */
export const orderTemplate = verb({
  kind: 'read',
  name: 'invoicing.order-template',
  summary: 'The Excel template for orders',
  route: 'GET /order-template',
  input: z.object({ language: language.optional(), customers: z.stringbool().or(z.boolean()).default(true) }),
  output: fileOutput,
  async run({ db, company, today }, given) {
    const wanted = given.language ?? company.language
    const choices = (query: string) => db.rows<{ code: string; name: string }>(query, [company.id, today])
    const invoiceGroups = await choices(
      `select code, name from invoice_groups where company_id = $1 and closed_on > $2 and code !~ '\\s' order by code`,
    )
    const businessAreas = await choices(
      `select code, name from business_areas where company_id = $1 and closed_on > $2 and code !~ '\\s' order by code`,
    )
    const vatCodes = await choices(
      `select code, name from vat_codes where company_id = $1 and valid_from <= $2 and $2 < valid_to and code !~ '\\s' order by code`,
    )
    const articles = await db.rows<{ code: string; name: string }>(
      `select code, coalesce(names ->> $3, (select value from jsonb_each_text(names) limit 1), '') as name from articles
        where company_id = $1 and closed_on > $2 and code !~ '\\s' order by code`,
      [company.id, today, wanted],
    )
    const customers = given.customers
      ? await choices(
          `select number as code, name from parties where company_id = $1 and closed_on > $2 and is_customer and kind <> 'system' and merged_into_id is null
              and protection = 'none' and number !~ '\\s' order by number limit ${customersMax + 1}`,
        )
      : []
    const dimensions = await db.rows<{ code: string; name: string; values: { code: string; name: string }[] }>(
      `select d.code, d.name, (select coalesce(json_agg(json_build_object('code', v.code, 'name', v.name) order by v.code), '[]') from dimension_values v
                where v.company_id = d.company_id and v.dimension = d.code and v.valid_from <= $2 and $2 < v.valid_to and v.code !~ '\\s') as values
         from dimensions d where d.company_id = $1 and d.source is distinct from 'party' order by d.position`,
      [company.id, today],
    )
    return {
      fileName: `${fileNames[wanted]}-${company.code}.xlsx`,
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      body: writeOrderTemplate({
        language: wanted,
        invoiceGroups,
        businessAreas,
        vatCodes,
        articles,
        customers: customers.length > customersMax ? [] : customers,
        dimensions,
      }),
    }
  },
})

const fileNames = { sv: 'ordermall', nb: 'ordremal', bg: 'porachki', en: 'order-template' } as const
