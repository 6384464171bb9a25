import type { Verb } from '../db/verb.ts'
import { approveOverLimit } from './approve-over-limit.ts'
import { assignResponsible } from './assign-responsible.ts'
import { check } from './check.ts'
import { endMonitoring } from './end-monitoring.ts'
import { endResponsible } from './end-responsible.ts'
import { listChanges } from './list-changes.ts'
import { listChecks } from './list-checks.ts'
import { listCustomers } from './list-customers.ts'
import { listExpected } from './list-expected.ts'
import { listExpectedClaims } from './list-expected-claims.ts'
import { listLimits } from './list-limits.ts'
import { listMonitored } from './list-monitored.ts'
import { listOwnOverdue } from './list-own-overdue.ts'
import { listResponsibles } from './list-responsibles.ts'
import { monitor } from './monitor.ts'
import { notifyStaff } from './notify-staff.ts'
import { readChanges } from './read-changes.ts'
import { readCustomer } from './read-customer.ts'
import { reviewChange } from './review-change.ts'
import { scoreCustomers } from './score-customers.ts'
import { setLimit } from './set-limit.ts'

export const verbs: Verb[] = [
  check,
  listChecks,
  monitor,
  endMonitoring,
  listMonitored,
  readChanges,
  listChanges,
  reviewChange,
  scoreCustomers,
  listCustomers,
  readCustomer,
  listExpected,
  listExpectedClaims,
  setLimit,
  listLimits,
  approveOverLimit,
  assignResponsible,
  endResponsible,
  listResponsibles,
  listOwnOverdue,
  notifyStaff,
]
