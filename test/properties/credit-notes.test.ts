import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { formatMinor } from '../../src/kernel/money.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { openWorld } from '../world.ts'

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 40 }).map((n) => String(n)),
  unitPrice: fc.integer({ min: 1, max: 99_999 }).map((n) => formatMinor(BigInt(n), 'SEK')),
  discountPercent: fc.constantFrom(null, '10', '33.3'),
  vatCode: fc.constantFrom('S25', 'S12', 'S6'),
})
const part = fc.oneof(
  fc.record({ lineNo: fc.integer({ min: 1, max: 3 }), quantity: fc.integer({ min: 1, max: 10 }).map(String) }),
  fc.record({
    lineNo: fc.integer({ min: 1, max: 3 }),
    amountNet: fc.integer({ min: 1, max: 50_000 }).map((n) => formatMinor(BigInt(n), 'SEK')),
  }),
)

test('whatever parts are credited, in whatever order: the rest makes invoice and notes sum to zero on every account', async () => {
  const world = await openWorld('SE')
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  // With cash rounding too: the last note takes back what the invoice was rounded by.
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set cash_rounding = true where company_id = $1`, [company.id]),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 3 }),
      fc.array(part, { maxLength: 4 }),
      async (lines, parts) => {
        const { documents } = await world
          .do<Billed>(invoiceNow, { customer: '1', lines: lines.map((one) => ({ name: 'Vara', ...one })) })
          .catch((error: unknown) => {
            // What rounding takes whole is not issued, so there is nothing to credit.
            if (error instanceof Refused && error.problems[0]?.code === 'invoice.rounds-to-zero')
              return { documents: [] }
            throw error
          })
        fc.pre(documents.length > 0)
        const invoiceId = documents[0]!.invoiceId
        for (const one of [...parts.map((pick) => [pick]), undefined]) {
          try {
            await world.do(credit, { invoiceId, ...(one ? { lines: one } : {}), reason: 'Del' })
          } catch (error) {
            // More than is left, or by quantity after an amount: refused whole.
            if (!(error instanceof Refused)) throw error
          }
        }
        const left = await world.tx(({ db, company }) =>
          db.rows(
            `select account, sum(base_amount)::text as sum from postings where company_id = $1 group by account having sum(base_amount) <> 0
             union all select number_text, amount_open::text from open_items where company_id = $1 and amount_open <> 0`,
            [company.id],
          ),
        )
        expect(left).toEqual([])
      },
    ),
    { numRuns: 15 },
  )
})
