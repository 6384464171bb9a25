import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { needsId } from '../../shell/needs-id.ts'
import { dayText, flag, oneOf, params, place, text } from '../../shell/params.ts'

const boardRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'claims',
  validateSearch: params({
    view: oneOf('board', 'list'),
    stage: text,
    area: text,
    group: text,
    kind: oneOf('', 'person', 'company', 'public'),
    customer: text,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./board/board.tsx')),
})
const yearRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'claims/year',
  validateSearch: params({
    year: text,
    area: text,
    group: text,
    kind: oneOf('', 'person', 'company', 'public'),
    outcome: text,
    /** The component of the charges that are listed. */
    charges: text,
    currency: text,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./year/year.tsx')),
})
const limitationsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'claims/limitations',
  validateSearch: params({ days: text, area: text, group: text, at: text }),
  component: lazyRouteComponent(() => import('./board/limitations.tsx')),
})
const plansRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'claims/plans',
  validateSearch: params({ state: text, customer: text, late: flag, at: text }),
  component: lazyRouteComponent(() => import('./plans/plan-list.tsx')),
})
const newPlanRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'claims/plans/new',
  validateSearch: params({ customer: text, item: text, plan: text }),
  component: lazyRouteComponent(() => import('./plans/new-plan.tsx')),
})
const planRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'claims/plans/$plan',
  ...needsId('plan'),
  component: lazyRouteComponent(() => import('./plans/plan.tsx')),
})
const claimRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'claims/$item',
  ...needsId('item'),
  validateSearch: params({ trail: text }),
  component: lazyRouteComponent(() => import('./board/claim.tsx')),
})
const collectionRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'collection',
  validateSearch: params({
    view: oneOf('queue', 'cases', 'remittances', 'agencies', 'financing'),
    target: oneOf('', 'agency', 'court'),
    state: oneOf('', 'watch', 'ended', 'trouble', 'all'),
    customer: text,
    /** Who takes what waits: the code of an agency or court, chosen by the person. */
    by: text,
    /** Remittances of a year. */
    year: text,
    at: text,
    /** Where what was missing is entered from. */
    back: place,
  }),
  component: lazyRouteComponent(() => import('./collection/collection.tsx')),
})
const caseRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'collection/cases/$case',
  ...needsId('case'),
  component: lazyRouteComponent(() => import('./collection/case.tsx')),
})
const lettersRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'dunning-letters',
  validateSearch: params({
    kind: oneOf('', 'reminder', 'collection-notice', 'payment-demand'),
    customer: text,
    state: text,
    channel: text,
    recalled: oneOf('', 'no', 'only'),
    from: dayText,
    to: dayText,
    run: text,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./letters/letter-list.tsx')),
})
const lossesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'losses',
  validateSearch: params({
    view: oneOf('runs', 'losses'),
    state: text,
    kind: oneOf('', 'doubtful', 'established', 'small'),
    customer: text,
    money: flag,
    from: dayText,
    to: dayText,
    new: flag,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./losses/losses.tsx')),
})
const lossRunRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'losses/runs/$run',
  ...needsId('run'),
  validateSearch: params({ row: text }),
  component: lazyRouteComponent(() => import('./losses/loss-run.tsx')),
})
const interestRunsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'interest-runs',
  validateSearch: params({ state: text, new: flag, at: text }),
  component: lazyRouteComponent(() => import('./interest/interest-runs.tsx')),
})
const interestRunRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'interest-runs/$run',
  ...needsId('run'),
  validateSearch: params({ view: oneOf('', 'all', 'proposed', 'held', 'excluded', 'rejected', 'done'), row: text }),
  component: lazyRouteComponent(() => import('./interest/interest-run.tsx')),
})
const creditRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'credit',
  validateSearch: params({
    view: oneOf('customers', 'expected', 'changes', 'monitored', 'checks', 'responsibles', 'own'),
    filter: oneOf('all', 'new-and-good', 'worsening', 'bad', 'over-limit'),
    customer: text,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./credit/credit.tsx')),
})

/** What follows when reminders have not helped: the board, a claim, plans, collection, losses, interest; and how customers pay. */
export const chainRoutes = [
  boardRoute,
  yearRoute,
  limitationsRoute,
  plansRoute,
  newPlanRoute,
  planRoute,
  claimRoute,
  lettersRoute,
  collectionRoute,
  caseRoute,
  lossesRoute,
  lossRunRoute,
  interestRunsRoute,
  interestRunRoute,
  creditRoute,
] as const
