import { readFileSync } from 'node:fs'
import { readParameter } from '../company/read-parameter.ts'
import type { Ctx } from '../db/context.ts'
import type {
  SieAccount,
  SieDimension,
  SieObject,
  SieObjectReference,
  SieVoucher,
} from '../formats/accounting/sie4/items.ts'
import type { SieFile } from '../formats/accounting/sie4/write.ts'
import type { DocumentSeller } from '../formats/e-invoice/document.ts'
import { minor } from '../kernel/money.ts'
import type { PostingRow, Selected, VoucherRow } from './select-vouchers.ts'

const version: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

export const [customerDimension, supplierDimension, invoiceDimension] = [8, 9, 10] as const

export async function sieHead(ctx: Ctx, currency: string): Promise<SieFile['head']> {
  const row = await ctx.db.one<{ seller: DocumentSeller }>(
    `select seller from company_versions where company_id = $1 and version_no = $2`,
    [ctx.company.id, ctx.company.versionNo],
  )
  return {
    program: 'Reskontra',
    programVersion: version,
    generatedOn: ctx.today,
    generatedBy: ctx.user.name,
    companyName: ctx.company.name,
    organisationNumber: row.seller.organisationNumber ?? null,
    currency,
  }
}

export interface OwnDimensions {
  list: SieDimension[]
  numberOf(code: string): number
}

/**
 * Our dimensions in the numbers of SIE: those that the company chose (setting "sie-dimensions": {"ansvar": 1}), else the free
 * ones from 20 on, in the order of the set-up.
 */
export async function sieDimensions(ctx: Ctx): Promise<OwnDimensions> {
  const { db, company } = ctx
  const rows = await db.rows<{ code: string; name: string }>(
    `select code, name from dimensions where company_id = $1 order by position, code`,
    [company.id],
  )
  const chosenNumbers = (await readParameter(ctx, 'sie-dimensions', ctx.today)) ?? {}
  const numbers = new Map<string, number>()
  let free = 20
  for (const { code } of rows) {
    const chosen = chosenNumbers[code]
    while (chosen === undefined && Object.values(chosenNumbers).includes(free)) free++
    numbers.set(code, chosen ?? free++)
  }
  return {
    list: [
      { dimension: customerDimension, name: 'Kund', under: null },
      { dimension: supplierDimension, name: 'Leverantör', under: null },
      { dimension: invoiceDimension, name: 'Faktura', under: null },
      ...rows.map(({ code, name }) => ({ dimension: numbers.get(code)!, name, under: null })),
    ].sort((a, b) => a.dimension - b.dimension),
    numberOf: (code) => numbers.get(code) ?? 20,
  }
}

const kinds: Record<string, SieAccount['accountType']> = {
  asset: 'T',
  liability: 'S',
  equity: 'S',
  income: 'I',
  expense: 'K',
}

export async function sieAccounts({ db, company }: Ctx, codes: readonly string[]): Promise<SieAccount[]> {
  const rows = await db.rows<{ code: string; name: string; kind: string }>(
    `select code, name, kind from accounts where company_id = $1 and code = any ($2::text[]) order by code`,
    [company.id, codes],
  )
  return rows.map(({ code, name, kind }) => ({ account: code, name, accountType: kinds[kind]!, sru: [], unit: null }))
}

/** Objects must stand before the vouchers that name them: the vouchers are gone through once for them, once for themselves. */
export async function gatherObjects(
  vouchers: AsyncIterable<VoucherRow>,
  dimensions: OwnDimensions,
): Promise<{ objects: SieObject[]; accounts: string[] }> {
  const objects = new Map<string, SieObject>()
  const accounts = new Set<string>()
  for await (const voucher of vouchers) {
    for (const posting of voucher.postings) {
      accounts.add(posting.account)
      for (const { dimension, object } of objectsOf(posting, dimensions)) {
        const key = `${dimension} ${object}`
        const isParty = dimension === customerDimension || dimension === supplierDimension
        if (!objects.has(key)) objects.set(key, { dimension, object, name: isParty ? posting.party!.name : object })
      }
    }
  }
  const sorted = [...objects.values()].sort((a, b) => a.dimension - b.dimension || (a.object < b.object ? -1 : 1))
  return { objects: sorted, accounts: [...accounts] }
}

function objectsOf(posting: PostingRow, dimensions: OwnDimensions): SieObjectReference[] {
  const { party, item } = posting
  return [
    ...(party ? [{ dimension: party.payable ? supplierDimension : customerDimension, object: party.number }] : []),
    ...(party && item ? [{ dimension: invoiceDimension, object: item }] : []),
    ...Object.entries(posting.dimensions).map(([code, object]) => ({ dimension: dimensions.numberOf(code), object })),
  ]
}

export async function* sieVouchers(selected: Selected, dimensions: OwnDimensions): AsyncGenerator<SieVoucher> {
  for await (const voucher of selected.vouchers()) {
    yield {
      series: voucher.series,
      number: voucher.number.toString(),
      on: voucher.postedOn,
      text: voucher.text,
      registeredOn: voucher.recordedOn,
      by: null,
      transactions: voucher.postings.map((posting) => ({
        account: posting.account,
        objects: objectsOf(posting, dimensions),
        amount: minor(posting.amount),
        on: null,
        text: posting.text,
        quantity: null,
        by: null,
      })),
    }
  }
}
