import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { acceptMatch } from '../../src/bank/desk/accept-match.ts'
import { fetchFolder } from '../../src/bank/files/fetch-folder.ts'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { listAccounts } from '../../src/bank/files/list-accounts.ts'
import { listFiles } from '../../src/bank/files/list-files.ts'
import { reconcileAccount } from '../../src/bank/files/reconcile-account.ts'
import { source } from '../../src/bank/files/source.ts'
import { breaksBetween } from '../../src/bank/files/statements.ts'
import { match } from '../../src/bank/placing/match.ts'
import { headBytes } from '../../src/formats/format.ts'
import { moneyIn } from '../../src/formats/index.ts'
import { newId } from '../../src/kernel/id.ts'
import { formatMinor } from '../../src/kernel/money.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { broken, importPayments, money, open, openInvoice } from '../bank-books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const ids = (world: World) =>
  world.tx(async ({ db, company }) =>
    (
      await db.rows<{ id: string }>(`select id from bank_transactions where company_id = $1 order by id`, [company.id])
    ).map((row) => row.id),
  )

describe('many at once', () => {
  test('16 people settle one invoice of 10 parts: exactly 10 parts win', async () => {
    const world = await openWorld('SE')
    const ada = await world.party({ name: 'Ada Lind' })
    const item = await openInvoice(world, ada, '700100', '1000.00')
    await importPayments(
      world,
      'F',
      Array.from({ length: 16 }, (_, i) => money('100.00', { text: `del ${i}` })),
    )
    const payments = await ids(world)
    const results = await Promise.allSettled(
      payments.map((transactionId) =>
        world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: item.id, amount: '100.00' }] }] }),
      ),
    )
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(10)
    for (const one of results) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Refused)
    expect(await open(world)).toEqual([])
    expect(await broken(world)).toEqual([])
  })

  test('two matchings and two people at once post each payment once', async () => {
    const world = await openWorld('SE')
    const ada = await world.party({ name: 'Ada Lind' })
    const items = []
    for (let i = 0; i < 40; i++)
      items.push(await openInvoice(world, ada, `7001${String(i).padStart(2, '0')}`, '100.00'))
    await importPayments(
      world,
      'F',
      items.map((item, i) =>
        money('100.00', i % 4 === 3 ? { text: `okänd ${i}`, payer: { name: 'Q' } } : { reference: item.number }),
      ),
    )
    const payments = await ids(world)
    const results = await Promise.allSettled([
      world.do(match, {}),
      world.do(match, {}),
      world.do(acceptMatch, { matches: [{ transactionId: payments[3], items: [{ itemId: items[3]!.id }] }] }),
      world.do(acceptMatch, { matches: [{ transactionId: payments[3], items: [{ itemId: items[3]!.id }] }] }),
    ])
    const [one, two] = results.map((result) =>
      result.status === 'fulfilled' ? (result.value as { payments: number }).payments : 0,
    )
    expect([39, 40]).toContain(one! + two!)
    expect(results.slice(0, 2).every((result) => result.status === 'fulfilled')).toBe(true)
    const doubles = await world.tx(({ db, company }) =>
      db.rows(
        `select bank_transaction_id from bank_postings where company_id = $1 and reverses_no is null group by 1 having count(*) filter (where decision_id is null) > 1`,
        [company.id],
      ),
    )
    expect(doubles).toEqual([])
    // Where the machine was quicker, the people are told to look again.
    const accepted = results.slice(2).filter((result) => result.status === 'fulfilled').length
    for (const result of results.slice(2))
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(Refused)
    expect(accepted).toBeLessThanOrEqual(1)
    expect((await open(world)).filter((line) => line.includes('invoice'))).toHaveLength(10 - accepted)
    expect(await broken(world)).toEqual([])
  })
})

