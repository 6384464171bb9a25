import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { params, text } from '../../shell/params.ts'

const customersRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'customers',
  validateSearch: params({ q: text, kind: text, area: text, state: text, sort: text, at: text }),
  component: lazyRouteComponent(() => import('./customer-list.tsx')),
})
const duplicatesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'customers/duplicates',
  component: lazyRouteComponent(() => import('./duplicates.tsx')),
})
const newCustomerRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'customers/new',
  component: lazyRouteComponent(() => import('./new-customer.tsx')),
})
const customerRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'customers/$number',
  validateSearch: params({ view: text, from: text, to: text }),
  component: lazyRouteComponent(() => import('./customer.tsx')),
})

export const customerRoutes = [customersRoute, duplicatesRoute, newCustomerRoute, customerRoute] as const
