import { beforeAll, describe, expect, test } from 'vitest'
import type { Http } from '../../test/http.ts'
import { openHttp } from '../../test/http.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { invitedAdministrator } from '../access/administrator.ts'
import { closeUser } from '../access/close-user.ts'
import { createUser } from '../access/create-user.ts'
import { listUsers } from '../access/list-users.ts'

let world: World
let http: Http
let people = 0

beforeAll(async () => {
  world = await openWorld('SE')
  http = await openHttp(world, { code: 'test-se' })
})

const password = 'sju fula hästar på rad'

/** A new person with the role clerk: comes in by the link, sets a password. */
async function signedUp() {
  const email = `ada${++people}@example.com`
  const { signInLink, userId } = await world.do<{ signInLink: string; userId: string }>(createUser, {
    email,
    name: 'Ada Lind',
    role: 'clerk',
  })
  const cookie = cookieOf(await http.call(`POST =${signInLink}`))
  const set = await http.call('PUT =/api/v1/password', {
    cookie,
    json: { password },
    headers: { 'x-reskontra-csrf': '1' },
  })
  expect(set.status).toBe(204)
  return { email, cookie, userId, signInLink }
}
const cookieOf = (answer: { headers: Headers }): string => (answer.headers.get('set-cookie') ?? '').split(';')[0]!
const signIn = (email: string, secret = password) =>
  http.call('POST =/api/v1/session', { json: { email, password: secret } })

describe('one-time links', () => {
  test('work once, after a click; looking at one does not use it up', async () => {
    const { signInLink } = await world.do<{ signInLink: string }>(createUser, {
      email: 'once@example.com',
      name: 'Once',
      role: 'clerk',
    })
    expect((await http.call(`GET =${signInLink}`)).text).toContain('<button>')
    const first = await http.call(`POST =${signInLink}`)
    expect([first.status, first.headers.get('location')]).toEqual([303, '/password'])
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
    // A browser whose clock is ahead would throw away a cookie that ends on a day.
    expect(first.headers.get('set-cookie')).toMatch(/Max-Age=\d{4,}/)
    expect(first.headers.get('set-cookie')).not.toMatch(/Expires=/)
    // The first password may wait; who has one is only led back.
    expect((await http.call('GET =/password', { cookie: cookieOf(first) })).text).toContain('>Inte nu</a>')
    expect((await http.call(`POST =${signInLink}`)).status).toBe(401)
    expect((await http.call('GET =/api/v1/me', { cookie: cookieOf(first) })).text).toContain('Exempelstads kommun')
  })

  test('the administrator is invited until somebody can sign in, also to a company that has a clerk already', async () => {
    const own = await openWorld('NO')
    await own.do(createUser, { email: 'clerk@example.com', name: 'Clerk', role: 'clerk' })
    const token = await invitedAdministrator(own.database.app, own.installation.clock())
    expect(token).not.toBeNull()
    const there = await openHttp(own, { code: 'test-no' })
    const cookie = cookieOf(await there.call(`POST =/sign-in/${token}`))
    expect((await there.call('GET /users', { cookie })).status).toBe(200)
    expect(await invitedAdministrator(own.database.app, own.installation.clock())).toBeNull()
  })

  test('a person of another company gets a role and no link', async () => {
    const { email, userId } = await signedUp()
    const again = await world.do<{ userId: string; signInLink: string | null }>(createUser, {
      email: email.toUpperCase(),
      name: 'Somebody',
      role: 'clerk',
    })
    expect(again).toMatchObject({ userId, signInLink: null })
  })
})

describe('password', () => {
  test('signs in; the cookie opens what the grants allow', async () => {
    const { email } = await signedUp()
    const answer = await signIn(email)
    expect(answer.status).toBe(200)
    const me = await http.call('GET =/api/v1/me', { cookie: cookieOf(answer) })
    expect(me.body).toMatchObject({ email, companies: [{ code: 'test-se' }] })
  })

  test('a wrong password and an unknown person cannot be told apart', async () => {
    const { email } = await signedUp()
    const wrong = await signIn(email, 'wrong wrong wrong')
    const nobody = await signIn('nobody@example.com', 'wrong wrong wrong')
    expect(wrong.status).toBe(401)
    expect(wrong.text).toBe(nobody.text)
    expect(nobody.status).toBe(401)
  })

  test('attempts are counted per person and address; a right one in between is not', async () => {
    const { email } = await signedUp()
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) statuses.push((await signIn(email, 'wrong wrong wrong')).status)
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
    expect((await signIn(email)).status, 'the right one too, until the time is over').toBe(429)
    await world.database.owner.query('delete from sign_in_attempts')
    for (let i = 0; i < 15; i++) expect((await signIn(email)).status).toBe(200)
  })

  test.each(['kort', 'aaaaaaaaaaaaaa', '123456789012', 'ada.lind ada lind', 'lösenord1234'])(
    '%s is too easy',
    async (easy) => {
      const { cookie } = await signedUp()
      const answer = await http.call('PUT =/api/v1/password', {
        cookie,
        json: { password: easy, current: password },
        headers: { 'x-reskontra-csrf': '1' },
      })
      expect(answer.status).toBe(422)
      expect(String(answer.body.code)).toMatch(/^password\.too-/)
    },
  )

  test('changing it takes the present one and ends the other sessions', async () => {
    await world.database.owner.query('delete from sign_in_attempts')
    const { email, cookie } = await signedUp()
    const other = cookieOf(await signIn(email))
    const change = (json: object) =>
      http.call('PUT =/api/v1/password', { cookie, json, headers: { 'x-reskontra-csrf': '1' } })
    expect((await change({ password: 'åtta andra ord här', current: 'nonsense nonsense' })).status).toBe(422)
    expect((await change({ password: 'åtta andra ord här', current: password })).status).toBe(204)
    expect((await http.call('GET =/api/v1/me', { cookie: other })).status).toBe(401)
    expect((await http.call('GET =/api/v1/me', { cookie })).status).toBe(200)
  })
})

