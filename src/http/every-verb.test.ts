import { beforeAll, describe, expect, test } from 'vitest'
import type { Http } from '../../test/http.ts'
import { openHttp } from '../../test/http.ts'
import { plainOrder } from '../../test/orders.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { createCompany } from '../company/create-company.ts'
import { audit } from '../db/audit.ts'
import type { Verb } from '../db/verb.ts'
import { saveOrders } from '../invoicing/orders/save-orders.ts'
import { approveBilling } from '../invoicing/run/approve-billing.ts'
import { issue } from '../invoicing/run/issue.ts'
import { proposeBilling } from '../invoicing/run/propose-billing.ts'
import { newId } from '../kernel/id.ts'
import { verbs } from '../verbs.ts'
import { openApi, routeOf } from './open-api.ts'
import { inputSchema, plain, type Schema } from './verb-schema.ts'

// Made from the list of verbs: a new verb is covered the moment it is listed.

const secret = 'HEMLIGT-SOCIALT'
let world: World
let http: Http
let secretIds: string[]
let secretArea: string
const complaints: object[] = []
const described = openApi(verbs, '0') as { paths: Record<string, Record<string, { operationId: string }>> }
const tokens: Record<'nothing' | 'otherCompany' | 'otherPermission' | 'otherArea' | 'everything', string> = {
  nothing: 'rsk_nobody-has-this-token-0000000000000000000',
  otherCompany: '',
  otherPermission: '',
  otherArea: '',
  everything: '',
}

beforeAll(async () => {
  world = await openWorld('SE')
  world.installation.log.error = (data, message) => void complaints.push({ message, data })
  const elsewhere = await createCompany(world.database.app, {
    code: 'elsewhere',
    name: 'Elsewhere AS',
    country: 'NO',
    kind: 'company',
    seller: { organisationNumber: '923609016' } as never,
    booksFrom: '2025-01-01' as never,
    today: world.today,
    bank: {},
  })
  http = await openHttp(world, { code: 'test-se' })
  secretArea = newId()
  await world.tx(({ db, company }) =>
    db.query(
      `insert into business_areas (company_id, id, code, name, secret) values ($1, $2, 'soc', $3, true), ($1, $4, 'park', 'Parkering', false)`,
      [company.id, secretArea, secret, newId()],
    ),
  )
  tokens.everything = (await http.person(['*'])).token
  tokens.otherPermission = (await http.person(['nothing.at-all'])).token
  tokens.otherArea = (await http.person(['*'], 'park')).token
  tokens.otherCompany = (await personElsewhere(elsewhere.companyId)).token
  secretIds = await secretBooks()
})

describe.each(verbs.map((verb) => [verb.name, verb] as const))('%s', (_name, verb) => {
  const call = (token: string | undefined, company?: string) => callVerb(verb, token, company)

  test('gives nothing without credentials', async () => {
    for (const token of [undefined, tokens.nothing]) {
      const answer = await call(token)
      expect(answer.status).toBe(401)
      expect(answer.body).toMatchObject({ code: 'sign-in.needed' })
    }
  })

  test('gives a person of another company no more than that there is no such company', async () => {
    const here = await call(tokens.otherCompany)
    const nowhere = await call(tokens.otherCompany, 'no-such-company')
    expect([here.status, nowhere.status]).toEqual([404, 404])
    expect(here.text).toBe(nowhere.text)
  })

  test('gives a person without the permission nothing', async () => {
    const answer = await call(tokens.otherPermission)
    expect(answer.status).toBe(403)
    expect(answer.body).toMatchObject({ code: 'access.denied' })
  })

  test('shows a person of another business area nothing of this one', async () => {
    const answer = await call(tokens.otherArea)
    expect(answer.text).not.toContain(secret)
    const sent = JSON.stringify(sampleInput(verb.name, inputSchema(verb))) + secretIds[0]
    for (const id of secretIds) if (!sent.includes(id)) expect(answer.text).not.toContain(id)
    expect(answer.status, answer.text).not.toBe(500)
    if (verb.ofWholeCompany) expect(answer.body).toMatchObject({ code: 'access.needs-every-area' })
  })

  test('is described: its path, its fields, its answer', () => {
    const { method, path, fields } = routeOf(verb)
    expect(described.paths[`/api/v1/companies/{company}${path}`]?.[method.toLowerCase()]?.operationId).toBe(verb.name)
    expect(Object.keys(inputSchema(verb).properties ?? {})).toEqual(expect.arrayContaining(fields))
    expect(verb.name).toMatch(/^[a-z-]+\.[a-z0-9-]+$/)
    // A question with a large input may be a POST; what changes something is never a GET.
    // (A look at a protected person is recorded: such a reading verb writes.)
    if (verb.kind === 'write' && !/\.(read|list|search)/.test(verb.name)) expect(method).not.toBe('GET')
  })
})

