import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { verbs } from '../verbs.ts'
import { parseFlags, UsageError } from './arguments.ts'
import { rememberAddress } from './installation.ts'
import { run } from './run.ts'
import { asText } from './table.ts'

let world: World
let folder: string
let url: string | undefined

beforeAll(async () => {
  world = await openWorld('SE')
  folder = mkdtempSync(path.join(os.tmpdir(), 'reskontra cli '))
  url = process.env.DATABASE_URL
  process.env.DATABASE_URL = world.database.url
})
afterAll(() => {
  if (url === undefined) delete process.env.DATABASE_URL
  else process.env.DATABASE_URL = url
  rmSync(folder, { recursive: true, force: true })
})

async function reskontra(line: string | string[], stdin = ''): Promise<{ code: number; out: string; err: string }> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const argv = Array.isArray(line) ? line : line.split(' ')
  const texts = Promise.all([stdout, stderr].map(async (stream) => (await stream.toArray()).join('')))
  const code = await run(argv, { stdout, stderr, stdin: Readable.from([stdin]), env: { RESKONTRA_DATA_DIR: folder } })
  stdout.end()
  stderr.end()
  const [out, err] = await texts
  return { code, out: out!, err: err! }
}

describe('a DATABASE_URL that does not lead to a database', () => {
  const right = () => new URL(world.database.url)
  test.each([
    ['nobody listens', () => 'postgres://o:hemligt@127.0.0.1:1/x', '(127.0.0.1:1/x)'],
    [
      'no such database',
      () => Object.assign(right(), { pathname: '/nosuch' }).href,
      'database "nosuch" does not exist',
    ],
    ['no address', () => 'hemligt', '(that is no address)'],
  ])('%s: it is said, without the password, and is no mistake of the program', async (_name, address, said) => {
    process.env.DATABASE_URL = address()
    const { code, err } = await reskontra('access list-roles')
    process.env.DATABASE_URL = world.database.url
    expect([code, err.includes('hemligt'), err.split('\n').length]).toEqual([2, false, 2])
    expect(err).toContain(said)
  })
})

