import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { issueOrders } from '../../test/books.ts'
import { plainOrder } from '../../test/orders.ts'
import { openWorld, type World } from '../../test/world.ts'
import { savePayment } from '../bank/files/save-payment.ts'
import type { FileAnswer, Verb } from '../db/verb.ts'
import { defaultVouchersCsv } from '../formats/accounting/vouchers-csv/template.ts'
import { readSheets } from '../formats/xlsx/read.ts'
import { writeWorkbook } from '../formats/xlsx/write.ts'
import { newId } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import { listAccountRoles, saveAccountRoles } from './account-roles.ts'
import { listAccounts } from './accounts.ts'
import { applyTemplate } from './apply-template.ts'
import { saveArticles } from './articles.ts'
import { listBankAccounts, saveBankAccounts } from './bank-accounts.ts'
import { saveBusinessAreas } from './business-areas.ts'
import { saveDimensionCombinations } from './dimension-combinations.ts'
import { listDimensionRules, saveDimensionRules } from './dimension-rules.ts'
import { listDimensionValues, saveDimensionValues } from './dimension-values.ts'
import { saveExchangeRates } from './exchange-rates.ts'
import { exportSetUpOf, readSetUpOf } from './export-set-up.ts'
import { importSetUpOf, saveSetUpOf } from './import-set-up.ts'
import { saveInvoiceGroups } from './invoice-groups.ts'
import { saveNumberSeries } from './number-series.ts'
import { parameterShapes } from './parameter-shapes.ts'
import { parameters, saveParameters } from './parameters.ts'
import { listPeriods, openYear } from './periods.ts'
import { saveCashPostings, savePostingRules } from './posting-rules.ts'
import { readProfile, saveProfile } from './profile.ts'
import { removeRows } from './remove-rows.ts'
import { saveAccounts } from './save-accounts.ts'
import { words } from './set-up/table.ts'
import { readCell } from './set-up/value.ts'
import { setUpTables } from './tables.ts'
import { listVatCodes, saveVatCodes } from './vat-codes.ts'
import { saveVatMethods } from './vat-methods.ts'

type Saved = { created: number; updated: number; unchanged: number }

async function problemsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work
  } catch (error) {
    if (error instanceof Refused) return error.problems.map((p) => `${p.row ?? '-'} ${p.column ?? '-'} ${p.code}`)
    throw error
  }
  return []
}

const save = (world: World, verb: Verb, ...rows: object[]) => world.do<Saved>(verb, { rows })