test('the walls are no empty rooms: who may see the secret area does see it', async () => {
  const seen = await world.tx(({ db, company }) =>
    db.rows<{ n: number }>(`select count(*)::int as n from invoices where company_id = $1 and business_area_id = $2`, [
      company.id,
      secretArea,
    ]),
  )
  expect(seen).toEqual([{ n: 1 }])
  const answers = await Promise.all(
    verbs
      .filter((verb) => verb.kind === 'read')
      .map(async (verb) => ({ verb: verb.name, ...(await callVerb(verb, tokens.everything)) })),
  )
  expect(complaints, 'answers are as they are described, and nothing breaks off').toEqual([])
  const telling = answers.filter(({ text }) => text.includes(secretIds[0]!) || text.includes(secret))
  expect(telling.length).toBeGreaterThan(5)
})

test('set-up, books and law are those of the whole company', () => {
  const shared = verbs.flatMap(({ name, ofWholeCompany }) => (ofWholeCompany ? [name] : []))
  expect(shared).toEqual(
    expect.arrayContaining(
      verbs.map(({ name }) => name).filter((name) => /^company\.(save|import|apply|open|remove)-/.test(name)),
    ),
  )
  expect(shared).toEqual(
    expect.arrayContaining(
      'ledger.close-period ledger.reopen-period ledger.lock-ledger subledger.revalue subledger.redenominate interest.save-law-value collection.save-agency collection.save-financing collection.end-financing exchange.take-over jobs.delete-schedule workspace.save-menu'.split(
        ' ',
      ),
    ),
  )
})

test('a token of one company opens no other', async () => {
  expect((await http.call('GET =/api/v1/companies/elsewhere/users', { token: tokens.everything })).status).toBe(404)
  expect((await http.call('GET =/api/v1/companies/elsewhere/users', { token: tokens.otherCompany })).status).toBe(200)
})

/** Calls a verb with the smallest input, about the secret things where it names any. */
function callVerb(verb: Verb, token: string | undefined, company = 'test-se') {
  const { method, path } = routeOf(verb)
  const input = sampleInput(verb.name, inputSchema(verb))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input[name] ?? secretIds[0])),
  )
  const query = method === 'GET' ? new URLSearchParams(Object.entries(input).map(([k, v]) => [k, String(v)])) : ''
  return http.call(`${method} =/api/v1/companies/${company}${filled}?${query}`, {
    ...(token ? { token } : {}),
    ...(method === 'GET' ? {} : { json: input }),
  })
}

