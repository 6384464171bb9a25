import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Http } from '../../test/http.ts'
import { openHttp } from '../../test/http.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { fileInput, fileOutput } from '../db/schemas.ts'
import type { Verb } from '../db/verb.ts'
import { longVerb, verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { verbs } from '../verbs.ts'
import { openApi } from './open-api.ts'

// Verbs of the tests' own, beside the real ones: they count how often they ran.
let runs = 0
let opened: (() => void)[] = []
const gate = () => new Promise<void>((resolve) => opened.push(resolve))
const open = () => {
  for (const resolve of opened) resolve()
  opened = []
}
const testVerbs: Verb[] = [
  verb({
    kind: 'write',
    name: 'test.write',
    summary: 'Counts',
    route: 'POST /test/{name}',
    input: z.object({
      name: z.string(),
      amount: z.string().regex(/^\d+\.\d\d$/),
      many: z.array(z.number()).optional(),
      wait: z.boolean().optional(),
      constraint: z.boolean().optional(),
    }),
    output: z.object({ runs: z.number(), name: z.string() }),
    later: ({ name }) => (name === 'followed' ? { verb: 'dunning.send-letters', afterSeconds: 3600 } : null),
    async run(ctx, input) {
      if (input.name === 'refused') refuse('test.refused', 'it is refused', { name: input.name }, 409)
      if (input.constraint)
        await ctx.db.query(
          `insert into business_areas (company_id, id, code, name) select company_id, gen_random_uuid(), code, 'x' from business_areas where company_id = $1`,
          [ctx.company.id],
        )
      if (input.wait) await gate()
      runs += 1
      return { runs, name: input.name, secretOfOurs: 'not in the description' } as { runs: number; name: string }
    },
  }),
  verb({
    kind: 'read',
    name: 'test.read',
    summary: 'Reads a query',
    route: 'GET /test-read',
    input: z.object({
      count: z.number().int().max(5),
      flag: z.boolean().default(false),
      codes: z.array(z.string()).default([]),
    }),
    output: z.unknown(),
    run: async (_ctx, input) => input,
  }),
  verb({
    kind: 'read',
    name: 'test.bug',
    summary: 'Breaks',
    route: 'GET /test-bug',
    input: z.object({}),
    output: z.object({}),
    run: async () => {
      throw new Error('password=hunter2 19800101-1234')
    },
  }),
  longVerb({
    kind: 'long',
    name: 'test.long',
    summary: 'Works for long',
    route: 'POST /test-long',
    input: z.object({ steps: z.number(), refused: z.boolean().optional(), wait: z.boolean().optional() }),
    output: z.object({ steps: z.number(), user: z.string().nullable() }),
    async run(ctx, { steps, refused, wait }) {
      runs += 1
      for (let i = 1; i <= steps; i++) {
        ctx.progress(i, steps, `step ${i}`)
        await sleep(20)
      }
      if (wait) await gate()
      if (refused) refuse('test.refused', 'it is refused', {}, 409)
      return { steps, user: ctx.user.id }
    },
  }),
  longVerb({
    kind: 'long',
    name: 'test.upload',
    summary: 'Takes a file and gives it back',
    route: 'POST /test-upload',
    input: z.object({ file: fileInput.optional(), note: z.string().optional() }),
    output: fileOutput,
    async run(ctx, { file, note }) {
      if (!file) return refuse('test.no-file', 'no file')
      return {
        fileName: `åter "${note ?? ''}" ${file.name}`,
        mediaType: 'text/plain',
        body: ctx.files.open(ctx.company.id, file.sha256),
      }
    },
  }),
]

let world: World
let http: Http
let clerk: { userId: string; token: string }

beforeAll(async () => {
  world = await openWorld('SE')
  http = await openHttp(world, { verbs: [...verbs, ...testVerbs], code: 'test-se' })
  clerk = await http.person(['test.*', 'bank.*'])
})

const post = (path: string, json: unknown, headers: Record<string, string> = {}) =>
  http.call<Record<string, unknown>>(`POST ${path}`, { token: clerk.token, json, headers })

const pathsOf = (body: Record<string, unknown>) => (body.problems as { path: string }[]).map((problem) => problem.path)

describe('input and answer', () => {
  test('texts of a query become what the schema asks for', async () => {
    const answer = await http.call('GET /test-read?count=3&flag=true&codes=a,b', { token: clerk.token })
    expect(answer.body).toEqual({ count: 3, flag: true, codes: ['a', 'b'] })
  })

  test('every wrong field is named at once, and nothing runs', async () => {
    const before = runs
    const answer = await post('/test/x', { amount: 'much', many: [1, 'two'] })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({ status: 422, type: expect.stringMatching(/^urn:reskontra:problem:input\./) })
    expect((answer.body.problems as { path: string }[]).map((problem) => problem.path)).toEqual(['amount', 'many.1'])
    expect(runs).toBe(before)
  })

  test('a field that nobody knows is refused by its path, in the body, deep within it and in a query', async () => {
    const before = runs
    const slip = await post('/test/x', { amount: '1.00', preveiw: true })
    expect([slip.status, slip.body.problems]).toEqual([
      422,
      [
        {
          code: 'request.field-unknown',
          message: 'there is no field preveiw here: name, amount, many, wait, constraint',
          path: 'preveiw',
        },
      ],
    ])
    expect(runs).toBe(before)
    const query = await http.call<Record<string, unknown>>('GET /test-read?count=1&falg=true', { token: clerk.token })
    expect([query.status, pathsOf(query.body)]).toEqual([422, ['falg']])
    const matches = [{ transactionId: '00000000-0000-7000-8000-000000000000', items: [{ itemId: 'x', amout: '1.00' }] }]
    const deep = await post('/matches', { matches })
    expect([deep.status, pathsOf(deep.body)]).toEqual([422, ['matches.0.items.0.amout']])
  })

  test('what the description does not name does not leave the program', async () => {
    const answer = await post('/test/x', { amount: '1.00' })
    expect(answer.body).toEqual({ runs: expect.any(Number), name: 'x' })
  })

  test.each([
    ['refused by the verb', () => post('/test/refused', { amount: '1.00' }), 409, 'test.refused'],
    [
      'unreadable JSON',
      () =>
        http.call('POST /test/x', {
          token: clerk.token,
          headers: { 'content-type': 'application/json' },
          form: '{' as never,
        }),
      400,
      'request.',
    ],
    ['a list where an object is asked', () => post('/test/x', [{ amount: '1.00' }]), 400, 'request.body'],
    ['nothing there', () => http.call('GET /no-such-thing', { token: clerk.token }), 404, 'request.not-found'],
    ['a mistake of ours', () => http.call('GET /test-bug', { token: clerk.token }), 500, 'internal'],
  ])('problem details: %s', async (_name, ask, status, code) => {
    const answer = await ask()
    expect(answer.status).toBe(status)
    expect(String(answer.body.code).startsWith(code)).toBe(true)
    expect(answer.text).not.toContain('hunter2')
  })

  test('an address asked in a way that it does not take names those that it takes', async () => {
    const answer = await http.call('DELETE /test-read', { token: clerk.token })
    expect([answer.status, answer.headers.get('allow'), answer.body.code]).toEqual([405, 'GET, HEAD', 'request.method'])
  })

  test('what can be read has a head: the description, a verb, and only for who may', async () => {
    const described = await http.call('HEAD =/api/openapi.json')
    expect([described.status, described.text]).toEqual([200, ''])
    expect(Number(described.headers.get('content-length'))).toBeGreaterThan(1000)
    expect((await http.call('HEAD =/health')).status).toBe(200)
    expect((await http.call('HEAD /test-read?count=1', { token: clerk.token })).status).toBe(200)
    expect((await http.call('HEAD /test-read?count=1')).status).toBe(401)
  })

  test('a constraint of the database is told by its name, without the row', async () => {
    await world.tx(({ db, company }) =>
      db.query(
        `insert into business_areas (company_id, id, code, name) values ($1, gen_random_uuid(), 'hemlig', 'x')`,
        [company.id],
      ),
    )
    const answer = await post('/test/x', { amount: '1.00', constraint: true })
    expect(answer.status).toBe(409)
    expect(answer.body).toMatchObject({
      code: 'database.business-areas-code-unique',
      problems: [{ data: { constraint: 'business_areas_code_unique' } }],
    })
    expect(answer.text).not.toContain('hemlig')
  })
})

describe('Idempotency-Key', () => {
  test('the same call again gets the same answer and does nothing', async () => {
    const first = await post('/test/once', { amount: '1.00' }, { 'idempotency-key': 'k1' })
    const again = await post('/test/once', { amount: '1.00' }, { 'idempotency-key': 'k1' })
    expect(again.body).toEqual(first.body)
    expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true'])
  })

  test('what follows a verb follows it under a key too, once', async () => {
    for (let i = 0; i < 2; i++) await post('/test/followed', { amount: '1.00' }, { 'idempotency-key': 'k1b' })
    const { rows } = await world.database.owner.query(
      `select count(*)::int as n from jobs where verb = 'dunning.send-letters'`,
    )
    expect(rows).toEqual([{ n: 1 }])
  })

  test('another request under the same key is refused', async () => {
    await post('/test/other', { amount: '1.00' }, { 'idempotency-key': 'k2' })
    const answer = await post('/test/other', { amount: '2.00' }, { 'idempotency-key': 'k2' })
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency.other-request'])
  })

  test('what was refused left no trace: the same key may try again', async () => {
    const refused = await post('/test/refused', { amount: '1.00' }, { 'idempotency-key': 'k3' })
    const done = await post('/test/fine', { amount: '1.00' }, { 'idempotency-key': 'k3' })
    expect([refused.status, done.status]).toEqual([409, 200])
  })

  test('at the same moment the second one waits outside; the verb runs once', async () => {
    const before = runs
    const first = post('/test/slow', { amount: '1.00', wait: true }, { 'idempotency-key': 'k4' })
    while (opened.length === 0) await sleep(5)
    const second = await post('/test/slow', { amount: '1.00', wait: true }, { 'idempotency-key': 'k4' })
    expect([second.status, second.body.code]).toEqual([409, 'idempotency.in-progress'])
    open()
    expect((await first).status).toBe(200)
    expect(runs).toBe(before + 1)
  })

  test('keys are a person’s own', async () => {
    const other = await http.person(['test.*'])
    const first = await post('/test/own', { amount: '1.00' }, { 'idempotency-key': 'k5' })
    const theirs = await http.call('POST /test/own', {
      token: other.token,
      json: { amount: '1.00' },
      headers: { 'idempotency-key': 'k5' },
    })
    expect(theirs.body.runs).toBe((first.body.runs as number) + 1)
  })

  test('long work: once, the refusal kept with its status, a running one is not begun again', async () => {
    const before = runs
    const first = await post('/test-long', { steps: 1 }, { 'idempotency-key': 'l1' })
    const again = await post('/test-long', { steps: 1 }, { 'idempotency-key': 'l1' })
    expect(first.body).toEqual({ steps: 1, user: clerk.userId })
    expect(again.body).toEqual(first.body)
    const refused = await post('/test-long', { steps: 1, refused: true }, { 'idempotency-key': 'l2' })
    expect([refused.status, refused.body.code]).toEqual([409, 'test.refused'])
    const running = post('/test-long', { steps: 1, wait: true }, { 'idempotency-key': 'l3' })
    while (opened.length === 0) await sleep(5)
    expect((await post('/test-long', { steps: 1, wait: true }, { 'idempotency-key': 'l3' })).body.code).toBe(
      'idempotency.in-progress',
    )
    open()
    expect((await running).status).toBe(200)
    expect(runs).toBe(before + 3)
  })
})

describe('long work', () => {
  test('without a wish it is done and answered', async () => {
    expect((await post('/test-long', { steps: 1 })).body).toEqual({ steps: 1, user: clerk.userId })
  })

  test('respond-async: a job to follow by events, to its end', async () => {
    const accepted = await post('/test-long', { steps: 60 }, { prefer: 'respond-async' })
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('preference-applied')).toBe('respond-async')
    const { followUrl, jobId } = accepted.body as { followUrl: string; jobId: string }
    const events = eventsOf((await http.call(`GET =${followUrl}`, { token: clerk.token })).text)
    expect(events.at(-1)).toMatchObject({
      event: 'end',
      data: { jobId, state: 'done', output: { steps: 60, user: clerk.userId } },
    })
    const progress = events.filter((one) => one.event === 'progress').map((one) => Number(one.data.done))
    expect(progress.length).toBeGreaterThan(2)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress.at(-1)).toBe(60)
  })

  test('the job of one is not another’s to follow, nor to read', async () => {
    const { jobId, followUrl } = (await post('/test-long', { steps: 1 }, { prefer: 'respond-async' })).body as Record<
      string,
      string
    >
    const other = await http.person(['test.*'])
    expect((await http.call(`GET =${followUrl}`, { token: other.token })).status).toBe(404)
    expect((await http.call(`GET =${followUrl}`)).status).toBe(401)
    const chief = await http.person(['*'])
    expect((await http.call(`GET /jobs/${jobId}`, { token: chief.token })).body).toMatchObject({
      jobId,
      verb: 'test.long',
    })
  })

  test('a job whose file is the answer keeps it', async () => {
    const form = new FormData()
    form.set('file', new Blob(['kept']), 'a.txt')
    const accepted = await http.call<{ jobId: string; followUrl: string }>('POST /test-upload', {
      token: clerk.token,
      form,
      headers: { prefer: 'respond-async' },
    })
    await http.call(`GET =${accepted.body.followUrl}`, { token: clerk.token })
    expect((await http.call(`GET /jobs/${accepted.body.jobId}/file`, { token: clerk.token })).text).toBe('kept')
  })
})