describe('saving the set-up', () => {
  test('a list is created, the same again is a no-op, a change tells its difference', async () => {
    const world = await openWorld('SE')
    const rows = [
      { code: '3010', name: 'Barnomsorg', kind: 'income' },
      { code: '3011', name: 'Äldreomsorg', kind: 'income', validTo: '2030-01-01' },
    ]
    expect(await save(world, saveAccounts, ...rows)).toMatchObject({ created: 2, updated: 0, unchanged: 0 })
    expect(await save(world, saveAccounts, ...rows)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
      changes: [],
    })
    expect(await save(world, saveAccounts, { code: '3011', name: 'Äldreomsorg, avgifter' })).toMatchObject({
      updated: 1,
      changes: [
        { name: '3011', differences: [{ column: 'name', before: 'Äldreomsorg', after: 'Äldreomsorg, avgifter' }] },
      ],
    })
    const { rows: listed } = await world.do<{ rows: { code: string }[] }>(listAccounts, { on: '2031-01-01' })
    expect(listed.map((row) => row.code)).toContain('3010')
    expect(listed.map((row) => row.code)).not.toContain('3011')
    const events = await world.tx(({ db, company }) =>
      db.rows(`select verb, summary->>'accounts' as n from audit_events where company_id = $1 order by id`, [
        company.id,
      ]),
    )
    expect(events).toEqual([
      { verb: 'company.save-accounts', n: '2' },
      { verb: 'company.save-accounts', n: '1' },
    ])
  })

  test('every problem of every row is told, and nothing is saved', async () => {
    const world = await openWorld('SE')
    expect(
      await problemsOf(
        save(
          world,
          savePostingRules,
          { purpose: 'revenue', account: '3001' },
          { purpose: 'revenue', article: 'NONE', account: '9999' },
          { purpose: 'revenue', customerKind: 'x', account: '1510' },
          { purpose: 'receivable', account: '3001' },
          { purpose: 'revenue', vatCode: 'S25', account: '3001', dimensions: { ansvar: '1' } },
          { purpose: 'revenue', account: '3002' },
        ),
      ),
    ).toEqual([
      '6 - posting-rule.twice',
      '2 article article.unknown',
      '2 account account.unknown',
      '3 account posting-rule.control-refused',
      '4 account posting-rule.needs-control',
      '5 dimensions dimension-value.unknown',
    ])
    expect(await world.tx(({ db }) => db.rows('select 1 from posting_rules'))).toEqual([])
  })

  test.each<[string, Verb, object, string]>([
    [
      'a VAT method that is not built',
      saveVatMethods,
      { validFrom: '2027-01-01', method: 'cash' },
      '1 method vat-method.not-built',
    ],
    [
      'a control role on a plain account',
      saveAccountRoles,
      { role: 'receivable', validFrom: '2027-01-01', account: '3001' },
      '1 account account-role.needs-control',
    ],
    [
      'a sales role on a control account',
      saveAccountRoles,
      { role: 'sales:25', validFrom: '2027-01-01', account: '1510' },
      '1 account account-role.control-refused',
    ],
    [
      'a role that nobody asks for',
      saveAccountRoles,
      { role: 'slaes:25', validFrom: '2027-01-01', account: '3001' },
      '1 role account-role.unknown',
    ],
    [
      'an IBAN with a wrong digit',
      saveBankAccounts,
      { code: 'B2', name: 'B', kind: 'bank', currency: 'SEK', account: '1930', iban: 'SE4550000000058398257467' },
      '1 iban account.iban-invalid',
    ],
    [
      'money on a control account',
      saveBankAccounts,
      { code: 'B2', name: 'B', kind: 'bank', currency: 'SEK', account: '1510' },
      '1 account bank-account.control-refused',
    ],
    [
      'a KID in Sweden',
      saveInvoiceGroups,
      { code: '1', referenceKind: 'kid-mod10' },
      '1 referenceKind invoice-group.reference-kind',
    ],
    [
      'a voucher series for invoices',
      saveInvoiceGroups,
      { code: '1', series: 'K' },
      '1 series invoice-group.series-kind',
    ],
    [
      'taxed sales without a percent',
      saveVatCodes,
      {
        code: 'X',
        validFrom: '2026-01-01',
        name: 'X',
        category: 'S',
        salesRole: 'sales:25',
        outputRole: 'outputVat:25',
      },
      '1 percent vat-code.percent-by-category',
    ],
    [
      'a parameter with a wrong value',
      saveParameters,
      { name: 'match-threshold', validFrom: null, value: 'high' },
      '1 value parameter.value-invalid',
    ],
    [
      'a parameter with a word that has no effect',
      saveParameters,
      { name: 'settlement-order', validFrom: null, value: 'capital' },
      '1 value parameter.value-invalid',
    ],
    [
      'a mail server without the address of a sender',
      saveParameters,
      { name: 'delivery-e-mail', validFrom: null, value: { adapter: 'smtp', host: 'mail.example' } },
      '1 value parameter.part-invalid',
    ],
    [
      'text messages that nothing says how to send',
      saveParameters,
      { name: 'delivery-sms', validFrom: null, value: { adapter: 'http', from: 'Kommunen' } },
      '1 value parameter.part-invalid',
    ],
    [
      'a key that nothing reads',
      saveParameters,
      { name: 'dunning', validFrom: null, value: { recallMinuts: 60 } },
      '1 value parameter.part-unknown',
    ],
    [
      'a template of vouchers without amounts',
      saveParameters,
      {
        name: 'vouchers-csv',
        validFrom: null,
        value: { ...defaultVouchersCsv, columns: [{ title: 'Date', value: 'voucher.on' }] },
      },
      '1 value parameter.value-invalid',
    ],
    [
      'an organisation number with a wrong digit',
      saveProfile,
      { code: 'test-se', organisationNumber: '2120000143' },
      '1 organisationNumber identity.organisation-number-invalid',
    ],
    [
      'a code with a blank',
      saveArticles,
      { code: 'A 1', names: { sv: 'A' }, unit: 'st', vatCode: 'S25' },
      '1 code article.value-invalid',
    ],
    [
      'an article without a name in the language of the company',
      saveArticles,
      { code: 'A1', names: { en: 'A' }, unit: 'st', vatCode: 'S25' },
      '1 names article.name-missing',
    ],
    [
      'a range that ends before it begins',
      saveDimensionCombinations,
      {
        whenDimension: 'ansvar',
        whenFrom: '2',
        whenTo: '1',
        thenDimension: 'ansvar',
        thenFrom: '1',
        thenTo: '2',
        validFrom: null,
      },
      '1 whenTo dimension-combination.range-not-ordered',
    ],
    [
      'a rate of nothing',
      saveExchangeRates,
      { currency: 'EUR', baseCurrency: 'SEK', validOn: '2026-01-01', rate: '0', source: 'ECB' },
      '1 rate exchange-rate.not-positive',
    ],
  ])('%s is refused', async (_, verb, row, problem) => {
    const world = await openWorld('SE')
    if (verb === saveDimensionCombinations) await world.do(applyTemplate, { template: 'kommun-bas' })
    expect(await problemsOf(save(world, verb, row))).toContain(problem)
  })

  test.each([
    [{ code: 'A 1' }, { column: 'Kod', value: 'A 1', wants: 'code' }],
    [
      { code: 'A1', unitPrice: '12 kr' },
      { column: 'À-pris', value: '12 kr', wants: 'decimal' },
    ],
  ])('what cannot be used is told with what can: %j', async (row, data) => {
    const world = await openWorld('SE')
    const given = { names: { sv: 'A' }, unit: 'st', vatCode: 'S25', ...row }
    const refused = await save(world, saveArticles, given).catch((error: Refused) => error)
    const told = (refused as Refused).problems.find(({ code }) => code === 'article.value-invalid')
    expect(told?.data).toEqual(data)
  })

  test.each([
    ['match-threshold', 'high', { wants: 'between', min: 0, max: 1 }],
    ['settlement-order', 'capital', { wants: 'choice' }],
    ['delivery-e-mail', 'smtp', { wants: 'settings' }],
  ])('so is a parameter: %s', async (name, value, wanted) => {
    const world = await openWorld('SE')
    const refused = await save(world, saveParameters, { name, validFrom: null, value }).catch((error: Refused) => error)
    expect((refused as Refused).problems).toMatchObject([
      { code: 'parameter.value-invalid', data: { column: name, value, ...wanted } },
    ])
  })

  test('every parameter of settings has a shape, and what fits it is saved', async () => {
    const named = parameters.filter(({ kind }) => kind === 'object').map(({ name }) => name)
    expect(Object.keys(parameterShapes).sort()).toEqual(named.sort())
    const world = await openWorld('SE')
    for (const [name, value] of [
      [
        'delivery-sms',
        { provider: '46elks', from: 'Kommunen', secrets: { user: { file: 'sms-user' } }, adapter: 'http' },
      ],
      ['delivery-e-mail', { adapter: 'smtp', host: 'mail.example', from: 'ekonomi@kommun.example' }],
      ['order-folder', [{ path: 'orders/social' }, { path: 'orders/school', source: 'school' }]],
      ['vouchers-csv', defaultVouchersCsv],
      ['internal-settlement', { 'I-1': { account: '4690', dimensions: { ansvar: '100' } } }],
    ])
      expect(await save(world, saveParameters, { name, validFrom: null, value })).toMatchObject({ created: 1 })
  })

  test('Bulgaria: an invoice series has ten digits, no prefix, and never begins again', async () => {
    const world = await openWorld('BG')
    const wrong = { code: 'F2', name: 'F', kind: 'invoice', prefix: 'A', width: 6, resetsYearly: true }
    expect(await problemsOf(save(world, saveNumberSeries, wrong))).toEqual([
      '1 prefix number-series.not-lawful',
      '1 width number-series.not-lawful',
      '1 resetsYearly number-series.not-lawful',
    ])
    const right = { code: 'F2', name: 'F', kind: 'invoice', width: 10, resetsYearly: false, firstNumber: 1000001 }
    expect(await save(world, saveNumberSeries, right)).toMatchObject({ created: 1 })
  })

  test('Swedish food: 12 % ends when 6 % begins; the rows never overlap', async () => {
    const world = await openWorld('SE')
    const row = { code: 'MAT', name: 'Livsmedel', category: 'S', salesRole: 'sales:12', outputRole: 'outputVat:12' }
    await save(world, saveVatCodes, { ...row, validFrom: '2020-01-01', percent: '12' })
    const six = { ...row, validFrom: '2026-04-01', percent: '6', salesRole: 'sales:6', outputRole: 'outputVat:6' }
    expect(
      await save(
        world,
        saveVatCodes,
        { ...six, validTo: '2028-01-01' },
        { ...row, validFrom: '2028-01-01', percent: '12.0' },
      ),
    ).toMatchObject({ created: 2, updated: 1 })
    const { rows } = await world.do<{ rows: Record<string, string>[] }>(listVatCodes, { limit: 1000 })
    expect(rows.filter((r) => r.code === 'MAT').map((r) => `${r.validFrom} – ${r.validTo}: ${r.percent}`)).toEqual([
      '2020-01-01 – 2026-04-01: 12',
      '2026-04-01 – 2028-01-01: 6',
      '2028-01-01 – null: 12',
    ])
    expect(
      await problemsOf(save(world, saveVatCodes, { ...six, validFrom: '2026-06-01', validTo: '2026-07-01' })),
    ).toEqual(['1 validFrom vat-code.overlap'])
  })

  test('what was used keeps its meaning: series, VAT code, rule, account', async () => {
    const world = await openWorld('SE')
    await save(world, saveAccounts, { code: '3010', name: 'Barnomsorg', kind: 'income' })
    await save(world, savePostingRules, {
      purpose: 'revenue',
      vatCode: 'S25',
      validFrom: '2026-01-01',
      account: '3010',
    })
    const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
    await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Barnomsorg', '1', '100', 'S25']])])
    const rule = { purpose: 'revenue', vatCode: 'S25', account: '3001' }
    expect(await problemsOf(save(world, savePostingRules, { ...rule, validFrom: '2026-01-01' }))).toEqual([
      '1 account posting-rule.used',
    ])
    expect(await save(world, savePostingRules, { ...rule, validFrom: '2027-01-01' })).toMatchObject({
      created: 1,
      updated: 1,
    })
    expect(await problemsOf(save(world, saveNumberSeries, { code: 'F', resetsYearly: true }))).toEqual([
      '1 resetsYearly number-series.used',
    ])
    expect(
      await problemsOf(save(world, saveAccounts, { code: '3010', kind: 'expense', validTo: '2026-11-01' })),
    ).toEqual(['1 kind account.used', '1 validTo account.posted-later', '1 validTo account.named-by-rule'])
    const { rows } = await world.do<{ rows: Record<string, string>[] }>(listVatCodes, {})
    const s25 = rows.find((row) => row.code === 'S25')!
    expect(
      await problemsOf(save(world, saveVatCodes, { code: 'S25', validFrom: s25.validFrom, percent: '24' })),
    ).toContain('1 percent vat-code.used')

    // Deleted when never used, closed when it was.
    await save(world, saveAccounts, { code: '3099', name: 'Ingen', kind: 'income' })
    const both = { table: 'accounts', rows: [{ code: '3099' }, { code: '3010' }] }
    expect(await problemsOf(world.do(removeRows, both))).toEqual(['- validTo account.named-by-rule'])
    await save(world, savePostingRules, {
      purpose: 'revenue',
      vatCode: 'S25',
      validFrom: '2026-01-01',
      validTo: world.today,
    })
    expect(await world.do(removeRows, { table: 'accounts', rows: [{ code: '3099' }, { code: '3010' }] })).toEqual({
      deleted: ['3099'],
      closed: ['3010'],
    })
    expect(await problemsOf(world.do(removeRows, { table: 'transaction-types', rows: [{ code: 'invoice' }] }))).toEqual(
      ['- - transaction-type.used'],
    )
  })

  test('an account ends when nothing names it any more; what does is told, and nothing is posted on it after its end', async () => {
    const world = await openWorld('SE', { today: '2026-11-20' })
    const closed = (code: string) => save(world, saveAccounts, { code, validTo: '2026-12-01' })
    expect(await problemsOf(closed('3740'))).toContain('1 validTo account.named-by-used-role')
    const { rows: roles } = await world.do<{ rows: Record<string, string>[] }>(listAccountRoles, { limit: 1000 })
    const sales = roles.find(({ role }) => role === 'sales:25')!.account!
    const refused = await world
      .do<{ problems: object[] }>(saveAccounts, { rows: [{ code: sales, validTo: '2026-12-01' }] })
      .catch((error) => error as { problems: object[] })
    expect(refused.problems).toMatchObject([
      {
        code: 'account.named-by-used-role',
        data: { account: sales, role: 'sales:25', by: 'DANCE, S25', on: '2026-12-01' },
      },
    ])
    const { rows: banks } = await world.do<{ rows: Record<string, string>[] }>(listBankAccounts, {})
    const bank = banks.find(({ code }) => code === 'BANK')!.account!
    expect(await problemsOf(closed(bank))).toContain('1 validTo account.named-by-bank-account')
    // The same save may give everything that names it another account.
    const tables = {
      accounts: [
        { code: sales, validTo: '2026-12-01' },
        { code: '3019', name: 'Ny', kind: 'income' },
      ],
      'account-roles': [{ role: 'sales:25', validFrom: '2026-12-01', account: '3019' }],
    }
    expect(await world.do(saveSetUpOf(setUpTables), { tables })).toMatchObject({ problems: [] })
    expect(
      await problemsOf(save(world, saveAccountRoles, { role: 'sales:25', validFrom: '2027-01-01', account: sales })),
    ).toEqual(['1 account account.ends-before'])

    await world.tx(({ db }) => db.query(`update accounts set valid_to = '2026-11-20' where code = $1`, [bank]))
    const payment = { account: 'BANK', amount: '10.00', paidOn: world.today }
    await expect(world.do(savePayment, payment)).rejects.toThrow(`account ${bank} is closed from 2026-11-20`)
  })

  test('a changed profile is a new version; issued documents keep theirs', async () => {
    const world = await openWorld('SE')
    const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
    await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Avgift', '1', '100', 'S25']])])
    await save(world, saveProfile, { code: 'test-se', street: 'Nygatan 5', organisationNumber: '212000-0142' })
    await save(world, saveProfile, { code: 'test-se', street: 'Nygatan 5' })
    await issueOrders(world, [plainOrder(world, ada, 'A-2', [['Avgift', '1', '100', 'S25']])])
    const rows = await world.tx(({ db }) =>
      db.rows(
        `select i.number_text, v.version_no, v.seller->'address'->>'street' as street, v.seller->>'organisationNumber' as number from invoices i
           join company_versions v on v.company_id = i.company_id and v.version_no = i.company_version_no order by i.number`,
      ),
    )
    expect(rows).toEqual([
      { number_text: '100001', version_no: 1, street: 'Storgatan 1', number: '2120000142' },
      { number_text: '100002', version_no: 2, street: 'Nygatan 5', number: '2120000142' },
    ])
    const read = await world.do<{ rows: object[] }>(readProfile, {})
    expect(read.rows).toMatchObject([{ code: 'test-se', city: 'Exempelstad', contactName: 'Ekonomi' }])
  })

  test('Kommun-Bas once or twice is the same; a year opens once', async () => {
    const world = await openWorld('SE')
    expect(await world.do(applyTemplate, { template: 'kommun-bas' })).toEqual({ created: 13 })
    expect(await world.do(applyTemplate, { template: 'kommun-bas' })).toEqual({ created: 0 })
    const values = await world.do<{ rows: { code: string }[] }>(listDimensionValues, {})
    expect(values.rows.map((row) => row.code)).toEqual(['100', '500', '800', '900'])
    // Ranges compare as text: every income account of the chart lies within, by a code that people can read.
    const rules = await world.do<{ rows: object[] }>(listDimensionRules, {})
    expect(rules.rows).toMatchObject([{ accountFrom: '3', accountTo: '39999999', dimension: 'motpart' }])
    expect(await world.do(openYear, { year: 2028 })).toEqual({ opened: 12 })
    expect(await world.do(openYear, { year: 2028 })).toEqual({ opened: 0 })
    const { rows } = await world.do<{ rows: object[] }>(listPeriods, { year: 2028 })
    expect(rows).toHaveLength(12)
  })

  test('who sees one business area only does not change the set-up', async () => {
    const world = await openWorld('SE')
    const clerk = { id: newId(), name: 'Bo', areas: [newId()], permissions: ['company.*'] }
    await expect(
      world.do(saveAccounts, { rows: [{ code: '3010', name: 'X', kind: 'income' }] }, clerk),
    ).rejects.toThrow('every business area')
  })
})

