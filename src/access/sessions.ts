import { createHash } from 'node:crypto'
import type { Pool } from '../db/pool.ts'
import type { Db } from '../db/transaction.ts'
import { withoutTenant } from '../db/transaction.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { hashPassword, passwordIs, passwordProblems } from './passwords.ts'
import { newToken, tokenHash } from './tokens.ts'

// Users and sessions belong to the installation, not to a company: no tenant is named here.

export interface SignedIn {
  userId: Id
  name: string
  email: string
  language: 'sv' | 'nb' | 'bg' | 'en'
  hasPassword: boolean
}
export interface NewSession extends SignedIn {
  /** For the cookie; told once. */
  token: string
  expiresAt: Date
}
export interface Device {
  address: string
  userAgent: string | null
}

const sessionHours = 12
const idleMinutes = 120
const seenEverySeconds = 60
const attemptsWindowMinutes = 15
/** Attempts in the window: of one name from one address, of one name from anywhere, of one address for any name. */
const attemptsMax = { nameAndAddress: 10, name: 50, address: 100 }

/** @throws Refused 401 with one message for whatever is wrong; 429 after too many attempts. */
export async function signInByPassword(
  pool: Pool,
  given: { email: string; password: string },
  device: Device,
  now: Date,
): Promise<NewSession> {
  const email = normalEmail(given.email)
  const attempt = await countAttempt(pool, email, device.address, now)
  const user = await withoutTenant(pool, (db) => readUser(db, 'lower(email) = $1', email), { readOnly: true })
  if (!(await passwordIs(user?.passwordHash, given.password)) || !user)
    return refuse('sign-in.wrong', 'the address and the password do not belong together', {}, 401)
  return withoutTenant(pool, async (db) => {
    await forgetAttempt(db, attempt)
    return openSession(db, user, device, now)
  })
}

/** Uses a one-time link. @throws Refused 401 when it is unknown, used or expired; 429 after too many attempts. */
export async function signInByLink(pool: Pool, token: string, device: Device, now: Date): Promise<NewSession> {
  const attempt = await countAttempt(pool, '', device.address, now)
  return withoutTenant(pool, async (db) => {
    const link = await db.maybe<{ user_id: Id }>(
      `update sign_in_links set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2 returning user_id`,
      [tokenHash(token), now],
    )
    const user = link && (await readUser(db, 'id = $1', link.user_id))
    if (!user) return refuse('sign-in.link-used', 'the link was used or has expired: ask for a new one', {}, 401)
    await forgetAttempt(db, attempt)
    return openSession(db, user, device, now)
  })
}

/** A one-time link's token for a user; the caller puts it into an address. */
export async function createSignInLink(
  db: Db,
  userId: Id,
  now: Date,
  hours = 24,
): Promise<{ token: string; expiresAt: Date }> {
  const { token, hash } = newToken()
  const expiresAt = new Date(now.getTime() + hours * 3_600_000)
  await db.query(`insert into sign_in_links (token_hash, user_id, expires_at) values ($1, $2, $3)`, [
    hash,
    userId,
    expiresAt,
  ])
  return { token, expiresAt }
}

/** Who a session belongs to, or undefined: unknown, expired, idle for too long, or of a closed user. */
export async function readSession(pool: Pool, token: string, now: Date): Promise<SignedIn | undefined> {
  return withoutTenant(pool, async (db) => {
    const hash = tokenHash(token)
    const session = await db.maybe<{ userId: Id; seenAt: Date }>(
      `select user_id as "userId", seen_at as "seenAt" from sessions where token_hash = $1 and expires_at > $2 and seen_at > $3`,
      [hash, now, new Date(now.getTime() - idleMinutes * 60_000)],
    )
    if (!session) return undefined
    if (now.getTime() - session.seenAt.getTime() > seenEverySeconds * 1000)
      await db.query(`update sessions set seen_at = $2 where token_hash = $1`, [hash, now])
    return readUser(db, 'id = $1', session.userId)
  })
}

export interface SessionRow {
  /** The first 16 hex digits of a hash of the stored hash: names a session, opens none. */
  id: string
  createdAt: Date
  seenAt: Date
  expiresAt: Date
  userAgent: string | null
  current: boolean
}

export async function listSessions(pool: Pool, userId: Id, token: string | null, now: Date): Promise<SessionRow[]> {
  const rows = await withoutTenant(
    pool,
    (db) =>
      db.rows<{ token_hash: Buffer; created_at: Date; seen_at: Date; expires_at: Date; user_agent: string | null }>(
        `select * from sessions where user_id = $1 and expires_at > $2 order by created_at desc`,
        [userId, now],
      ),
    { readOnly: true },
  )
  const own = token ? tokenHash(token) : null
  return rows.map((row) => ({
    id: sessionId(row.token_hash),
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
    current: own?.equals(row.token_hash) ?? false,
  }))
}

export async function endSession(pool: Pool, token: string): Promise<void> {
  await withoutTenant(pool, (db) => db.query(`delete from sessions where token_hash = $1`, [tokenHash(token)]))
}

