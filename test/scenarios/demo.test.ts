import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { courts } from '../../demo/bg.ts'
import { citiesBG } from '../../demo/people.ts'
import type { Agency } from '../../src/collection/agencies.ts'
import { courtOf } from '../../src/collection/court-of-place.ts'

const program = fileURLToPath(new URL('../../bin/reskontra.js', import.meta.url))
const folder = mkdtempSync(path.join(os.tmpdir(), 'reskontra demo '))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }))

async function demo(): Promise<{ code: number; out: string; log: string }> {
  const child = spawn(process.execPath, [program, 'demo', '--data-dir', folder, '--json'])
  let out = ''
  let log = ''
  child.stdout.on('data', (piece) => {
    out += piece
  })
  child.stderr.on('data', (piece) => {
    log += piece
  })
  const [code] = await once(child, 'close')
  return { code, out, log }
}

interface Told {
  proven: boolean
  companies: {
    company: string
    orders: { made: number; rejected: number }
    invoices: { issued: number; sums: { currency: string; payable: string }[] }
    deliveries: { sent: number; printed: number; failed: number; postponed: number; held: number; problems: unknown[] }
    payments: { imported: number; matched: number; onAccount: number; unidentified: number }
    proof: { accounts: { difference: string; baseDifference: string; partiesDiffering: number }[] }
    seconds: Record<string, number>
  }[]
}

describe.skipIf(process.env.DATABASE_URL !== undefined)('reskontra demo', () => {
  test('does the main job in three countries: everything issued leaves the house, every control account is proved', async () => {
    const { code, out, log } = await demo()
    expect(code, log).toBe(0)
    // Whoever waits sees how far it is.
    for (const step of ['history', 'main job'])
      for (const name of ['bjorkvik', 'fjordlys', 'roza']) expect(log).toContain(`${step}: ${name} …`)
    const told = JSON.parse(out) as Told
    expect(told.companies.map(({ company }) => company)).toEqual([
      'Björkviks kommun',
      'Fjordlys Installasjon AS',
      'Роза Софт ЕООД',
    ])
    for (const { orders, invoices, deliveries, payments, proof, seconds } of told.companies) {
      expect(orders.made).toBeGreaterThan(0)
      expect(invoices.issued).toBe(orders.made)
      expect(deliveries).toMatchObject({ failed: 0, postponed: 0, held: 0, problems: [] })
      expect(deliveries.sent + deliveries.printed).toBe(invoices.issued)
      expect(payments.matched + payments.onAccount + payments.unidentified).toBe(payments.imported)
      expect(proof.accounts.length).toBeGreaterThan(1)
      for (const account of proof.accounts)
        expect(account).toMatchObject({ difference: '0.00', baseDifference: '0.00', partiesDiffering: 0 })
      expect(Object.keys(seconds)).toEqual(
        expect.arrayContaining(['orders', 'issue', 'deliver', 'bank-files', 'match', 'proof']),
      )
    }
    // The index is laid down last: a document is there when its index is.
    const lying = (company: string, way: string) =>
      readdirSync(path.join(folder, 'exchange', company, way)).filter((name) => name.endsWith('.json'))
    expect(lying('fjordlys', 'peppol').length + lying('fjordlys', 'e-mail').length).toBe(
      told.companies[1]!.deliveries.sent,
    )
    expect(lying('bjorkvik', 'print-house').length).toBeGreaterThan(0)

    const again = await demo()
    expect([again.code, again.out]).toEqual([1, ''])
    expect(again.log).toContain('holds companies already')
  })
})

test('a Bulgarian debtor of the demo is sued where he has his seat', () => {
  const known = courts.map(
    (court) => ({ settings: {}, ...court, adapter: 'paper', target: 'court' }) as unknown as Agency,
  )
  const wanted = citiesBG.map(([city]) => (city === 'София' ? 'Софийски районен съд' : `Районен съд ${city}`))
  expect(citiesBG.map(([city, postCode]) => courtOf(known, { country: 'BG', city, postCode })?.name)).toEqual(wanted)
})
