import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { flag, params, text } from '../../shell/params.ts'

const homeRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: '/',
  validateSearch: params({ area: text, group: text, period: text }),
  component: lazyRouteComponent(() => import('./home.tsx')),
})
const processRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'process',
  validateSearch: params({ step: text, at: text }),
  component: lazyRouteComponent(() => import('./process.tsx')),
})
const profileRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'profile',
  component: lazyRouteComponent(() => import('./profile.tsx')),
})
const helpRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'help',
  validateSearch: params({ q: text, role: text }),
  component: lazyRouteComponent(() => import('./help.tsx')),
})

const holdsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'holds',
  validateSearch: params({ kind: text, at: text }),
  component: lazyRouteComponent(() => import('./hold-list.tsx')),
})
const followUpsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'follow-ups',
  validateSearch: params({ mine: flag }),
  component: lazyRouteComponent(() => import('./follow-up-list.tsx')),
})

export const homeRoutes = [homeRoute, processRoute, profileRoute, helpRoute, holdsRoute, followUpsRoute] as const
