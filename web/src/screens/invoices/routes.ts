import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { params, text } from '../../shell/params.ts'

const invoicesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices',
  validateSearch: params({
    q: text,
    state: text,
    kind: text,
    group: text,
    customer: text,
    from: text,
    to: text,
    run: text,
    sort: text,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./invoice-list.tsx')),
})
const newInvoiceRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices/new',
  validateSearch: params({ customer: text }),
  component: lazyRouteComponent(() => import('./new-invoice.tsx')),
})
const invoiceRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices/$invoice',
  validateSearch: params({ trail: text }),
  component: lazyRouteComponent(() => import('./invoice.tsx')),
})
const creditRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices/$invoice/credit',
  component: lazyRouteComponent(() => import('./credit.tsx')),
})
const deliveriesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'deliveries',
  validateSearch: params({ state: text, channel: text, at: text }),
  component: lazyRouteComponent(() => import('./delivery-list.tsx')),
})

export const invoiceRoutes = [invoicesRoute, newInvoiceRoute, invoiceRoute, creditRoute, deliveriesRoute] as const
