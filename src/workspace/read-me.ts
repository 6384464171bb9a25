import { z } from 'zod'
import { countryCode, dayText, id, language } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readRights } from './within.ts'

/** Who asks, what he may, and what a screen must know of the company before it can show anything. */
export const readMe = verb({
  kind: 'read',
  name: 'workspace.read-me',
  summary: 'The asker: name, language, roles, rights and areas; and the facts of the company that every screen needs',
  route: 'GET /me',
  input: z.object({}),
  output: z.object({
    userId: id.nullable(),
    name: z.string(),
    email: z.string().nullable(),
    language,
    roles: z.array(z.string()),
    permissions: z
      .array(z.string())
      .meta({ description: 'Verb names and patterns ("invoicing.*") held somewhere in the company' }),
    permissionsInEveryArea: z
      .array(z.string())
      .meta({ description: 'Those of them held in every business area: what the whole company shares takes these' }),
    areas: z
      .array(z.object({ id, code: z.string(), name: z.string() }))
      .meta({ description: 'Business areas in which the asker holds any right' }),
    seesAllAreas: z.boolean(),
    company: z.object({
      id,
      code: z.string(),
      name: z.string(),
      country: countryCode,
      kind: z.enum(['company', 'municipality']),
      currency: z.string().meta({ description: 'Of the books, today' }),
      timeZone: z.string(),
      today: dayText,
    }),
  }),
  async run(ctx) {
    const { db, company, user, today } = ctx
    const rights = await readRights(ctx)
    const seesAllAreas = rights.some(({ areaId }) => areaId === null)
    const person = await db.maybe<{ name: string; email: string; language: 'sv' }>(
      `select name, email, language from users where id = $1`,
      [user.id],
    )
    const { roles } = await db.one<{ roles: string[] }>(
      `select coalesce(array_agg(distinct r.name order by r.name), '{}') as roles
         from grants g join roles r on r.company_id = g.company_id and r.id = g.role_id
        where g.company_id = $1 and g.user_id = $2 and g.valid_from <= $3 and $3 < g.valid_to`,
      [company.id, user.id, today],
    )
    const areas = await db.rows<{ id: string; code: string; name: string }>(
      `select id, code, name from business_areas where company_id = $1 and ($2 or id = any($3::uuid[])) order by code`,
      [company.id, seesAllAreas, rights.map(({ areaId }) => areaId).filter((areaId) => areaId !== null)],
    )
    const { currency } = await db.one<{ currency: string }>(
      `select currency from company_currencies where company_id = $1 and valid_from <= $2 and $2 < valid_to`,
      [company.id, today],
    )
    return {
      userId: user.id,
      name: person?.name ?? user.name,
      email: person?.email ?? null,
      language: person?.language ?? company.language,
      roles,
      permissions: [...new Set(rights.map(({ pattern }) => pattern))],
      permissionsInEveryArea: [...new Set(rights.flatMap(({ pattern, areaId }) => (areaId === null ? [pattern] : [])))],
      areas,
      seesAllAreas,
      company: {
        id: company.id,
        code: company.code,
        name: company.name,
        country: company.country,
        kind: company.kind,
        currency,
        timeZone: company.timeZone,
        today,
      },
    }
  },
})
