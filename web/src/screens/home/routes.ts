import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { params, text } from '../../shell/params.ts'

const homeRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./home.tsx')),
})
const processRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'process',
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
  validateSearch: params({ q: text }),
  component: lazyRouteComponent(() => import('./help.tsx')),
})

export const homeRoutes = [homeRoute, processRoute, profileRoute, helpRoute] as const