describe('the bank folder', () => {
  test('whole files are imported, bad ones put aside with their reasons, one being written is left', async () => {
    const world = await openWorld('SE')
    const inbox = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'in')
    mkdirSync(inbox, { recursive: true })
    await expect(world.do(fetchFolder, {})).rejects.toThrow('no bank folder is set')
    await world.tx(({ db, company }) =>
      db.query(
        `insert into company_settings (company_id, name, valid_from, value) values ($1, 'bank-folder', '2020-01-01', $2)`,
        [company.id, JSON.stringify({ path: 'in' })],
      ),
    )
    const { camt054File } = await import('../bank-files.ts')
    const put = (name: string, bytes: Uint8Array | string, old = true) => {
      writeFileSync(path.join(inbox, name), bytes)
      if (old) utimesSync(path.join(inbox, name), 1_700_000_000, 1_700_000_000)
    }
    put('a.xml', camt054File([{ text: 'x', amount: '10.00' }]))
    put('b.txt', 'no bank file at all')
    put('c.xml.part', camt054File([{ text: 'y', amount: '11.00' }], { id: 'P' }))
    const growing = path.join(inbox, 'd.xml')
    put('d.xml', '<Doc', false)
    const timer = setInterval(() => writeFileSync(growing, 'ument', { flag: 'a' }), 300)
    const answer = await world.do<{ files: { name: string; outcome: string }[]; left: string[] }>(fetchFolder, {})
    clearInterval(timer)
    expect(answer.files).toMatchObject([
      { name: 'a.xml', outcome: 'imported', payments: 1 },
      { name: 'b.txt', outcome: 'failed', problems: [{ code: 'bank-file.unknown-format' }] },
    ])
    expect(answer.left).toEqual(['c.xml.part', 'd.xml'])
    expect(readdirSync(path.join(inbox, 'done'))).toEqual(['a.xml'])
    expect(readdirSync(path.join(inbox, 'failed')).sort()).toEqual(['b.txt', 'b.txt.problems.txt'])
    expect((await open(world))[0]).toContain('unidentified -10.00')
  })
})

describe('statements and balances', () => {
  test('a gap and an overlap between statements are named', () => {
    const statement = (statementId: string, openingOn: string, opening: bigint, closingOn: string, closing: bigint) =>
      ({
        bankAccountId: 'b',
        fileId: statementId,
        statementId,
        currency: 'SEK',
        openingOn,
        opening,
        closingOn,
        closing,
      }) as never
    expect(
      breaksBetween([
        statement('1', '2026-01-01', 0n, '2026-01-02', 500n),
        statement('2', '2026-01-02', 500n, '2026-01-03', 700n),
      ]),
    ).toEqual([])
    expect(
      breaksBetween([
        statement('1', '2026-01-01', 0n, '2026-01-02', 500n),
        statement('3', '2026-01-03', 700n, '2026-01-04', 900n),
      ]),
    ).toMatchObject([{ code: 'bank-statement.gap', data: { closed: '5.00', opened: '7.00' } }])
    expect(
      breaksBetween([
        statement('1', '2026-01-01', 0n, '2026-01-05', 500n),
        statement('2', '2026-01-03', 200n, '2026-01-06', 900n),
      ]),
    ).toMatchObject([{ code: 'bank-statement.overlap' }])
  })

  test('what the bank says and the books do not is listed by its cause', async () => {
    const world = await openWorld('SE')
    const stored = await world.installation.files.put(world.companyId, [Buffer.from(statementXml)])
    expect(await world.do(importBankFile, { file: { name: 's.xml', ...stored } })).toMatchObject({
      format: 'camt053',
      payments: 2,
      problems: [],
    })
    const reconciled = () => world.do<Record<string, unknown>>(reconcileAccount, { code: 'BANK' })
    expect(await reconciled()).toMatchObject({
      statementBalance: '1150.00',
      ledgerBalance: '0.00',
      difference: '1150.00',
      explained: '150.00',
      unexplained: '1000.00',
      on: '2026-11-19',
      differences: [{ cause: 'not-posted' }, { cause: 'not-posted' }],
    })
    expect(await world.do(match, {})).toMatchObject({ unidentified: 1, charges: 1 })
    expect(await reconciled()).toMatchObject({
      ledgerBalance: '150.00',
      difference: '1000.00',
      explained: '0.00',
      unexplained: '1000.00',
      differences: [],
    })
    expect(await world.do(listAccounts, {})).toMatchObject({
      rows: [
        {
          code: 'BANK',
          balance: '1150.00',
          balanceOn: '2026-11-19',
          balanceFileId: (await world.do<{ rows: { fileId: string }[] }>(listFiles, {})).rows[0]!.fileId,
          unposted: 0,
        },
      ],
    })
    expect(await world.do(listFiles, {})).toMatchObject({
      rows: [{ name: 's.xml', payments: 2, unposted: 0, undoneAt: null }],
      next: null,
    })
    const posted = await world.tx(({ db, company }) =>
      db.rows(
        `select account, base_amount::text as amount from postings where company_id = $1 and account in ('6570', '2999') order by 1`,
        [company.id],
      ),
    )
    expect(posted).toEqual([
      { account: '2999', amount: '-20000' },
      { account: '6570', amount: '5000' },
    ])
    const charge = await world.tx(({ db, company }) =>
      db.one<{ id: string }>(`select id from bank_transactions where company_id = $1 and amount < 0`, [company.id]),
    )
    const { text: xml } = await world.do<{ text: string }>(source, { transactionId: charge.id })
    expect(xml).toContain('CHRG')
    expect(xml).not.toContain('RCDT')
  })
})

