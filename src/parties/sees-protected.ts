import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Language } from '../formats/e-invoice/document.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { holds } from '../kernel/permissions.ts'

/** The permission to see names and addresses of persons with protected identity. */
export const readProtected = 'parties.read-protected'

export const seesProtected = ({ user }: Pick<Ctx, 'user'>): boolean => holds(user, readProtected)

export const protectedName: Record<Language, string> = {
  sv: 'Skyddad identitet',
  nb: 'Sperret adresse',
  bg: 'Защитени данни',
  en: 'Protected identity',
}

/** Who looked at a protected person, by which verb (the law: set-protection.ts); every read, masked or not. */
export async function logProtectedReads(ctx: Ctx, partyIds: readonly Id[], verb: string): Promise<void> {
  await insertRows(
    ctx.db,
    'protected_reads',
    { id: 'uuid', party_id: 'uuid' },
    [...new Set(partyIds)].map((party_id) => ({ id: newId(), party_id })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      user_id: { type: 'uuid', value: ctx.user.id },
      read_at: { type: 'timestamptz', value: ctx.now },
      verb: { type: 'text', value: verb },
    },
  )
}
