import type { Verb } from '../db/verb.ts'
import { closeUser } from './close-user.ts'
import { createLink } from './create-sign-in-link.ts'
import { createToken } from './create-token.ts'
import { createUser } from './create-user.ts'
import { grantRole } from './grant-role.ts'
import { listAudit } from './list-audit.ts'
import { listRoles } from './list-roles.ts'
import { listTokens } from './list-tokens.ts'
import { listUsers } from './list-users.ts'
import { readAuditEvent } from './read-audit-event.ts'
import { revokeGrant } from './revoke-grant.ts'
import { revokeToken } from './revoke-token.ts'
import { saveRole } from './save-role.ts'
import { sealAudit } from './seal-audit.ts'
import { verifySeals } from './verify-seals.ts'

export const verbs: Verb[] = [
  listUsers,
  createUser,
  createLink,
  closeUser,
  listRoles,
  saveRole,
  grantRole,
  revokeGrant,
  listTokens,
  createToken,
  revokeToken,
  listAudit,
  readAuditEvent,
  sealAudit,
  verifySeals,
]
