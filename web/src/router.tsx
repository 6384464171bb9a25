import { createRouter } from '@tanstack/react-router'
import { bankRoutes } from './screens/bank/routes.ts'
import { dunningPolicyRoutes } from './screens/claims/policies/routes.ts'
import { chainRoutes } from './screens/claims/routes.ts'
import { dunningRunRoutes } from './screens/claims/runs/routes.ts'
import { customerRoutes } from './screens/customers/routes.ts'
import { homeRoutes } from './screens/home/routes.ts'
import { invoiceRoutes } from './screens/invoices/routes.ts'
import { orderRoutes } from './screens/orders/routes.ts'
import { peopleRoutes } from './screens/people/routes.ts'
import { reportRoutes } from './screens/reports/routes.ts'
import { setUpRoutes } from './screens/set-up/routes.ts'
import { companyRoute, rootRoute, startRoute } from './shell/company-route.tsx'
import { parseSearch, stringifySearch } from './shell/params.ts'

const routeTree = rootRoute.addChildren([
  startRoute,
  companyRoute.addChildren([
    ...homeRoutes,
    ...customerRoutes,
    ...orderRoutes,
    ...invoiceRoutes,
    ...bankRoutes,
    ...dunningPolicyRoutes,
    ...dunningRunRoutes,
    ...chainRoutes,
    ...reportRoutes,
    ...setUpRoutes,
    ...peopleRoutes,
  ]),
])

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
