import type { FastifyRequest } from 'fastify'
import type { CompanyOfUser } from '../access/authenticate.ts'
import { companiesOf, findCompany, readApiToken } from '../access/authenticate.ts'
import { needEveryArea } from '../access/every-area.ts'
import type { Right } from '../access/rights.ts'
import { areasOf, rightsOf } from '../access/rights.ts'
import type { SignedIn } from '../access/sessions.ts'
import { readSession } from '../access/sessions.ts'
import type { User } from '../db/context.ts'
import { withTenant } from '../db/transaction.ts'
import type { Verb } from '../db/verb.ts'
import type { Installation } from '../jobs/perform.ts'
import type { Day } from '../kernel/day.ts'
import { dayOf } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export const sessionCookie = 'reskontra_session'

/** Who asks, before it is known what for. */
export interface Asker {
  userId: Id
  /** The session's own token; null for an API token. */
  sessionToken: string | null
  signedIn: SignedIn | null
  /** An API token counts in one company. */
  onlyCompanyId: Id | null
}

/** Who asks, in a company. */
export interface CompanyAsker extends Asker {
  companyId: Id
  companyCode: string
  rights: Right[]
  today: Day
}

/** By bearer token or session cookie. @throws Refused 401, and 403 for a cookie that a strange page may have sent along. */
export async function askerOf(installation: Installation, request: FastifyRequest): Promise<Asker> {
  const header = request.headers.authorization
  if (header !== undefined) {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1]
    const found = token ? await readApiToken(installation.pool, token) : undefined
    if (!found) return unknownAsker()
    return { userId: found.userId, sessionToken: null, signedIn: null, onlyCompanyId: found.companyId }
  }
  const asker = await sessionAsker(installation, request)
  if (!asker) return unknownAsker()
  // A form on another site cannot set a header; a script on another site would have to ask first (CORS), and is not allowed.
  if (!['GET', 'HEAD'].includes(request.method) && request.headers['x-reskontra-csrf'] === undefined)
    refuse('request.csrf', 'a changing call with a session cookie carries the header X-Reskontra-CSRF', {}, 403)
  return asker
}

export async function sessionAsker(
  installation: Installation,
  request: FastifyRequest,
): Promise<(Asker & { signedIn: SignedIn }) | undefined> {
  const token = request.cookies[sessionCookie]
  const signedIn = token ? await readSession(installation.pool, token, installation.clock()) : undefined
  return signedIn && { userId: signedIn.userId, sessionToken: token!, signedIn, onlyCompanyId: null }
}

const unknownAsker = (): never => refuse('sign-in.needed', 'sign in first, or send a valid token', {}, 401)

/** @throws Refused 404 alike for a company that does not exist and for one in which the asker holds nothing. */
export async function inCompany(installation: Installation, asker: Asker, codeOrId: string): Promise<CompanyAsker> {
  const company = await findCompany(installation.pool, codeOrId)
  if (!company || (asker.onlyCompanyId !== null && asker.onlyCompanyId !== company.id)) return unknownCompany()
  const today = dayOf(installation.clock(), company.timeZone)
  const rights = await withTenant(
    installation.pool,
    { companyId: company.id, areas: [], userId: asker.userId },
    (db) => rightsOf(db, company.id, asker.userId, today),
    { readOnly: true },
  )
  if (rights.length === 0) return unknownCompany()
  return { ...asker, companyId: company.id, companyCode: company.code, rights, today }
}

const unknownCompany = (): never => refuse('company.unknown', 'there is no such company', {}, 404)

/** The asker as the verb's user: the business areas in which he may use this verb. @throws Refused 403 */
export function userFor(asker: CompanyAsker, { name: verbName, ofWholeCompany }: Verb): User {
  const areas = areasOf(asker.rights, verbName)
  if (areas === null) return refuse('access.denied', `you have no right to ${verbName}`, { verb: verbName }, 403)
  const user: User = {
    id: asker.userId,
    name: asker.signedIn?.name ?? '',
    areas,
    permissions: [...new Set(asker.rights.map((right) => right.pattern))],
  }
  if (ofWholeCompany) needEveryArea(user)
  return user
}

/** Companies in which a person holds a grant now, by the widest clock: each is checked again when it is opened. */
export const companiesFor = async (installation: Installation, asker: Asker): Promise<CompanyOfUser[]> => {
  const companies = await companiesOf(installation.pool, asker.userId, dayOf(installation.clock(), 'Europe/Sofia'))
  return companies.filter((company) => asker.onlyCompanyId === null || asker.onlyCompanyId === company.id)
}