// ── The workbook ────────────────────────────────────────────────────────────

const exportSetUp = exportSetUpOf(setUpTables)
const importSetUp = importSetUpOf(setUpTables)

async function collect(body: FileAnswer['body']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body instanceof Uint8Array ? [body] : body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The streamed workbook reads within the verb's transaction only; it holds all rows already. */
const exported = async (world: World, language?: string): Promise<Uint8Array> =>
  collect((await world.do<FileAnswer>(exportSetUp, { language })).body)

async function stored(world: World, bytes: Uint8Array): Promise<{ name: string; sha256: string; size: number }> {
  return { name: 'set-up.xlsx', ...(await world.installation.files.put(world.companyId, [bytes])) }
}

async function sheetsOf(bytes: Uint8Array): Promise<Record<string, string[]>> {
  const sheets: Record<string, string[]> = {}
  for await (const item of readSheets([bytes])) {
    if (item.type === 'problem') throw new Error(item.problem.message)
    if (item.type === 'sheet') sheets[item.name] = []
    else sheets[item.sheet]!.push(Array.from(item.cells, (cell) => cell?.text ?? '').join('|'))
  }
  return sheets
}

async function furnish(world: World): Promise<void> {
  await world.do(applyTemplate, { template: 'kommun-bas' })
  await save(
    world,
    saveBusinessAreas,
    { code: 'BO', name: 'Barnomsorg', email: 'bo@example.com' },
    { code: 'SOC', name: 'Socialtjänst', secret: true },
  )
  await save(
    world,
    saveAccounts,
    { code: '3010', name: 'Avgifter', kind: 'income' },
    { code: '1921', name: 'Swish', kind: 'asset' },
  )
  await save(
    world,
    saveDimensionValues,
    { dimension: 'ansvar', code: '4100', name: 'Förskola' },
    { dimension: 'verksamhet', code: '407', name: 'Förskola' },
  )
  await save(world, saveDimensionRules, {
    accountFrom: '3010',
    accountTo: '3010',
    dimension: 'verksamhet',
    rule: 'fixed',
    fixedValue: '407',
    validFrom: '2026-01-01',
  })
  await save(world, saveDimensionCombinations, {
    whenDimension: 'ansvar',
    whenFrom: '4000',
    whenTo: '4999',
    thenDimension: 'verksamhet',
    thenFrom: '400',
    thenTo: '499',
    validFrom: null,
  })
  await save(world, saveArticles, {
    code: 'BO1',
    names: { sv: 'Barnomsorgsavgift', en: 'Child care' },
    unit: 'mån',
    unitCode: 'MON',
    unitPrice: '1572.50',
    vatCode: 'S25',
  })
  await save(world, saveInvoiceGroups, {
    code: '2',
    name: 'Barnomsorg',
    businessArea: 'BO',
    series: 'F',
    voucherSeries: 'K',
    termsDays: 30,
    referenceKind: 'ocr',
    account: '3010',
    dimensions: { ansvar: '4100' },
    footer: { sv: 'Tack' },
    texts: { sv: 'Frågor? Ring oss.' },
  })
  await save(world, savePostingRules, {
    purpose: 'revenue',
    invoiceGroup: '2',
    article: 'BO1',
    account: '3010',
    dimensions: { ansvar: '4100', verksamhet: '407' },
    validFrom: '2026-01-01',
    note: '=1+1',
  })
  await save(world, saveBankAccounts, {
    code: 'SWISH',
    name: 'Swish',
    kind: 'bank',
    parent: 'BANK',
    currency: 'SEK',
    account: '1921',
    bankgiro: '5050-1055',
    onInvoices: false,
  })
  await save(world, saveCashPostings, { channel: 'SWISH', account: '1921', validFrom: null })
  await save(world, saveExchangeRates, {
    currency: 'EUR',
    baseCurrency: 'SEK',
    validOn: '2026-11-19',
    rate: '11.2345',
    source: 'ECB',
  })
  await save(world, saveParameters, {
    name: 'match-tolerance',
    validFrom: null,
    value: { SEK: '5.00' },
    source: 'Beslut 2026-03',
  })
}

describe('the set-up as one workbook', () => {
  test.each(['SE', 'NO', 'BG'] as const)(
    '%s: export → import → export is equal, in every language',
    async (country) => {
      const world = await openWorld(country)
      for (const language of ['sv', 'nb', 'bg', 'en']) {
        const first = await exported(world, language)
        const report = await world.do<{ sheets: Saved[]; problems: object[] }>(importSetUp, {
          file: await stored(world, first),
          dryRun: false,
        })
        expect(report.problems).toEqual([])
        expect(report.sheets).toHaveLength(setUpTables.length)
        expect(report.sheets.filter((sheet) => sheet.created + sheet.updated > 0)).toEqual([])
        expect(await sheetsOf(await exported(world, language))).toEqual(await sheetsOf(first))
      }
    },
  )

  test('codes of other tables are drop-downs', async () => {
    const book = unzipSync(await exported(await openWorld('SE')))
    const index = setUpTables.findIndex((table) => table.name === 'account-roles')
    const sheet = strFromU8(book[`xl/worksheets/sheet${index + 1}.xml`]!)
    expect(sheet).toMatch(/<dataValidation type="list"[^>]*sqref="C2:C10001"><formula1>Lists![^<]+<\/formula1>/)
    const lists = Object.keys(book).filter((name) => name.startsWith('xl/worksheets/')).length
    expect(strFromU8(book[`xl/worksheets/sheet${lists}.xml`]!)).toContain('1510 Kundfordringar')
  })

  test('a set-up goes into an empty company and comes out the same', async () => {
    const [rich, empty] = [await openWorld('SE'), await openWorld('SE')]
    await furnish(rich)
    const book = await exported(rich)
    const file = await stored(empty, book)
    const dry = await empty.do<{ sheets: (Saved & { table: string })[]; problems: object[] }>(importSetUp, { file })
    expect(dry.problems).toEqual([])
    const created = Object.fromEntries(dry.sheets.map((sheet) => [sheet.table, sheet.created]))
    expect(created).toMatchObject({
      'business-areas': 2,
      accounts: 2,
      dimensions: 6,
      'posting-rules': 1,
      'cash-postings': 1,
      'bank-accounts': 1,
      'invoice-groups': 1,
      articles: 1,
      profile: 0,
    })
    expect(await sheetsOf(await exported(empty))).not.toEqual(await sheetsOf(book))
    await empty.do(importSetUp, { file, dryRun: false })
    expect(await sheetsOf(await exported(empty))).toEqual(await sheetsOf(book))
    expect((await sheetsOf(book)).Konteringsstyrning![1]).toBe(
      'revenue||2 Barnomsorg|BO1 Barnomsorgsavgift|||||3010 Avgifter|ansvar=4100; verksamhet=407|2026-01-01||=1+1',
    )
  })

  test('the set-up of books that went over to euro goes into another company', async () => {
    const [rich, empty] = [await openWorld('BG'), await openWorld('BG')]
    // As subledger.redenominate leaves them.
    await rich.tx(async ({ db, company }) => {
      await db.query(
        `insert into accounts (company_id, code, name, kind) values ($1, '499975', 'Преизчисляване от лева', 'liability')`,
        [company.id],
      )
      await db.query(
        `insert into account_roles (company_id, role, account) values ($1, 'redenominationClearing:BGN', '499975')`,
        [company.id],
      )
    })
    const book = await exported(rich)
    await empty.do(importSetUp, { file: await stored(empty, book), dryRun: false })
    expect(await sheetsOf(await exported(empty))).toEqual(await sheetsOf(book))
  })

  test('JSON for scripts: read → save changes nothing; into an empty company it makes the same', async () => {
    const [rich, empty] = [await openWorld('SE'), await openWorld('SE')]
    await furnish(rich)
    const whole = await rich.do<{ tables: Record<string, object[]> }>(readSetUpOf(setUpTables), {})
    expect(
      (await rich.do<{ sheets: Saved[] }>(saveSetUpOf(setUpTables), whole)).sheets.every(
        (s) => s.created + s.updated === 0,
      ),
    ).toBe(true)
    await empty.do(saveSetUpOf(setUpTables), whole)
    expect(await empty.do(readSetUpOf(setUpTables), {})).toEqual(whole)
  })

  test('dimensions written as JSON are told how they are written', () => {
    const read = readCell(
      { key: 'dimensions', kind: 'pairs', title: words('', '', '', '') },
      {
        kind: 'text',
        text: '{"ansvar":"1100"}',
      },
    )
    expect(read).toEqual({
      problem: expect.stringContaining('is not written as name=value (ansvar=100; projekt=7)'),
      wants: 'pairs',
    })
  })

  test("problems are told in the sheet's own words, all of them, and nothing is saved", async () => {
    const world = await openWorld('SE')
    const columns = ['Konto', 'Namn', 'Slag', 'Gäller från', 'Färg'].map((title) => ({
      key: title,
      title,
      kind: 'text' as const,
    }))
    const roles = ['Roll', 'Gäller från', 'Konto'].map((title) => ({ key: title, title, kind: 'text' as const }))
    const bytes = await collect(
      writeWorkbook([
        {
          name: 'Konton',
          columns,
          rows: [
            ['3010', 'Avgifter', 'income', '2026-01-01', null],
            ['3011', null, 'intäkt', null, null],
            ['3012', 'Hyror', 'income', '11-12-26', null],
          ],
        },
        {
          name: 'Kontoroller',
          columns: roles,
          rows: [
            ['sales:25', '2027-01-01', '3010 Avgifter'],
            ['sales:12', '2027-01-01', '3999'],
          ],
        },
        { name: 'Blad1', columns: roles, rows: [] },
      ]),
    )
    const file = await stored(world, bytes)
    const dry = await world.do<{ problems: { message: string; severity?: string }[] }>(importSetUp, { file })
    expect(dry.problems.map((p) => p.message)).toEqual([
      'sheet Blad1 is not part of a set-up and was not read',
      'sheet Konton: "Färg" is not a heading of this sheet: correct or remove the column',
      'sheet Konton, row 3, Slag: "intäkt" is not one of asset, liability, equity, income, expense',
      'sheet Konton, row 4, Gäller från: "11-12-26" can be read in two ways: write it as 2026-11-30',
      'sheet Kontoroller, row 3, Konto: there is no account 3999: add it first, or choose another',
    ])
    await expect(world.do(importSetUp, { file, dryRun: false })).rejects.toThrow('3999')
    const { rows } = await world.do<{ rows: { code: string }[] }>(listAccounts, {})
    expect(rows.some((row) => row.code === '3010')).toBe(false)
  })

  test('what is no workbook is a problem, not a crash', async () => {
    const world = await openWorld('SE')
    const report = await world.do<{ problems: { code: string }[] }>(importSetUp, {
      file: await stored(world, Buffer.from('hello')),
    })
    expect(report.problems.map((p) => p.code)).toEqual(['xlsx.not-excel'])
  })
})

test('a new dated row is taken back: the one before it holds on', async () => {
  const world = await openWorld('SE')
  const rates = async () =>
    (await world.do<{ rows: { validFrom: string; validTo: string | null }[] }>(listVatCodes, { limit: 1000 })).rows
      .filter((row) => (row as { code?: string }).code === 'NY')
      .map(({ validFrom, validTo }) => `${validFrom} ${validTo ?? ''}`.trim())
  const row = { code: 'NY', name: 'Ny', category: 'E', percent: '0', salesRole: 'salesExempt' }
  await save(world, saveVatCodes, { ...row, validFrom: '2020-01-01' })
  await save(world, saveVatCodes, { ...row, validFrom: '2027-01-01' })
  expect(await rates()).toEqual(['2020-01-01 2027-01-01', '2027-01-01'])
  await world.do(removeRows, { table: 'vat-codes', rows: [{ code: 'NY', validFrom: '2027-01-01' }], reopen: true })
  expect(await rates()).toEqual(['2020-01-01'])
})
