import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { dayText, flag, oneOf, params, text } from '../../shell/params.ts'

const peopleRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'people',
  validateSearch: params({
    view: oneOf('people', 'roles', 'tokens', 'four-eyes'),
    at: text,
    q: text,
    closed: flag,
    open: oneOf('', 'row', 'new'),
  }),
  component: lazyRouteComponent(() => import('./people.tsx')),
})
const auditRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'audit',
  validateSearch: params({
    verb: text,
    user: text,
    subject: text,
    from: dayText,
    to: dayText,
    q: text,
    at: text,
    open: flag,
  }),
  component: lazyRouteComponent(() => import('./audit.tsx')),
})
const jobsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'jobs',
  validateSearch: params({
    view: oneOf('jobs', 'schedules'),
    at: text,
    state: text,
    verb: text,
    schedule: text,
    open: oneOf('', 'row', 'new'),
  }),
  component: lazyRouteComponent(() => import('./jobs.tsx')),
})
const menusRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'menus',
  validateSearch: params({ role: text, at: text }),
  component: lazyRouteComponent(() => import('./menus.tsx')),
})

export const peopleRoutes = [peopleRoute, auditRoute, jobsRoute, menusRoute] as const
