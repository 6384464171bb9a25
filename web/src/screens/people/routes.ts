import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { params, text } from '../../shell/params.ts'

const peopleRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'people',
  validateSearch: params({ view: text, at: text }),
  component: lazyRouteComponent(() => import('./people.tsx')),
})
const auditRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'audit',
  validateSearch: params({ verb: text, user: text, from: text, to: text, q: text, at: text }),
  component: lazyRouteComponent(() => import('./audit.tsx')),
})
const jobsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'jobs',
  validateSearch: params({ view: text, at: text }),
  component: lazyRouteComponent(() => import('./jobs.tsx')),
})
const menusRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'menus',
  validateSearch: params({ role: text }),
  component: lazyRouteComponent(() => import('./menus.tsx')),
})

export const peopleRoutes = [peopleRoute, auditRoute, jobsRoute, menusRoute] as const
