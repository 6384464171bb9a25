import { expect, test } from 'vitest'
import { followUp } from '../../src/claims/follow-up.ts'
import type { FileAnswer } from '../../src/db/verb.ts'
import { paymentSlip } from '../../src/dunning/letters/payment-slip.ts'
import { waive } from '../../src/interest/waive.ts'
import { waiveCredited } from '../../src/interest/waive-credited.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { previewCredit } from '../../src/invoicing/preview/preview-credit.ts'
import { statementPdf } from '../../src/reports/statement/statement-pdf.ts'
import { openItemsText } from '../books.ts'
import { expectProof, issueClaim, pay } from '../claim-stories.ts'
import { lettersLeave, moveTo, remind, savePlainPolicy } from '../dunning.ts'
import { readPdf } from '../pdf-reader.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

/** An invoice of 1 250, reminded of by a letter that has left: its fee, 60, is open. */
async function reminded(world: World) {
  await savePlainPolicy(world)
  const ada = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const one = await issueClaim(world, ada, { dueOn: '2026-06-30' })
  moveTo(world, '2026-07-10')
  await remind(world)
  await lettersLeave(world)
  expect(await openItemsText(world)).toBe('1510 Ada Lind charge 60.00\n1510 Ada Lind invoice 1250.00')
  return one
}
const follows = async (world: World, invoiceId: string, more: object = {}) =>
  (await world.do<{ follows: object | null }>(previewCredit, { invoiceId, reason: 'Fel', ...more })).follows
const waivers = async (world: World) =>
  (
    await world.database.owner.query(
      `select p.text from vouchers v join postings p on p.company_id = v.company_id and p.voucher_id = v.id where v.transaction_type = 'charge-waiver' and p.line_no = 1`,
    )
  ).rows.map((row) => row.text)

test('an invoice credited whole takes its reminder fee with it, and the preview says so', async () => {
  const world = await openWorld('SE', { today: '2026-06-01' })
  const { invoiceId, number } = await reminded(world)
  expect(await follows(world, invoiceId, { lines: [{ lineNo: 1, amountNet: '100.00' }] })).toBeNull()
  expect(await follows(world, invoiceId)).toEqual({ charges: 1, amount: '60.00', paid: '0.00' })
  await world.do(credit, { invoiceId, reason: 'Fel kund' })
  expect(await openItemsText(world)).toBe('')
  expect(await waivers(world)).toEqual([
    `Faktura ${number} är krediterad i sin helhet: avgifter och ränta på den utgår`,
  ])
  expect(await world.do(waiveCredited, {})).toEqual({ documents: 0, charges: 0, told: 0 })
  await expectProof(world)
})

test('what had been paid of the fee is the customer’s again', async () => {
  const world = await openWorld('SE', { today: '2026-06-01' })
  const { invoiceId, reference } = await reminded(world)
  await pay(world, '200.00', { reference })
  expect(await follows(world, invoiceId)).toEqual({ charges: 1, amount: '60.00', paid: '60.00' })
  await world.do(credit, { invoiceId, reason: 'Fel kund' })
  // 140 of the payment had gone to the capital, which the credit note takes back whole.
  const left = await world.database.owner.query(
    `select coalesce(sum(amount_open), 0)::bigint as open, count(*) filter (where component <> 'capital' and amount_open <> 0)::int as charges from open_items where amount_open <> 0`,
  )
  expect(left.rows).toEqual([{ open: -20000n, charges: 0 }])
  await expectProof(world)
})

test('a statement of account calls fees, interest and what was waived of them by their names', async () => {
  const world = await openWorld('SE', { today: '2026-06-01' })
  await reminded(world)
  const { rows } = await world.database.owner.query<{ id: string }>(`select id from open_items where component = 'fee'`)
  await world.do(waive, { charges: rows.map((row) => row.id), reason: 'kulans' })
  const { body } = await world.do<FileAnswer>(statementPdf, { parties: ['10'], from: '2026-01-01' })
  const { text } = await readPdf(body as Uint8Array)
  for (const word of ['Faktura', 'Avgift', 'Eftergivna avgifter']) expect(text).toContain(word)
  expect(text).not.toMatch(/charge|waiver|interest|\bfee\b/)
})

test('credited in part, and the rest paid: the fee was owed and stays', async () => {
  const world = await openWorld('SE', { today: '2026-06-01' })
  const { invoiceId, reference } = await reminded(world)
  await world.do(credit, { invoiceId, reason: 'Avdrag', lines: [{ lineNo: 1, amountNet: '200.00' }] })
  await pay(world, '1000.00', { reference })
  expect(await openItemsText(world)).toContain('60.00')
  expect(await waivers(world)).toEqual([])
})

test('a fee that is left of a paid claim is not forgotten: a person is told of it once, or it is waived below the limit', async () => {
  const world = await openWorld('SE', { today: '2026-06-01' })
  const set = (name: string, value: unknown) =>
    world.database.owner.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, $2, '2026-01-01', $3)
       on conflict (company_id, name, valid_from) do update set value = excluded.value`,
      [world.companyId, name, JSON.stringify(value)],
    )
  await set('settlement-order', 'capital-first')
  const { itemId, reference, number } = await reminded(world)
  await pay(world, '1250.00', { reference })
  expect(await openItemsText(world)).toBe('1510 Ada Lind charge 60.00')
  const follow = async () => {
    const { chargesTold, chargesWaived } = await world.do<{ chargesTold: number; chargesWaived: number }>(followUp, {})
    return [chargesTold, chargesWaived]
  }
  // The letter's time has not run out: the fee may be on its way.
  expect(await follow()).toEqual([0, 0])
  moveTo(world, '2026-08-15')
  expect(await follow()).toEqual([1, 0])
  expect(await follow()).toEqual([0, 0])
  const { rows } = await world.database.owner.query(`select text, follow_up_on::text as on from party_notes`)
  expect(rows).toEqual([
    {
      on: '2026-08-15',
      text: `Avgifter och ränta på 60,00 SEK är kvar av betalda fakturor (${number}): ingen körning begär dem. Skicka betalningsuppgifterna (fakturans inbetalningskort) eller efterge dem.`,
    },
  ])
  // The slip that the note speaks of asks for what is left, by the reference of the claim.
  const { body } = await world.do<FileAnswer>(paymentSlip, { itemId })
  const slip = (await readPdf(body as Uint8Array)).text
  expect(slip).toContain(reference)
  expect(slip).toMatch(/Att betala 60,00/)
  await set('dunning', { leftCharges: { waiveBelow: { SEK: '59.99' } } })
  expect(await follow()).toEqual([0, 0])
  await set('dunning', { leftCharges: { waiveBelow: { SEK: '60.00' } } })
  expect(await follow()).toEqual([0, 1])
  expect(await openItemsText(world)).toBe('')
  expect(await waivers(world)).toEqual(['Liten rest av avgifter och ränta på betalda fakturor'])
  await expectProof(world)
})