const samples = path.resolve(import.meta.dirname, '../../../shared/samples')

// The company of a sample has the accounts that the sample names; what its reader refuses is refused here too, and nothing of it stays.
describe.skipIf(!existsSync(samples))('samples from banks (skipped where ../shared is not there)', () => {
  const files = ['camt053', 'camt054', 'bgmax', 'ocr-giro-no'].flatMap((folder) =>
    existsSync(path.join(samples, folder))
      ? readdirSync(path.join(samples, folder))
          .filter((name) => /\.(xml|txt)$/.test(name) && !/spec_|pdftotext/.test(name))
          .map((name) => path.join(folder, name))
      : [],
  )

  test('come in without loss: what is stored is what each file holds', async () => {
    const world = await openWorld('SE')
    let imported = 0
    for (const name of files) {
      const bytes = readFileSync(path.join(samples, name))
      const [format] = moneyIn.filter((one) => one.recognise(bytes.subarray(0, headBytes), name))
      if (!format) continue
      const sums = new Map<string, bigint>()
      let refused = false
      for await (const item of format.read([bytes])) {
        if (item.type === 'problem') refused ||= item.problem.severity !== 'warning'
        else if (item.type === 'statement') await addAccount(world, item.account.id, item.account.scheme, item.currency)
        else if (item.type === 'payment' && item.status === 'BOOK')
          sums.set(item.currency, (sums.get(item.currency) ?? 0n) + item.amount)
      }
      const stored = await world.installation.files.put(world.companyId, [bytes])
      const attempt = world.do<{ fileId: string; payments: number; duplicates: number }>(importBankFile, {
        file: { name: path.basename(name), ...stored },
      })
      if (refused) {
        await expect(attempt, name).rejects.toBeInstanceOf(Refused)
        continue
      }
      const { fileId, duplicates } = await attempt
      // Samples of one maker overlap: what another file brought already is no loss.
      if (duplicates > 0) continue
      const rows = await world.tx(({ db, company }) =>
        db.rows<{ currency: string; amount: bigint }>(
          `select currency, sum(amount)::bigint as amount from bank_transactions where company_id = $1 and file_id = $2 group by 1`,
          [company.id, fileId],
        ),
      )
      const text = (list: Iterable<[string, bigint]>) =>
        [...list]
          .filter(([, amount]) => amount !== 0n)
          .map(([currency, amount]) => `${currency} ${formatMinor(amount, currency)}`)
          .sort()
      expect(text(rows.map((row) => [row.currency, row.amount] as [string, bigint])), name).toEqual(text(sums))
      imported += 1
    }
    expect(imported).toBeGreaterThan(15)
  })
})

async function addAccount(world: World, id: string, scheme: string, currency: string): Promise<void> {
  await world.tx(async ({ db, company }) => {
    const column = { IBAN: 'iban', BGNR: 'bankgiro', PGNR: 'plusgiro' }[scheme] ?? 'bban'
    const known = await db.maybe(
      `select 1 from bank_accounts where company_id = $1 and ${column} = $2 and currency = $3 limit 1`,
      [company.id, id, currency],
    )
    if (known) return
    await db.query(
      `insert into bank_accounts (company_id, id, code, name, kind, currency, account, ${column}) values ($1, $2, $3, 'Sample', 'bank', $4, '1930', $5)`,
      [company.id, newId(), newId().slice(-12), currency, id],
    )
  })
}

const balance = (code: string, amount: string, on: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`
const entry = (amount: string, direction: string, family: string, sub: string) =>
  `<Ntry><Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-19</Dt></BookgDt><ValDt><Dt>2026-11-19</Dt></ValDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${sub}</SubFmlyCd></Fmly></Domn></BkTxCd></Ntry>`
const statementXml = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-20T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-11-20T06:00:00</CreDtTm><Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id><Ccy>SEK</Ccy></Acct>
${balance('OPBD', '1000.00', '2026-11-18')}${balance('CLBD', '1150.00', '2026-11-19')}
${entry('200.00', 'CRDT', 'RCDT', 'ESCT')}
${entry('50.00', 'DBIT', 'MDOP', 'CHRG')}
</Stmt></BkToCstmrStmt></Document>`