describe('sessions', () => {
  test('are listed and ended; signing out ends this one', async () => {
    const { email, cookie } = await signedUp()
    const other = cookieOf(await signIn(email))
    const list = (await http.call<{ rows: { id: string; current: boolean }[] }>('GET =/api/v1/sessions', { cookie }))
      .body.rows
    expect(list.map((row) => row.current).sort()).toEqual([false, true])
    const headers = { 'x-reskontra-csrf': '1' }
    await http.call(`DELETE =/api/v1/sessions/${list.find((row) => !row.current)!.id}`, { cookie, headers })
    expect((await http.call('GET =/api/v1/me', { cookie: other })).status).toBe(401)
    await http.call('DELETE =/api/v1/session', { cookie, headers })
    expect((await http.call('GET =/api/v1/me', { cookie })).status).toBe(401)
  })

  test('a changing call with a cookie needs the header; a form of another site signs nobody in', async () => {
    const { cookie, email } = await signedUp()
    const answer = await http.call('PUT =/api/v1/password', { cookie, json: { password } })
    expect([answer.status, answer.body.code]).toEqual([403, 'request.csrf'])
    const foreign = await http.call('POST =/sign-in', {
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
      form: new URLSearchParams({ email, password }) as never,
    })
    expect(foreign.status).toBe(403)
    expect(foreign.headers.get('set-cookie')).toBeNull()
  })

  test('a closed person is out at once, here and everywhere', async () => {
    const { cookie, userId, email } = await signedUp()
    expect((await http.call('GET =/api/v1/me', { cookie })).status).toBe(200)
    expect(await world.do(closeUser, { userId })).toMatchObject({ accountClosed: true, grantsEnded: 1 })
    expect((await http.call('GET =/api/v1/me', { cookie })).status).toBe(401)
    expect((await signIn(email)).status).toBe(401)
    expect(JSON.stringify(await world.do(listUsers, {}))).not.toContain(userId)
  })
})

describe('pages', () => {
  const typed = (email: string, secret = password) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'nb' },
    form: new URLSearchParams({ email, password: secret }) as never,
  })

  test.each([
    ['', '/'],
    [
      `?to=${encodeURIComponent('/companies/test-se/ageing?asOf=2026-08-31')}`,
      '/companies/test-se/ageing?asOf=2026-08-31',
    ],
    ['?to=https://elsewhere.example/companies/', '/'],
    ['?to=//elsewhere.example/companies/x', '/'],
    [`?to=${encodeURIComponent('/companies/../sign-out')}`, '/'],
    [`?to=${encodeURIComponent('/companies/\\elsewhere.example')}`, '/companies//elsewhere.example'],
    ['?to=/password', '/'],
  ])('after signing in at /sign-in%s one is at %s', async (query, place) => {
    const { email } = await signedUp()
    const answer = await http.call(`POST =/sign-in${query}`, typed(email))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, place])
    const again = await http.call(`GET =/sign-in${query}`, { cookie: cookieOf(answer) })
    expect([again.status, again.headers.get('location')]).toEqual([303, place])
  })

  test('the sign-in page speaks the browser’s language or the one chosen, has no script, and keeps what was asked for', async () => {
    const page = await http.call('GET =/sign-in', { headers: { 'accept-language': 'bg-BG,bg;q=0.9' } })
    expect(page.text).toContain('Вход')
    expect(page.text).not.toContain('<script')
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    const chosen = await http.call('GET =/sign-in?to=%2Fcompanies%2Ftest-se%2Fbank&lang=sv', {
      headers: { 'accept-language': 'bg' },
    })
    expect(chosen.text).toContain('<html lang="sv">')
    expect(chosen.text).toContain('action="/sign-in?to=%2Fcompanies%2Ftest-se%2Fbank&#38;lang=sv"')
  })

  test('what is wrong is told on the page, with the address still there', async () => {
    const wrong = await http.call('POST =/sign-in', typed('<b>@x.y', 'x'))
    expect(wrong.status).toBe(401)
    expect(wrong.text).toContain('hører ikke sammen')
    expect(wrong.text).toContain('value="&#60;b&#62;@x.y"')
  })

  test('who is signed out is led to the door and back to the password', async () => {
    expect((await http.call('GET =/password')).headers.get('location')).toBe('/sign-in?to=%2Fpassword')
  })
})
