import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { needsId } from '../../shell/needs-id.ts'
import { params, text } from '../../shell/params.ts'

const matchingRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'matching',
  validateSearch: params({ file: text, q: text, at: text }),
  component: lazyRouteComponent(() => import('./matching-desk.tsx')),
})
const bankRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'bank',
  validateSearch: params({ at: text, on: text, enter: text }),
  component: lazyRouteComponent(() => import('./bank-accounts.tsx')),
})
const bankFilesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'bank/files',
  validateSearch: params({ at: text }),
  component: lazyRouteComponent(() => import('./bank-file-list.tsx')),
})
const bankFileRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'bank/files/$file',
  ...needsId('file'),
  validateSearch: params({ state: text, q: text, at: text, undo: text }),
  component: lazyRouteComponent(() => import('./bank-file.tsx')),
})
const paymentRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'payments/$payment',
  ...needsId('payment'),
  validateSearch: params({ trail: text, undo: text }),
  component: lazyRouteComponent(() => import('./payment.tsx')),
})
const attestRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'attest',
  validateSearch: params({ view: text }),
  component: lazyRouteComponent(() => import('./attest.tsx')),
})

export const bankRoutes = [matchingRoute, bankRoute, bankFilesRoute, bankFileRoute, paymentRoute, attestRoute] as const
