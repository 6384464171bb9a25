import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../../shell/company-route.tsx'
import { needsId } from '../../../shell/needs-id.ts'
import { flag, params, text } from '../../../shell/params.ts'

const dunningRunsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'dunning-runs',
  validateSearch: params({ state: text, at: text, new: flag }),
  component: lazyRouteComponent(() => import('./run-list.tsx')),
})
const dunningRunRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'dunning-runs/$run',
  ...needsId('run'),
  validateSearch: params({ state: text, group: text, cause: text, q: text, row: text, drawer: flag }),
  component: lazyRouteComponent(() => import('./run.tsx')),
})

export const dunningRunRoutes = [dunningRunsRoute, dunningRunRoute] as const
