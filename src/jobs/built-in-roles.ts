import { defaultRoles } from '../company/create-company.ts'
import { changeTenant, type Db, withoutTenant } from '../db/transaction.ts'
import { dayOf } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { matchesPattern } from '../kernel/permissions.ts'
import type { Language } from '../kernel/words/phrase.ts'
import type { Installation } from './perform.ts'

interface Role {
  name: string
  permissions: string[]
  /** A person has saved it: it is his. */
  changed: boolean
}

/**
 * Gives the built-in roles of each company the rights of this release. One that a person has changed stays as he wants it: a note
 * tells which rights of the built-in role it has not, once for each release that brings new ones. Twice is once.
 */
export function refreshBuiltInRoles({ pool, clock }: Pick<Installation, 'pool' | 'clock'>): Promise<void> {
  return withoutTenant(pool, async (db) => {
    const companies = await db.rows<{ company_id: string }>(`select company_id from all_companies()`)
    for (const { company_id } of companies) {
      await changeTenant(db, { companyId: company_id, areas: 'all', system: true })
      const stored = await db.rows<Role>(
        `select r.name, r.permissions, exists (select from audit_events e where e.company_id = r.company_id and e.verb = 'access.save-role' and e.subjects @> array[r.id]) as changed
           from roles r where r.company_id = $1 and r.name = any ($2::text[]) for update of r`,
        [company_id, defaultRoles.map((role) => role.name)],
      )
      for (const role of stored) {
        const { permissions } = defaultRoles.find(({ name }) => name === role.name)!
        const missing = permissions.filter((wanted) => !role.permissions.some((own) => matchesPattern(own, wanted)))
        if (role.changed && missing.length > 0) await tell(db, company_id, role.name, missing, clock())
        else if (!role.changed && String([...permissions].sort()) !== String([...role.permissions].sort()))
          await db.query(`update roles set permissions = $3 where company_id = $1 and name = $2`, [
            company_id,
            role.name,
            permissions,
          ])
      }
    }
  })
}

/** A note about the program's own party whose day is today: it stands on the first screen until somebody has looked. */
async function tell(db: Db, companyId: string, role: string, missing: readonly string[], now: Date): Promise<void> {
  const company = await db.one<{ language: Language; zone: string }>(
    `select language, time_zone as zone from companies where company_id = $1`,
    [companyId],
  )
  await db.query(
    `insert into party_notes (company_id, id, party_id, noted_at, text, follow_up_on)
     select $1, $2, p.id, $4, $3, $5 from parties p where p.company_id = $1 and p.kind = 'system' and p.number = '0'
        and not exists (select from party_notes n where n.company_id = $1 and n.party_id = p.id and n.text = $3)`,
    [companyId, newId(), words[company.language](role, missing.join(', ')), now, dayOf(now, company.zone)],
  )
}

const words: Record<Language, (role: string, missing: string) => string> = {
  sv: (role, missing) =>
    `Rollen ${role} är ändrad av er och fick inte de nya rättigheterna: ${missing}. Lägg till dem som behövs under Personer och behörigheter.`,
  nb: (role, missing) =>
    `Rollen ${role} er endret av dere og fikk ikke de nye rettighetene: ${missing}. Legg til dem som trengs under Personer og tilganger.`,
  bg: (role, missing) =>
    `Ролята ${role} е променена от вас и не получи новите права: ${missing}. Добавете нужните в „Хора и права“.`,
  en: (role, missing) =>
    `You changed the role ${role}, so it did not get the new rights: ${missing}. Add those that are needed under People and rights.`,
}
