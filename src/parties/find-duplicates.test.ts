import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { newId } from '../kernel/id.ts'
import { findDuplicates } from './find-duplicates.ts'
import { searchName } from './search-name.ts'

interface Pair {
  from: string
  into: string
  evidence: string[]
}

test('every pair with the same key is found, by each kind of evidence, and no other: as by looking at each against each', async () => {
  const world = await openWorld('SE')
  const party = fc.record({
    name: fc.constantFrom('Ada Lind', 'Bo Ek', 'Cy Al'),
    street: fc.constantFrom('Lillgatan 1', 'Storgatan 9', 'Torget 3'),
    vat: fc.constantFrom(null, null, null, 'SE556000000101', 'SE556000000201'),
    account: fc.constantFrom(null, null, '50501055', '9912346'),
    refused: fc.boolean(),
    mail: fc.constantFrom(null, null, 'Ada@exempel.se', 'ada@exempel.se', 'bo@exempel.se'),
    withdrawn: fc.boolean(),
  })
  const parties = fc.sample(fc.array(party, { minLength: 32, maxLength: 32 }), { numRuns: 1, seed: 7 })[0]!
  const keys: [number: number, evidence: string, key: string][] = []
  // No two bear the same number written the same way.
  const identities = new Map([
    [3, '198112189876'],
    [8, '19811218-9876'],
    [12, '1981 1218 9876'],
    [15, '5560000001'],
  ])
  for (const [i, one] of parties.entries()) {
    const identity = identities.get(i) ?? null
    const address = { street: one.street, postCode: '111 33', city: 'Exempelstad' }
    const id = await world.party({ number: String(100 + i), name: one.name, address })
    await world.database.owner.query(`update parties set identity_number = $2, vat_number = $3 where id = $1`, [
      id,
      identity,
      one.vat,
    ])
    const name = searchName(one.name)
    if (identity) keys.push([i, 'identity-number', identity.replace(/[- ]/g, '')])
    if (one.vat) keys.push([i, 'vat-number', one.vat])
    keys.push([i, 'name-and-address', `${name} ${one.street}`])
    if (one.account) {
      await world.database.owner.query(
        `insert into party_bank_accounts (company_id, id, party_id, scheme, account, state, source, first_seen_on, last_seen_on)
         values ($1, $2, $3, 'BGNR', $4, $5, 'test', '2026-01-01', '2026-01-01')`,
        [world.companyId, newId(), id, one.account, one.refused ? 'refused' : 'learnt'],
      )
      if (!one.refused) keys.push([i, 'bank-account', `${name} ${one.account}`])
    }
    if (one.mail) {
      await world.database.owner.query(
        `insert into party_channels (company_id, id, party_id, channel, address, consent_on, withdrawn_on) values ($1, $2, $3, 'e-mail', $4, '2026-01-01', $5)`,
        [world.companyId, newId(), id, one.mail, one.withdrawn ? '2026-02-01' : null],
      )
      if (!one.withdrawn) keys.push([i, 'e-mail', `${name} ${one.mail.toLowerCase()}`])
    }
  }
  // The younger of a pair ends; pairs are told with the oldest of all that share the key.
  const wanted = new Map<string, Set<string>>()
  for (const [i, evidence, key] of keys) {
    const [oldest] = keys.find(([, kind, same]) => kind === evidence && same === key)!
    if (oldest === i) continue
    const pair = `${100 + i} ${100 + oldest}`
    wanted.set(pair, (wanted.get(pair) ?? new Set()).add(evidence))
  }
  const found = await world.do<{ rows: Pair[]; more: boolean }>(findDuplicates, { limit: 500 })
  expect(found.more).toBe(false)
  const told = (pairs: [string, Iterable<string>][]) =>
    pairs.map(([pair, evidence]) => `${pair}: ${[...evidence].sort().join(', ')}`).sort()
  expect(told(found.rows.map((row) => [`${row.from} ${row.into}`, row.evidence]))).toEqual(told([...wanted]))
  expect(new Set(found.rows.flatMap((row) => row.evidence)).size).toBe(5)
})
