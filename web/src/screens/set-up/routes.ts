import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { flag, oneOf, params, text } from '../../shell/params.ts'

const setUpRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'set-up',
  component: lazyRouteComponent(() => import('./set-up.tsx')),
})
const setUpTableRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'set-up/$table',
  validateSearch: params({
    at: text,
    q: text,
    show: oneOf('now', 'all'),
    sort: text,
    open: oneOf('', 'row', 'new', 'why'),
    from: text,
    year: text,
    lines: flag,
  }),
  component: lazyRouteComponent(() => import('./set-up-table.tsx')),
})

export const setUpRoutes = [setUpRoute, setUpTableRoute] as const
