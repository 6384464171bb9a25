import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { needsId } from '../../shell/needs-id.ts'
import { flag, params, text } from '../../shell/params.ts'

const orderFilesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'order-files',
  validateSearch: params({ at: text }),
  component: lazyRouteComponent(() => import('./order-file-list.tsx')),
})
const orderFileRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'order-files/$import',
  ...needsId('import'),
  validateSearch: params({ view: text, row: text }),
  component: lazyRouteComponent(() => import('./order-file.tsx')),
})
const ordersRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'orders',
  validateSearch: params({
    q: text,
    state: text,
    group: text,
    customer: text,
    file: text,
    from: text,
    to: text,
    sort: text,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./order-list.tsx')),
})
const orderRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'orders/$order',
  ...needsId('order', 'new'),
  component: lazyRouteComponent(() => import('./order.tsx')),
})
const billingRunsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'billing-runs',
  validateSearch: params({ state: text, at: text, new: flag }),
  component: lazyRouteComponent(() => import('./billing-run-list.tsx')),
})
const billingRunRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'billing-runs/$run',
  ...needsId('run'),
  validateSearch: params({ view: text, q: text, row: text, drawer: flag }),
  component: lazyRouteComponent(() => import('./billing-run.tsx')),
})

export const orderRoutes = [
  orderFilesRoute,
  orderFileRoute,
  ordersRoute,
  orderRoute,
  billingRunsRoute,
  billingRunRoute,
] as const