describe('a verb at the terminal', () => {
  test('answers JSON, and a table for people', async () => {
    const json = await reskontra('access list-roles --json')
    expect(json.code).toBe(0)
    expect(JSON.parse(json.out).rows[0]).toMatchObject({ name: 'administrator', permissions: ['*'] })
    const table = await reskontra('access list-roles')
    expect(table.out).toMatch(/^role id +name +permissions +people\n/)
  })

  test('takes fields by flags: kebab-case, lists by commas or repeated, and a whole input as JSON', async () => {
    const saved = await reskontra('access save-role --name reader --permissions a.b,c.d --json')
    expect(JSON.parse(saved.out)).toMatchObject({ name: 'reader', permissions: ['a.b', 'c.d'] })
    await reskontra('access save-role --name reader --permissions a.b --permissions e.f')
    const listed = await reskontra('access list-roles --json')
    expect(JSON.parse(listed.out).rows.find((row: { name: string }) => row.name === 'reader').permissions).toEqual([
      'a.b',
      'e.f',
    ])
    const byInput = await reskontra('access save-role --input - --json', '{"name":"writer","permissions":["x.y"]}')
    expect(JSON.parse(byInput.out)).toMatchObject({ name: 'writer' })
    const made = await reskontra(
      'access create-user --email o@example.com --name Ola --role reader --valid-from 2026-01-01 --json',
    )
    expect(JSON.parse(made.out).signInLink).toMatch(/^\/sign-in\//)
    expect(made.err).toMatch(/^the link lacks the server's address/)
  })

  test("a link is whole once the server's address is known", async () => {
    rememberAddress(folder, 'http://127.0.0.1:7341')
    try {
      const made = await reskontra(
        'access create-user --email p@example.com --name Pia --role reader --valid-from 2026-01-01 --json',
      )
      expect(JSON.parse(made.out).signInLink).toMatch(/^http:\/\/127\.0\.0\.1:7341\/sign-in\/\S+$/)
      expect(made.err).toBe('')
    } finally {
      rmSync(path.join(folder, 'address.txt'))
    }
  })

  test('a wrong field is named once', async () => {
    const { code, err } = await reskontra(
      'access create-user --email p@example.com --name Pia --role reader --valid-to x',
    )
    expect(code).toBe(1)
    expect(err).toMatch(/^validTo: /)
    expect(err).not.toMatch(/validTo.*validTo/)
    const missing = await reskontra('access create-user --email p@example.com --name Pia')
    expect([missing.code, missing.err.match(/role/g)]).toEqual([1, ['role']])
  })

  test('the audit trail names the local installation', async () => {
    const { out } = await reskontra('access list-audit --limit 1 --json')
    expect(JSON.parse(out).rows[0]).toMatchObject({ verb: 'access.create-user', userName: 'The local installation' })
  })

  test("a field named as one of the terminal's own flags has a flag of its own", async () => {
    const [plain, whole] = [
      await reskontra([
        ...['jobs', 'save-schedule', '--name', 'night', '--verb', 'bank.match', '--every-minutes', '60'],
        ...['--field-input', '{}', '--json'],
      ]),
      await reskontra(
        ['jobs', 'save-schedule', '--input', '-', '--json'],
        '{"name":"night","verb":"bank.match","everyMinutes":60,"input":{}}',
      ),
    ]
    expect(JSON.parse(plain.out).scheduleId).toBe(JSON.parse(whole.out).scheduleId)
  })

  test('files by path', async () => {
    const place = path.join(folder, 'empty bank.txt')
    writeFileSync(place, 'no bank file')
    const answer = await reskontra(['bank', 'import-file', '--file', place, '--json'])
    expect(answer.code).toBe(1)
    expect(JSON.parse(answer.out)).toMatchObject({ status: 422, problems: [{ code: expect.any(String) }] })
  })

  test.each([
    ['access list-nothing', 2, 'there is no verb'],
    ['nothing', 2, 'there is no module'],
    ['access list-roles --nothing 1', 2, 'has no --nothing'],
    ['access save-role --name', 2, 'needs a value'],
    ['access save-role --name x --permissions NO', 1, 'a permission is a verb'],
    ['access save-role --permissions a.b', 1, 'name'],
    ['access revoke-grant --grant-id 00000000-0000-7000-8000-000000000000', 1, '[grant.unknown]'],
    ['access list-roles --company nobody', 2, 'there is no company nobody'],
    ['access save-role --input /no/such/file', 2, 'no file'],
    ['bank import-file --file /no/such/file', 2, 'no file'],
  ])('%s → %i', async (line, code, told) => {
    const answer = await reskontra(line)
    expect([answer.code, answer.err]).toEqual([code, expect.stringContaining(told)])
  })

  test("another release's database is refused in one line", async () => {
    const { owner } = world.database
    const lastRow = `(select max(name) from schema_migrations where name <> 'views')`
    for (const [spoil, mend, code] of [
      [
        `update schema_migrations set sha256 = 'x' || sha256 where name = ${lastRow}`,
        `update schema_migrations set sha256 = substr(sha256, 2) where name = ${lastRow}`,
        'database.migration-changed',
      ],
      [
        `insert into schema_migrations (name, sha256) values ('9999-later.sql', 'x')`,
        `delete from schema_migrations where name = '9999-later.sql'`,
        'database.newer',
      ],
    ] as const) {
      await owner.query(spoil)
      try {
        const { code: exit, err, out } = await reskontra('access list-roles')
        expect([exit, out]).toEqual([1, ''])
        expect(err).toMatch(new RegExp(`^[^\\n]*release[^\\n]* \\[${code}\\]\\n$`))
      } finally {
        await owner.query(mend)
      }
    }
  })

  test('every verb has its help, with all its fields', async () => {
    for (const verb of verbs) {
      const { code, out } = await reskontra([...verb.name.split('.'), '--help'])
      expect(code).toBe(0)
      expect(out).toContain(verb.summary)
    }
    expect((await reskontra('--help')).out).toContain('formats read')
    for (const verb of verbs) {
      const flags = (await reskontra([...verb.name.split('.'), '--help'])).out.match(/^ {2}--[\w-]+/gm) ?? []
      expect(flags, verb.name).toEqual([...new Set(flags)])
    }
    expect((await reskontra('bank --help')).out).toContain('import-file')
    expect((await reskontra('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('interest compute', () => {
  const question = '--principal 10000.00 --due 2026-07-31 --paid 2026-09-30'
  test.each([
    [`--country SE ${question}`, '167.12', 61],
    [`--country SE ${question} --payment 2026-08-15:5000.00 --payment 2026-08-20:1000.00`, '92.88', 61],
    [`--country NO ${question}`, '204.73', 61],
    [`--country SE ${question} --percent 18`, '300.82', 61],
    [`--country SE ${question} --margin 10`, '200.55', 61],
    [`--country BG ${question} --rate 2026-07-01:10.15`, '171.99', 61],
    [`--country se ${question} --day-count ACT/360`, '169.44', 61],
    ['--country SE --principal 10000.00 --due 2026-07-31 --paid 2026-07-31', '0.00', 0],
  ])('%s: %s', async (flags, amount, days) => {
    const { code, out } = await reskontra(`interest compute ${flags} --json`)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ amount, days })
  })

  test('a missing rate refuses with its first day; what is written wrongly is told', async () => {
    const missing = await reskontra(`interest compute --country BG ${question} --json`)
    expect([missing.code, JSON.parse(missing.out).problems[0].message]).toEqual([
      1,
      expect.stringContaining('RATE_MISSING 2026-07-01'),
    ])
    for (const [flags, text] of [
      ['--country SE --due 2026-07-31 --paid 2026-09-30', '--principal is needed'],
      [`${question}`, 'name a country'],
      [`--country SE ${question} --payment 5000`, 'DAY:VALUE'],
      [`--country SE ${question} --payment 2026-02-30:1`, 'DAY:VALUE'],
      ['--country SE --principal x --due 2026-07-31 --paid 2026-09-30', 'principal'],
    ] as const) {
      const { code, err } = await reskontra(`interest compute ${flags}`)
      expect([code, err]).toEqual([2, expect.stringContaining(text)])
    }
    const below = await reskontra(`interest compute --country SE ${question} --percent -12 --json`)
    expect([below.code, JSON.parse(below.out).problems[0].code]).toEqual([1, 'interest.percent-negative'])
    const foreign = await reskontra(`interest compute --country SE ${question} --currency ZZZ --json`)
    expect([foreign.code, JSON.parse(foreign.out).problems[0].code]).toEqual([1, 'currency.unknown'])
  })

  test('thousands of payments, many on one day', async () => {
    const payments = JSON.stringify(
      Array.from({ length: 5000 }, (_, i) => ({ on: `2026-08-${i % 2 ? '15' : '20'}`, amount: '1.00' })),
    )
    const { out } = await reskontra([
      'interest',
      'compute',
      ...question.split(' '),
      '--country',
      'SE',
      '--payments',
      payments,
      '--json',
    ])
    // 15 days of 10 000, 5 of 7 500, 41 of 5 000, by 10 %.
    expect(JSON.parse(out)).toMatchObject({ amount: '107.53', days: 61 })
  })
})

describe('formats read', () => {
  const sample = fileURLToPath(new URL('../formats/money-in/bgmax/samples/two-sections.txt', import.meta.url))
  test('recognises by content; one JSON, or lines', async () => {
    const place = path.join(folder, 'whatever.dat')
    writeFileSync(place, readFileSync(sample))
    const json = JSON.parse((await reskontra(['formats', 'read', place, '--json'])).out)
    expect(json).toMatchObject({ format: 'bgmax', problems: [] })
    const lines = (await reskontra(['formats', 'read', place, '--lines'])).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toEqual(json.records)
  })

  test('a wrong sum is a problem and exit code 1; what is no file of ours, too', async () => {
    const wrong = await reskontra(['formats', 'read', sample.replace('two-sections', 'wrong-sums'), '--json'])
    expect(wrong.code).toBe(1)
    expect(JSON.parse(wrong.out).problems.length).toBeGreaterThan(0)
    const place = path.join(folder, 'x')
    writeFileSync(place, '\0\x01garbage')
    expect(await reskontra(['formats', 'read', place])).toMatchObject({
      code: 1,
      err: expect.stringContaining('[format.unknown]'),
    })
    expect((await reskontra(['formats', 'read', folder])).code).toBe(2)
  })
})

test('verify proves every company, and says so when a proof is broken', async () => {
  await reskontra('access seal-audit')
  const good = await reskontra('verify --json')
  const seals = (out: string) =>
    JSON.parse(out).results.find((one: { verb: string }) => one.verb === 'access.verify-seals')
  expect(seals(good.out)).toMatchObject({ company: 'test-se', holds: true })
  expect(good.code).toBe(JSON.parse(good.out).ok ? 0 : 1)
  const client = await world.database.owner.connect()
  await client.query(
    `set session_replication_role = replica; update audit_events set verb = 'x.y'; set session_replication_role = origin`,
  )
  client.release()
  const bad = await reskontra('verify --json')
  expect(bad.code).toBe(1)
  expect(seals(bad.out)).toMatchObject({ holds: false })
})

test.each([
  [['--a', '1', '--b=2', '--c'], { c: true }, { a: ['1'], b: ['2'], c: ['true'] }],
  [['--a', '-5'], {}, { a: ['-5'] }],
  [['--a', '1', '--a', '2'], {}, { a: ['1', '2'] }],
  [['--c', 'false'], { c: true }, { c: ['false'] }],
])('%j', (argv, bare: Record<string, boolean>, expected) => {
  expect(Object.fromEntries(parseFlags(argv, null, (name) => bare[name] === true).values)).toEqual(expected)
})

test('a flag that nobody knows, a value that is missing', () => {
  expect(() => parseFlags(['--x', '1'], {})).toThrow(UsageError)
  expect(() => parseFlags([], { y: { help: 'why', required: true } })).toThrow('--y is needed')
})

test('numbers stand at the end of their column', () => {
  expect(
    asText({
      rows: [
        { name: 'a', amount: '1.00' },
        { name: 'bb', amount: '100.00' },
      ],
    }),
  ).toBe('name  amount\na       1.00\nbb    100.00\n')
})

describe('tables', () => {
  const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length))
  const id = '0192f0c1-7c1e-7000-8000-00000000000a'

  test('figures of every row are columns, other lists are counted, objects shortened', () => {
    const row = (name: string, amount: string) => ({
      name,
      buckets: [
        { key: 'notDue', amount, items: { asOf: '2026-11-20' } },
        { key: '1-30', amount: '0.00', items: {} },
      ],
      files: [{ id }, { id }],
      tags: ['a', 'b'],
      none: [],
      query: { asOf: '2026-11-20', by: null, party: id, text: 'long text' },
    })
    expect(asText([row('Ada', '1.00'), row('Bo', '100.00')])).toBe(
      [
        'name  not due  1-30  files  tags  none  query',
        'Ada      1.00  0.00  2 ×    a, b     –  as of 2026-11-20, party 0192f0c1-7c1e-7…',
        'Bo     100.00  0.00  2 ×    a, b     –  as of 2026-11-20, party 0192f0c1-7c1e-7…',
        '',
      ].join('\n'),
    )
  })

  test.each([80, 100, 160])('a table keeps to %i columns: texts are cut, ids and numbers never', (width) => {
    const rows = [{ id, amount: '123456789.00', message: 'x '.repeat(200), name: 'å'.repeat(90) }]
    const table = asText({ rows }, '', width)
    expect(widest(table)).toBeLessThanOrEqual(width)
    expect(table.split('\n')).toHaveLength(3)
    expect(table).toContain(id)
    expect(table).toContain('123456789.00')
    expect(table).toContain('…')
  })

  test('what cannot fit is a block per row', () => {
    const rows = [1, 2].map((no) => ({ no, first: id, second: id, third: id, text: 'y'.repeat(200) }))
    const text = asText({ rows }, '', 80)
    expect(widest(text)).toBeLessThanOrEqual(80)
    expect(text.split('\n')[1]).toBe(`first   ${id}`)
    expect(text.match(/^no /gm)).toHaveLength(2)
  })

  test('every list of the company fits, the terminal saying how wide it is or not', async () => {
    for (const line of ['access list-roles', 'access list-audit', 'jobs list-schedules', 'reports ageing'])
      expect(widest((await reskontra(line)).out), line).toBeLessThanOrEqual(160)
  })
})

describe('fields', () => {
  test('one that nobody knows within a JSON value is refused, and --help tells the shape', async () => {
    const slip = await reskontra([
      ...['bank', 'accept-match', '--matches'],
      '[{"transactionId":"00000000-0000-7000-8000-000000000000","item":[]}]',
    ])
    expect([slip.code, slip.err]).toEqual([
      1,
      'matches.0.item: there is no field item here: transactionId, items, writeOff, rest [request.field-unknown]\n',
    ])
    expect((await reskontra('bank accept-match --help')).out).toContain(
      '--matches   {transactionId, items: [{itemId, amount?}], writeOff?, rest?}, …',
    )
  })
})

describe('wrong values', () => {
  test.each([
    ['--amount 12,50 --paid-on 2026-11-01', ['amount: an amount is a plain decimal: 1250.00 [input.invalid-format]']],
    ['--amount 12.50', ['paidOn: it is needed [input.invalid-type]']],
    [
      `--amount 12.50 --paid-on 2026-11-01 --reference ${'7'.repeat(400)}`,
      ['reference: at most 100 characters [input.too-long]'],
    ],
    [
      '--amount 5.005 --paid-on 2026-11-01',
      ['5.005 has more decimals than SEK, which has 2: round it [amount.too-many-decimals]'],
    ],
  ])('bank save-payment %s', async (given, told) => {
    const { code, err } = await reskontra(`bank save-payment --account BANK ${given}`)
    expect([code, err.trim().split('\n')]).toEqual([1, told])
  })

  test('an id that is none', async () => {
    const { code, err } = await reskontra('invoicing credit --invoice-id 1001 --reason x')
    expect([code, err]).toEqual([1, 'invoiceId: this is no id [input.invalid-format]\n'])
  })
})

describe('a company of one’s own', () => {
  const given = [
    ...['create-company', '--code', 'salong', '--name', 'Salong Sax AB', '--country', 'SE'],
    ...['--organisation-number', '212000-0142', '--street', 'Storgatan 1', '--post-code', '111 22', '--city', 'Stad'],
  ]
  const profileOf = async (code: string) =>
    JSON.parse((await reskontra(['company', 'read-profile', '--company', code, '--json'])).out).rows[0]

  test('is created ready to invoice, its numbers normalised and derived', async () => {
    const ready = ['--bankgiro', '5050-1055', '--books-from', '2025-01-01', '--f-tax', '--json']
    const made = await reskontra([...given, ...ready])
    expect([made.code, made.err]).toEqual([0, ''])
    expect(JSON.parse(made.out)).toMatchObject({ code: 'salong' })
    expect(await profileOf('salong')).toMatchObject({
      name: 'Salong Sax AB',
      language: 'sv',
      organisationNumber: '2120000142',
      vatNumber: 'SE212000014201',
      endpointId: '2120000142',
      city: 'Stad',
      approvedForFTax: true,
      inBusinessRegister: false,
    })
    const order = {
      newCustomer: { name: 'Ada Berg', kind: 'person', country: 'SE' },
      lines: [{ name: 'Klippning', quantity: '1', unitPrice: '500.00', vatCode: 'S25' }],
    }
    const invoiced = await reskontra(
      ['invoicing', 'invoice-now', '--company', 'salong', '--input', '-', '--json'],
      JSON.stringify(order),
    )
    expect([invoiced.code, invoiced.err]).toEqual([0, ''])
    const proof = await reskontra(['reports', 'prove', '--company', 'salong', '--json'])
    // What runs by itself runs in this company too, though the server was started before it.
    const schedules = await reskontra(['jobs', 'list-schedules', '--company', 'salong', '--json'])
    expect(schedules.out).toContain('delivery.send-waiting')
    expect(JSON.parse(proof.out)).toMatchObject({ ok: true })
  })

  test('is refused with every problem at once, and never made twice', async () => {
    const wrong = [...given, '--code', 'Salong Sax', '--organisation-number', '212000-0143', '--bankgiro', '5050-1056']
    const refused = await reskontra(wrong)
    expect(refused.code).toBe(1)
    expect(refused.err.match(/\[[a-z.-]+\]/g)).toEqual([
      '[company.code]',
      '[identity.organisation-number-invalid]',
      expect.stringContaining('bankgiro'),
    ])
    const twice = await reskontra([...given, '--bankgiro', '5050-1055'])
    expect([twice.code, twice.err]).toEqual([1, 'there is a company salong already [company.exists]\n'])
    expect((await reskontra([...given, '--country', 'DK', '--bankgiro', '5050-1055'])).code).toBe(2)
    const person = ['access', 'create-user', '--company', 'salong', '--email', 'ada@salong.example', '--name', 'Ada']
    expect((await reskontra([...person, '--role', 'admin'])).err).toBe(
      'there is no role admin: choose one of administrator, approver, auditor, clerk, controller, protected-reader [role.unknown]\n',
    )
  })
})
