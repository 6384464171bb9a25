import { beforeAll, describe, expect, test } from 'vitest'
import { sealAudit } from '../../src/access/seal-audit.ts'
import { acceptMatch } from '../../src/bank/desk/accept-match.ts'
import { match } from '../../src/bank/placing/match.ts'
import type { Pool } from '../../src/db/pool.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { closePeriod } from '../../src/ledger/close-period.ts'
import { importPayments, money } from '../bank-books.ts'
import { issueOrders, postItem, settle, undo } from '../books.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld('SE', { booksFrom: '2026-09-01', today: '2026-10-05' })
  const ada = await world.party({ number: '1', name: 'Ada Lind' })
  const bo = await world.party({ number: '2', name: 'Bo Ek' })
  await issueOrders(world, [
    plainOrder(world, ada, 'A-1', [['Hyra', '1', '1000.00', 'S25']]),
    plainOrder(world, bo, 'B-1', [['Hyra', '1', '400.00', 'S25']]),
  ])
  await postItem(world, { party: ada, number: 'D1', amount: '100.00', on: '2026-10-05' })
  await postItem(world, { party: bo, number: 'D2', amount: '100.00', on: '2026-10-05' })
  await postItem(world, { party: ada, number: 'C1', amount: '-60.00', on: '2026-10-05' })
  await postItem(world, {
    party: ada,
    number: 'E1',
    amount: '10.00',
    base: '112.00',
    currency: 'EUR',
    on: '2026-10-05',
  })
  await postItem(world, { party: ada, number: 'SEPT', amount: '70.00', on: '2026-09-10' })
  await postItem(world, { party: ada, number: 'PAID', amount: '-70.00', on: '2026-09-12' })
  const debit = await postItem(world, { party: bo, number: 'U1', amount: '50.00', on: '2026-10-05' })
  const paid = await postItem(world, { party: bo, number: 'U2', amount: '-50.00', on: '2026-10-05' })
  await undo(world, await settle(world, debit, paid, '20.00', '2026-10-05'), '2026-10-05')
  await settle(world, debit, paid, '30.00', '2026-10-05')
  await importPayments(world, 'F', [money('400.00', { text: 'ingen vet' })])
  await world.do(match, {})
  const first = await world.tx(({ db }) =>
    db.one<{ transaction: string; item: string; invoice: string }>(
      `select t.id as transaction, i.id as item, i.invoice_id as invoice from bank_transactions t, open_items i where i.number_text = 'D2'`,
    ),
  )
  await world.do(acceptMatch, {
    matches: [{ transactionId: first.transaction, items: [{ itemId: first.item, amount: '40.00' }] }],
  })
  const invoice = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from invoices order by number desc limit 1`),
  )
  await world.do(credit, { invoiceId: invoice.id, reason: 'Fel' })
  await world.do(closePeriod, { on: '2026-09-30', force: true })
  await world.do(sealAudit, {})
})

type Role = 'owner' | 'app'
/** Within a transaction of the company that is always rolled back. @returns what the database says, or 'done' */
async function attempt(role: Role, statement: string): Promise<string> {
  const pool: Pool = role === 'owner' ? world.database.owner : world.database.app
  const client = await pool.connect()
  try {
    await client.query(`begin; set local reskontra.company_id = '${world.companyId}'; set local reskontra.areas = '*'`)
    const { rowCount } = await client.query(statement)
    return rowCount === 0 ? 'nothing' : 'done'
  } catch (error) {
    const { constraint, code, message } = error as { constraint?: string; code?: string; message: string }
    return constraint ?? (code === '42501' ? 'permission denied' : `${code} ${message}`)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** Tables of facts, and whether rows may be erased or projected upon by a rule of their own. */
const facts = [
  ...['vouchers', 'postings', 'allocations', 'invoices', 'invoice_lines', 'invoice_vat', 'invoice_annulments'],
  ...['bank_transactions', 'bank_postings', 'bank_routings', 'match_decisions', 'write_off_attests', 'delivery_events'],
  ...['audit_events', 'audit_seals', 'audit_sealed_events', 'period_balances', 'company_versions', 'protected_reads'],
  ...[
    'exchange_exports',
    'exchange_exported_vouchers',
    'ledger_imports',
    'ledger_import_balances',
    'ledger_import_postings',
  ],
  ...['credit_checks', 'credit_limits', 'credit_limit_decisions', 'credit_notices'],
  ...['instalment_plans', 'instalment_plan_versions', 'instalment_plan_items', 'instalment_plan_parts'],
  ...['instalment_plan_events', 'claim_interruptions', 'claim_interruption_withdrawals', 'losses', 'loss_events'],
  ...[
    'collection_claims',
    'collection_events',
    'collection_reported',
    'collection_remittances',
    'collection_remittance_rows',
  ],
  ...['financed_items', 'financing_settlements', 'financing_settlement_rows'],
  ...['account_statements', 'claim_letters', 'claim_letter_recalls', 'interest_terms', 'law_values'],
  ...['dunning_policy_versions', 'dunning_steps', 'dunning_letters', 'dunning_letter_items'],
  ...['dunning_letter_events', 'dunning_letter_charges', 'invoiced_compensations'],
  ...['party_merges', 'party_merges_undone', 'charge_waivers', 'charge_waivers_undone'],
]
/** What was said of persons: never changed, but it goes when the person is forgotten. */
const erasable = ['credit_answers', 'credit_changes', 'credit_change_reviews']
/** What facts refer to: it changes by rules of its own, and stays. */
const kept = [
  'deliveries',
  'orders',
  'open_items',
  'parties',
  'party_versions',
  'number_series',
  'number_series_counters',
  'invoice_groups',
  'runs',
  'refunds',
  'billing_returns',
  'import_corrections',
  'collection_queue',
  'collection_cases',
  'collection_case_items',
  'collection_messages',
  'collection_files',
  'interest_charges',
]

describe.each<Role>(['owner', 'app'])('as %s', (role) => {
  test.each([...facts, ...erasable])('%s: never changed', async (table) => {
    expect(await attempt(role, `update ${table} set company_id = company_id`)).toBe(`${table}_append_only`)
  })
  test.each([...facts, ...kept])('%s: never deleted', async (table) => {
    expect(await attempt(role, `delete from ${table}`)).toBe(`${table}_append_only`)
    const emptied = await attempt(role, `truncate ${table} cascade`)
    expect(emptied).toBe(role === 'app' ? 'permission denied' : `${table}_append_only`)
  })

  const company = `(select company_id from companies)`
  const item = (number: string) => `(select id from open_items where number_text = '${number}')`
  const fresh = `'00000000-0000-7000-8000-00000000000a'::uuid`
  const allocation = (debit: string, creditItem: string, amount: number, more: Record<string, string> = {}) => {
    const row: Record<string, string> = {
      company_id: company,
      id: 'gen_random_uuid()',
      ledger: `'receivable'`,
      debit_item_id: item(debit),
      credit_item_id: item(creditItem),
      account: `'1510'`,
      party_id: `(select party_id from open_items where number_text = '${debit}')`,
      currency: `'SEK'`,
      amount: String(amount),
      base_debit: String(amount),
      base_credit: String(amount),
      value_on: `'2026-10-05'`,
      effective_on: `'2026-10-05'`,
      ...more,
    }
    return `insert into allocations (${Object.keys(row).join(', ')}) select ${Object.values(row).join(', ')}`
  }
  const head = (count: number, more = `'2026-10-05', 'SEK'`, series = `'K'`) =>
    `with head as (insert into vouchers (company_id, id, series_id, year, number, ledger, transaction_type, document_on, posted_on, base_currency, posting_count, text)
       select s.company_id, ${fresh}, s.id, 2026, 9999, 'receivable', 'invoice', '2026-10-05', ${more}, ${count}, 'x' from number_series s where code = ${series} returning *)`
  const voucher = (amounts: number[], more?: string) =>
    `${head(amounts.length, more)} select 1`.replace(/ select 1$/, ' select * from head')
  const lines = (amounts: (number | [number, string])[]) =>
    `insert into postings (company_id, voucher_id, line_no, posting_count, posted_on, base_currency, account, base_amount, currency, amount)
      values ${amounts.map((one, i) => `(${company}, ${fresh}, ${i + 1}, ${amounts.length}, '2026-10-05', 'SEK', '${Array.isArray(one) ? one[1] : '3001'}', ${Array.isArray(one) ? one[0] : one}, 'SEK', ${Array.isArray(one) ? one[0] : one})`).join(', ')}`
  const posted = (amounts: (number | [number, string])[]) =>
    `${voucher(amounts.map((one) => (Array.isArray(one) ? one[0] : one)))}; ${lines(amounts)}`
  const again = (table: string, change: Record<string, string>, where: string) =>
    `do $$ declare r ${table}; begin select * into r from ${table} where ${where} limit 1; assert r.company_id is not null;
       ${Object.entries(change)
         .map(([column, value]) => `r.${column} := ${value};`)
         .join(' ')} insert into ${table} select r.*; end $$`

  const dated = (days: string) =>
    `insert into accounts (company_id, code, name, kind, valid_from, valid_to) values (${company}, '9999', 'x', 'income', ${days})`
  const table: [rule: string, statement: string, refusal: string][] = [
    ['a voucher sums to zero', posted([100, -90]), 'postings_voucher_balanced'],
    [
      'a voucher comes whole',
      `${voucher([1, 2, 3])}; ${lines([100, -100]).replaceAll(", 2, '2026", ", 3, '2026")}`,
      'postings_voucher_whole',
    ],
    ['a voucher has two postings at least', voucher([100]), 'vouchers_two_postings_at_least'],
    [
      'a voucher is not added to later',
      `${posted([100, -100])}; ${lines([5, -5]).replace(`${fresh}, 1,`, `${fresh}, 3,`).replace(`${fresh}, 2,`, `${fresh}, 4,`)}`,
      'postings_line_in_voucher',
    ],
    [
      'nor by promising more',
      `${posted([100, -100])}; ${lines([5, -5]).replace(`${fresh}, 1, 2`, `${fresh}, 3, 2`).replaceAll(", 2, '2026", ", 4, '2026")}`,
      'postings_',
    ],
    ['a posting has an account of the company', posted([[100, '0000'], -100]), 'postings_account_exists'],
    [
      'a closed account takes none',
      `${dated(`'-infinity', '2026-10-05'`)}; ${posted([[100, '9999'], -100])}`,
      'postings_account_open',
    ],
    [
      'nor one that has not begun',
      `${dated(`'2026-10-06', 'infinity'`)}; ${posted([[100, '9999'], -100])}`,
      'postings_account_begun',
    ],
    [
      'an account ends after its last posting',
      `update accounts set valid_to = '2026-10-05' where code = '1510'`,
      'accounts_hold_their_postings',
    ],
    ['a closed day takes no voucher', voucher([1, 2], `'2026-09-15', 'SEK'`), 'periods_open'],
    ['a day without a period neither', voucher([1, 2], `'1999-09-15', 'SEK'`), 'periods_day_has_period'],
    ['books have one currency on a day', voucher([1, 2], `'2026-10-05', 'EUR'`), 'vouchers_base_currency_in_force'],
    [
      'a voucher has a number of a voucher series',
      head(2, undefined, `(select code from number_series where kind = 'invoice' limit 1)`).concat(
        ' select * from head',
      ),
      'vouchers_series_exists',
    ],
    [
      'a voucher number is used once',
      again('vouchers', { id: 'gen_random_uuid()' }, `transaction_type = 'invoice' and posted_on = '2026-10-05'`),
      'vouchers_number_unique',
    ],
    ['more than is open cannot be applied', allocation('D1', 'C1', 6001), 'open_items_base_not_over_allocated'],
    [
      'whatever the base money says',
      allocation('D1', 'C1', 6001, { base_debit: '5999', base_credit: '5999' }),
      'open_items_not_over_allocated',
    ],
    [
      'nothing is applied before both items opened',
      allocation('SEPT', 'C1', 10, { effective_on: `'2026-10-01'` }),
      'open_items_allocated_after_opening',
    ],
    [
      'nor in several steps',
      `${allocation('D1', 'C1', 6000)}; ${allocation('D1', 'C1', 1)}`,
      'open_items_base_not_over_allocated',
    ],
    [
      'no part of the base money stays open on what is closed',
      allocation('D1', 'C1', 6000, {
        base_credit: '5999',
        voucher_id: `(select voucher_id from open_items where number_text = 'D1')`,
      }),
      'open_items_zero_together',
    ],
    [
      'base money differs by a posted difference only',
      allocation('D1', 'C1', 10, { base_debit: '9' }),
      'allocations_difference_posted',
    ],
    ['nothing negative is applied', allocation('D1', 'C1', -10), 'allocations_positive_unless_reversal'],
    ['two parties never meet', allocation('D2', 'C1', 10), 'allocations_same_party_account_currency'],
    ['two currencies never meet', allocation('E1', 'C1', 10), 'allocations_same_party_account_currency'],
    ['an item does not settle itself', allocation('D1', 'D1', 10), 'allocations_two_items'],
    ['two debits do not settle each other', allocation('D1', 'SEPT', 10), 'open_items_'],
    [
      'nothing is applied on a closed day',
      allocation('SEPT', 'PAID', 10, { effective_on: `'2026-09-20'` }),
      'periods_open',
    ],
    [
      'an allocation is taken back once',
      again('allocations', { id: 'gen_random_uuid()' }, 'reverses_id is not null'),
      'allocations_reversed_once',
    ],
    [
      'and whole',
      again(
        'allocations',
        {
          id: 'gen_random_uuid()',
          reverses_id: 'r.id',
          amount: '-1000',
          base_debit: '-1000',
          base_credit: '-1000',
          effective_on: `'2026-10-05'`,
        },
        `reverses_id is null and amount = 3000`,
      ).replace(
        'r.id := gen_random_uuid(); r.reverses_id := r.id;',
        'r.reverses_id := r.id; r.id := gen_random_uuid();',
      ),
      'allocations_reversal_mirrors',
    ],
    [
      'what is open changes by an allocation only',
      `update open_items set amount_open = 1, base_open = 1 where number_text = 'D1'`,
      'open_items_only_by_allocation',
    ],
    [
      'an item keeps its party',
      `update open_items set party_id = gen_random_uuid() where number_text = 'D1'`,
      'open_items_only_by_allocation',
    ],
    [
      'an item equals its posting',
      `${posted([[100, '1510'], -100])}; ${again('open_items', { id: 'gen_random_uuid()', voucher_id: fresh, line_no: '1' }, `number_text = 'D1'`)}`,
      'open_items_are_postings',
    ],
    [
      'an item is born open',
      again(
        'open_items',
        { id: 'gen_random_uuid()', line_no: '2', amount_open: '5', base_open: '5' },
        `number_text = 'D1'`,
      ),
      'open_items_born_open',
    ],
    [
      'an item stands on a control account',
      `${posted([10_000, -10_000])
        .replace(', currency, amount)', ', currency, amount, party_id)')
        .replaceAll(
          /, (-?10000)\)/g,
          `, $1, (select party_id from open_items where number_text = 'D1'))`,
        )}; ${again('open_items', { id: 'gen_random_uuid()', voucher_id: fresh, line_no: '1', account: `'3001'` }, `number_text = 'D1'`)}`,
      'open_items_on_control_account',
    ],
    [
      'a posting opens one item',
      again('open_items', { id: 'gen_random_uuid()' }, `number_text = 'D1'`),
      'open_items_posting_unique',
    ],
    [
      'a run executes once',
      `update runs set state = 'executing' where state = 'done' and kind = 'billing'`,
      'runs_executed_once',
    ],
    [
      'a run does not go back',
      `insert into runs (company_id, id, kind, state, approved_at) select ${company}, ${fresh}, 'billing', 'executing', now(); update runs set state = 'proposed' where id = ${fresh}`,
      'runs_forward_only',
    ],
    [
      'a run is approved before it is done',
      `insert into runs (company_id, id, kind, state) select ${company}, ${fresh}, 'billing', 'done'`,
      'runs_approved_before_done',
    ],
    [
      'numbers do not go back',
      `update number_series_counters set last_number = last_number - 1`,
      'number_series_counters_ascend',
    ],
    [
      'a document number is used once',
      again('invoices', { id: 'gen_random_uuid()', reference: `'x'` }, `kind = 'invoice'`),
      'invoices_number_unique',
    ],
    [
      'a payment reference is used once',
      again('invoices', { id: 'gen_random_uuid()', number: '77' }, `kind = 'invoice'`),
      'invoices_reference_unique',
    ],
    [
      'an order line is billed once',
      again('invoice_lines', { line_no: '9' }, 'order_id is not null'),
      'invoice_lines_billed_once',
    ],
    [
      'a document is posted',
      again(
        'invoices',
        { id: 'gen_random_uuid()', number: '77', reference: `'x'`, voucher_id: 'null' },
        `kind = 'invoice'`,
      ),
      'invoices_tax_document_is_posted',
    ],
    [
      'gross is net and VAT',
      again(
        'invoices',
        { id: 'gen_random_uuid()', number: '77', reference: `'x'`, amount_vat: '1' },
        `kind = 'invoice'`,
      ),
      'invoices_gross_is_net_and_vat',
    ],
    [
      'a document names what exists',
      again(
        'invoices',
        { id: 'gen_random_uuid()', number: '77', reference: `'x'`, voucher_id: 'gen_random_uuid()' },
        `kind = 'invoice'`,
      ),
      'invoices_refer_to_what_exists',
    ],
    [
      'lines belong to a document',
      again('invoice_lines', { invoice_id: 'gen_random_uuid()', order_id: 'null' }, 'true'),
      'invoice_lines_invoice_id_exists',
    ],
    ['a payment is posted once', again('bank_postings', {}, 'posting_no = 1'), 'bank_postings_pkey'],
    [
      'a payment is kept once',
      again('bank_transactions', { id: 'gen_random_uuid()' }, 'true'),
      'bank_transactions_once',
    ],
    ['a file is imported once', again('bank_files', { id: 'gen_random_uuid()' }, 'true'), 'bank_files_once'],
    ['an account in use stays', `delete from accounts where code = '1510'`, 'postings_account_exists'],
    [
      'a delivery does not begin again',
      `update deliveries set state = 'recalled'; update deliveries set state = 'waiting'`,
      'deliveries_forward_only',
    ],
    ['an event is sealed once', again('audit_sealed_events', { position: '99' }, 'true'), 'audit_sealed_events_pkey'],
  ]
  test.each(table)('%s', async (_, statement, refusal) => {
    const said = await attempt(role, statement)
    if (refusal.endsWith('_')) expect(said.startsWith(refusal) ? refusal : said).toBe(refusal)
    else expect(said).toBe(refusal)
  })

  test('what is allowed is done: the refusals above are not for another reason', async () => {
    expect(await attempt(role, posted([100, -100]))).toBe('done')
    expect(await attempt(role, allocation('D1', 'C1', 6000))).toBe('done')
    expect(await attempt(role, again('bank_files', { id: 'gen_random_uuid()', sha256: `'\\x00'` }, 'true'))).toBe(
      'done',
    )
  })
})

test('what the database refuses is proved here for every table of facts', async () => {
  const { rows } = await world.database.owner.query<{ name: string }>(
    `select distinct c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid where p.proname = 'refuse_change' order by name`,
  )
  expect(rows.map((row) => row.name)).toEqual([...facts, ...erasable, ...kept].sort())
})