/** Ends one session of the user's own list. @throws Refused 404 */
export async function endSessionById(pool: Pool, userId: Id, id: string): Promise<void> {
  await withoutTenant(pool, async (db) => {
    const rows = await db.rows<{ token_hash: Buffer }>(`select token_hash from sessions where user_id = $1`, [userId])
    const row = rows.find(({ token_hash }) => sessionId(token_hash) === id)
    if (!row) refuse('session.unknown', 'there is no such session', {}, 404)
    await db.query(`delete from sessions where token_hash = $1`, [row!.token_hash])
  })
}

/**
 * Sets a password and ends the user's other sessions. Who has one names it; who signed in by a link and has none does not.
 * @throws Refused with what is wrong with the new one
 */
export async function setPassword(
  pool: Pool,
  session: { userId: Id; token: string | null },
  given: { password: string; current?: string | undefined },
  address: string,
  now: Date,
): Promise<void> {
  const user = await withoutTenant(pool, (db) => readUser(db, 'id = $1', session.userId))
  if (!user) return refuse('user.unknown', 'there is no such user', {}, 404)
  const problems = passwordProblems(given.password, user)
  if (problems.length > 0) throw new Refused(problems)
  if (user.passwordHash !== null) {
    const attempt = await countAttempt(pool, user.email.toLowerCase(), address, now)
    if (!(await passwordIs(user.passwordHash, given.current ?? '')))
      throw new Refused({ code: 'password.wrong', message: 'the present password is not this one', path: 'current' })
    await withoutTenant(pool, (db) => forgetAttempt(db, attempt))
  }
  const hash = await hashPassword(given.password)
  await withoutTenant(pool, async (db) => {
    await db.query(`update users set password_hash = $2 where id = $1`, [session.userId, hash])
    await db.query(`delete from sessions where user_id = $1 and token_hash is distinct from $2`, [
      session.userId,
      session.token ? tokenHash(session.token) : null,
    ])
  })
}

const normalEmail = (email: string): string => email.trim().toLowerCase()

export const findUserByEmail = (db: Db, email: string): Promise<SignedIn | undefined> =>
  readUser(db, 'lower(email) = $1', normalEmail(email))

interface StoredUser extends SignedIn {
  passwordHash: string | null
}

const readUser = (db: Db, condition: string, value: string): Promise<StoredUser | undefined> =>
  db.maybe<StoredUser>(
    `select id as "userId", name, email, language, password_hash as "passwordHash", password_hash is not null as "hasPassword"
       from users where ${condition} and closed_at is null and not is_system`,
    [value],
  )

async function openSession(db: Db, user: StoredUser, device: Device, now: Date): Promise<NewSession> {
  const { token, hash } = newToken()
  const expiresAt = new Date(now.getTime() + sessionHours * 3_600_000)
  await db.query(
    `insert into sessions (token_hash, user_id, created_at, seen_at, expires_at, user_agent) values ($1, $2, $3, $3, $4, $5)`,
    [hash, user.userId, now, expiresAt, device.userAgent?.slice(0, 200) ?? null],
  )
  const { userId, name, email, language, hasPassword } = user
  return { userId, name, email, language, hasPassword, token, expiresAt }
}

/**
 * Counts before it checks, in a transaction of its own: attempts at the same moment see each other, and a successful one
 * is taken off again. Refusing costs no password hash. @throws Refused 429
 */
async function countAttempt(pool: Pool, email: string, address: string, now: Date): Promise<Id[]> {
  const limits: [key: string, max: number][] = [[`address ${address}`, attemptsMax.address]]
  if (email) limits.push([`both ${email} ${address}`, attemptsMax.nameAndAddress], [`name ${email}`, attemptsMax.name])
  const keys = limits.map(([text]) => createHash('sha256').update(text).digest())
  const ids = limits.map(() => newId())
  await withoutTenant(pool, (db) =>
    db.query(
      `insert into sign_in_attempts (id, key, attempted_at) select id, key, $3 from unnest($1::uuid[], $2::bytea[]) as t (id, key)`,
      [ids, keys, now],
    ),
  )
  const since = new Date(now.getTime() - attemptsWindowMinutes * 60_000)
  const counts = await withoutTenant(pool, (db) =>
    db.rows<{ key: Buffer; count: number }>(
      `select key, count(*)::int as count from sign_in_attempts where key = any ($1::bytea[]) and attempted_at > $2 group by key`,
      [keys, since],
    ),
  )
  const tooMany = limits.some(([, max], i) => counts.some((row) => row.key.equals(keys[i]!) && row.count > max))
  if (tooMany)
    refuse(
      'sign-in.too-many',
      `too many attempts: wait ${attemptsWindowMinutes} minutes`,
      { minutes: attemptsWindowMinutes },
      429,
    )
  return ids
}

const forgetAttempt = (db: Db, ids: Id[]): Promise<unknown> =>
  db.query(`delete from sign_in_attempts where id = any ($1::uuid[])`, [ids])

const sessionId = (hash: Buffer): string => createHash('sha256').update(hash).digest('hex').slice(0, 16)
