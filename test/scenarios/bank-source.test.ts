import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { source } from '../../src/bank/files/source.ts'
import { newId } from '../../src/kernel/id.ts'
import { importPayments, money } from '../bank-books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

interface Source {
  bytes: { from: number; to: number } | null
  lines: { no: number; text: string; own: boolean; marks: { from: number; to: number; field: string }[] }[]
  text: string
  cut: boolean
  contents: { payments: number }
  seal: { sha256: string; unchanged: boolean | null }
}
const marked = (told: Source) =>
  told.lines.flatMap((line) => line.marks.map((mark) => `${mark.field} ${line.text.slice(mark.from, mark.to)}`))
const transactions = (world: World) =>
  world.tx(({ db, company }) =>
    db.rows<{ id: string; amount: string; path: string | null }>(
      `select id, amount::text as amount, source_path as path from bank_transactions where company_id = $1 order by id`,
      [company.id],
    ),
  )

describe('camt', () => {
  test('every payment is found by its bytes, with the lines of the file and the fields used; far into it only a part is read', async () => {
    const world = await openWorld('SE')
    const { fileId } = await importPayments(
      world,
      'F',
      Array.from({ length: 900 }, (_, i) =>
        money(`${i + 1}.50`, { reference: `77${1000 + i}`, text: `påminnelse & övrigt ${i}` }),
      ),
    )
    const { sha } = await world.tx(({ db }) =>
      db.one<{ sha: string }>(`select encode(sha256, 'hex') as sha from bank_files where id = $1`, [fileId]),
    )
    const bytes = Buffer.from(await world.installation.files.read(world.companyId, sha))
    const whole = bytes.toString('utf8').split('\n')
    const all = await transactions(world)
    let read = 0
    const { files } = world.installation
    world.installation.files = {
      ...files,
      open: async function* (company, hash, range) {
        for await (const chunk of files.open(company, hash, range)) {
          read += chunk.length
          yield chunk
        }
      },
    }
    for (const i of [0, 1, 255, 256, 257, 511, 512, 700, 899]) {
      read = 0
      const told = await world.do<Source>(source, { transactionId: all[i]!.id, prove: 'no' })
      const own = bytes.subarray(told.bytes!.from, told.bytes!.to).toString('utf8')
      expect(own).toMatch(/^<(TxDtls|Ntry)>[\s\S]*<\/\1>$/)
      expect(own).toContain(`>${i + 1}.50<`)
      expect(marked(told)).toEqual(
        expect.arrayContaining([`amount ${i + 1}.50`, `reference 77${1000 + i}`, 'payerName Ada Lind']),
      )
      for (const line of told.lines) if (line.text.length < 300) expect(whole[line.no - 1]).toContain(line.text.trim())
      expect(told.seal.unchanged).toBeNull()
    }
    // A place and what lies between two of them at most, in pieces of 256 KB.
    expect(read).toBeLessThan(bytes.length)
    expect((await world.do<Source>(source, { transactionId: all[3]!.id })).seal).toEqual({
      sha256: sha,
      unchanged: true,
    })
  })
})

const samples = [
  ['bgmax/samples/two-sections.txt', 'SE'],
  ['ocr-giro/samples/unsigned-total.txt', 'NO'],
  ['camt053/samples/se-version-02.xml', 'SE'],
  ['camt054/samples/se-batches-version-08.xml', 'SE'],
] as const

describe.each(samples)('%s', (name, country) => {
  test('each payment shows its own records, and they are its own', async () => {
    const world = await openWorld(country)
    const bytes = readFileSync(path.resolve(import.meta.dirname, '../../src/formats/money-in', name))
    const stored = await world.installation.files.put(world.companyId, [bytes])
    if (country === 'SE') await addAccounts(world)
    await world.do(importBankFile, { file: { name, ...stored } })
    const all = await transactions(world)
    expect(all.length).toBeGreaterThan(0)
    const seen = new Set<number>()
    for (const { id, amount } of all) {
      const told = await world.do<Source>(source, { transactionId: id })
      expect(told.seal.unchanged).toBe(true)
      expect(seen.has(told.bytes!.from)).toBe(false)
      seen.add(told.bytes!.from)
      expect(told.lines.some((line) => line.own)).toBe(true)
      const digits = (field: string) =>
        marked(told).flatMap((mark) => (mark.startsWith(`${field} `) ? [BigInt(mark.replace(/\D/g, ''))] : []))
      const net = digits('amountBeforeCharges').map((gross) => gross - (digits('charges')[0] ?? 0n))
      expect([...digits('amount'), ...net]).toContain(BigInt(amount.replace('-', '')))
      if (!name.startsWith('camt')) {
        const own = told.lines.filter((line) => line.own).map((line) => line.text)
        expect(
          bytes.subarray(told.bytes!.from, told.bytes!.to).toString('latin1').split(/\r?\n/).filter(Boolean).length,
        ).toBe(own.length)
      }
    }
  })
})

/** The accounts that the samples tell of, beside the company's own. */
const addAccounts = (world: World) =>
  world.tx(({ db, company }) =>
    db.query(
      `insert into bank_accounts (company_id, id, code, name, kind, currency, account, bankgiro, plusgiro)
       values ($1, $2, 'BG2', 'BG2', 'giro', 'SEK', '1930', '9912346', null), ($1, $3, 'PG2', 'PG2', 'giro', 'SEK', '1930', null, '4404042'), ($1, $4, 'BG3', 'BG3', 'giro', 'EUR', '1930', '9912346', null)`,
      [company.id, newId(), newId(), newId()],
    ),
  )
