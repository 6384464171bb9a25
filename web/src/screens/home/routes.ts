import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { params, text } from '../../shell/params.ts'

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

export const homeRoutes = [homeRoute, processRoute, profileRoute, helpRoute] as const