/** An order, a draft run, an invoice, a payer: all in the secret area. @returns ids that must not leave it */
async function secretBooks(): Promise<string[]> {
  const groupId = newId()
  await world.tx(({ db, company }) =>
    db.query(
      `insert into invoice_groups (company_id, id, code, name, series_id, proforma_series_id, voucher_series_id, terms_days, reference_kind, business_area_id)
       select company_id, $2, 'soc', $3, series_id, proforma_series_id, voucher_series_id, terms_days, reference_kind, $4
         from invoice_groups where company_id = $1 and id = $5`,
      [company.id, groupId, secret, secretArea, world.defaultInvoiceGroupId],
    ),
  )
  const inArea = { businessAreaId: secretArea, invoiceGroupId: groupId, text: secret }
  const party = await world.party({ name: `${secret} Person`, kind: 'person', areas: [secretArea] } as never)
  await world.tx(({ db, company }) =>
    db.query(`insert into party_areas (company_id, party_id, area_id) values ($1, $2, $3) on conflict do nothing`, [
      company.id,
      party,
      secretArea,
    ]),
  )
  await world.tx((ctx) =>
    saveOrders(ctx, [plainOrder(world, party, `${secret}-1`, [[`${secret} insats`, '1', '900.00', 'S25']], inArea)]),
  )
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  expect(await world.do(issue, { runId })).toMatchObject({ issued: 1, rejected: 0 })
  await world.tx((ctx) =>
    saveOrders(ctx, [plainOrder(world, party, `${secret}-2`, [[`${secret} insats`, '1', '100.00', 'S25']], inArea)]),
  )
  await world.tx((ctx) =>
    audit(ctx, { verb: 'test.secret', summary: { text: secret }, subjects: [party], businessAreaId: secretArea }),
  )
  // An event that names no area may tell of any: it is no less a secret.
  await world.tx((ctx) => audit(ctx, { verb: 'test.secret', summary: { text: secret }, subjects: [party] }))
  const rows = await world.tx(({ db }) =>
    db.rows<{ id: string }>(
      `select id from invoices where company_id = $1 and business_area_id = $2 union all select id from open_items where company_id = $1 and business_area_id = $2
       union all select id from orders where company_id = $1 and business_area_id = $2 union all select id from vouchers where company_id = $1 and business_area_id = $2`,
      [world.companyId, secretArea],
    ),
  )
  expect(rows.length).toBeGreaterThanOrEqual(5)
  return [...rows.map((row) => row.id), party]
}

async function personElsewhere(companyId: string): Promise<{ token: string }> {
  const { person } = await import('../../test/http.ts')
  const there: World = {
    ...world,
    companyId,
    tx: async (work, user) => {
      const { edgeOf, inTransaction, systemUser } = await import('../jobs/perform.ts')
      return inTransaction(
        world.installation,
        await edgeOf(world.installation, { companyId, user: user ?? systemUser, today: world.today }),
        work,
      )
    },
    do: async (verb, input) => {
      const { perform, systemUser } = await import('../jobs/perform.ts')
      return (await perform(
        world.installation,
        verb,
        { companyId, user: systemUser, today: world.today },
        input,
      )) as never
    },
  }
  return person(there, ['*'])
}

/** The smallest input that the schema takes, as far as a schema can tell; ids are those of the secret area. */
function sampleInput(verbName: string, schema: Schema): Record<string, unknown> {
  const entries = (schema.required ?? []).map((name) => [
    name,
    sampleOf(verbName, name, schema.properties?.[name] ?? {}, schema),
  ])
  return Object.fromEntries(entries)
}

function sampleOf(verbName: string, name: string, field: Schema, root: Schema): unknown {
  const kind = plain(field, root)
  if (kind.default !== undefined) return kind.default
  if (kind.enum) return kind.enum[0]
  if (kind.format === 'uuid') return secretIds[0]
  if (kind.format === 'date') return '2026-11-20'
  if (kind.format === 'email') return 'someone@example.com'
  if (name === 'file') return { name: 'file.txt', base64: 'eA==' }
  switch (kind.type) {
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'array':
      return [sampleOf(verbName, name, kind.items ?? {}, root)]
    case 'object':
      return Object.fromEntries(
        (kind.required ?? []).map((key) => [key, sampleOf(verbName, key, kind.properties?.[key] ?? {}, root)]),
      )
    default:
      return '1'
  }
}
