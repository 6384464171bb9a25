import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { needsId } from '../../shell/needs-id.ts'
import { params, text } from '../../shell/params.ts'

const invoicesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices',
  validateSearch: params({
    q: text,
    state: text,
    kind: text,
    group: text,
    area: text,
    customer: text,
    from: text,
    to: text,
    dueFrom: text,
    dueTo: text,
    amountFrom: text,
    amountTo: text,
    currency: text,
    run: text,
    sort: text,
    at: text,
  }),
  component: lazyRouteComponent(() => import('./invoice-list.tsx')),
})
const newInvoiceRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices/new',
  validateSearch: params({ customer: text, kind: text, debits: text }),
  component: lazyRouteComponent(() => import('./new-invoice.tsx')),
})
const invoiceRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices/$invoice',
  ...needsId('invoice'),
  /** `trail`: what the drawer explains; `list`: the filter of the list that it was opened from. */
  validateSearch: params({ trail: text, list: text, act: text }),
  component: lazyRouteComponent(() => import('./invoice.tsx')),
})
/** Crediting is a mode of the invoice's own page; the address of its own leads there. */
const creditRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'invoices/$invoice/credit',
  ...needsId('invoice'),
  beforeLoad: ({ params: { company, invoice } }) => {
    throw redirect({
      to: '/companies/$company/invoices/$invoice',
      params: { company, invoice },
      search: { act: 'credit' },
      replace: true,
    })
  },
})
const deliveriesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'deliveries',
  validateSearch: params({ q: text, state: text, channel: text, from: text, to: text, at: text, view: text }),
  component: lazyRouteComponent(() => import('./delivery-list.tsx')),
})

export const invoiceRoutes = [invoicesRoute, newInvoiceRoute, invoiceRoute, creditRoute, deliveriesRoute] as const