describe('files', () => {
  test('an upload is streamed into the store, and a file answered as an attachment', async () => {
    const form = new FormData()
    form.set('note', 'n')
    form.set('file', new Blob(['hej på dig']), 'fil.txt')
    const answer = await http.call('POST /test-upload', { token: clerk.token, form })
    expect(answer.text).toBe('hej på dig')
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="ater _n_ fil.txt"; filename*=UTF-8''%C3%A5ter%20%22n%22%20fil.txt`,
    )
  })

  test('in JSON: bytes in base64; a hash alone is no way to a file that one may not see', async () => {
    const answer = await post('/test-upload', { file: { name: 'a', base64: Buffer.from('bytes').toString('base64') } })
    expect(answer.text).toBe('bytes')
    const stored = await world.installation.files.put(world.companyId, [Buffer.from('somebody else’s')])
    expect((await post('/test-upload', { file: { name: 'a', ...stored } })).body).toMatchObject({
      code: 'file.unknown',
    })
  })

  test('a bank file goes in through the real verb, twice is once', async () => {
    const bytes = readFileSync(new URL('../formats/money-in/bgmax/samples/two-sections.txt', import.meta.url))
    const send = () => {
      const form = new FormData()
      form.set('file', new Blob([bytes]), 'bgmax.txt')
      return http.call<Record<string, unknown>>('POST /bank-files', { token: clerk.token, form })
    }
    expect((await send()).body).toMatchObject({ status: 422, code: 'bank-account.unknown', problems: [{}, {}] })
    for (const bankgiro of ['9912346', '4404042']) {
      await world.tx(({ db, company }) =>
        db.query(
          `insert into bank_accounts (company_id, id, code, name, kind, currency, account, bankgiro)
           select company_id, gen_random_uuid(), $2, $2, kind, currency, account, $2 from bank_accounts where company_id = $1 and code = 'BANK'`,
          [company.id, bankgiro],
        ),
      )
    }
    const first = await send()
    expect([first.status, first.body.alreadyImportedOn]).toEqual([200, null])
    expect((await send()).body).toMatchObject({ fileId: first.body.fileId, alreadyImportedOn: expect.any(String) })
  })
})

describe('the description', () => {
  test('OpenAPI 3.1 of exactly the verbs; every reference leads somewhere', async () => {
    const { status, body } = await http.call<{
      openapi: string
      paths: Record<string, object>
      components: { schemas: object }
    }>('GET =/api/openapi.json')
    expect(status).toBe(200)
    expect(body.openapi).toBe('3.1.0')
    const operations = Object.values(body.paths).flatMap((path) =>
      Object.values(path).flatMap((one: { operationId?: string }) => one.operationId ?? []),
    )
    expect(operations.sort()).toEqual([...verbs, ...testVerbs].map((one) => one.name).sort())
    const references = JSON.stringify(body).match(/"\$ref":"[^"]+"/g) ?? []
    for (const reference of references)
      expect(Object.keys(body.components.schemas)).toContain(/schemas\/([^"]+)"/.exec(reference)![1])
    expect(JSON.stringify(openApi(verbs, '0'))).not.toContain('$defs')
  })

  test('health and security headers', async () => {
    const answer = await http.call('GET =/health')
    expect(answer.body).toEqual({ ok: true, version: '0' })
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })
})

function eventsOf(text: string): { event: string; data: Record<string, unknown> }[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => {
      const [event, data] = block.split('\n')
      return { event: event!.slice(7), data: JSON.parse(data!.slice(6)) }
    })
}
