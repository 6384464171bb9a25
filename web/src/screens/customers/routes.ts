import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { dayText, flag, oneOf, params, place, text } from '../../shell/params.ts'

const customersRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'customers',
  validateSearch: params({
    q: text,
    kind: oneOf('', 'person', 'company', 'public', 'internal'),
    area: text,
    channel: oneOf('', 'peppol', 'e-mail', 'print', 'portal', 'sms', 'bank-e-invoice', 'direct-debit'),
    balance: oneOf('', 'open', 'overdue', 'credit'),
    state: oneOf('', 'active', 'closed'),
    protected: flag,
    sort: oneOf('name', 'number', 'open'),
    at: text,
  }),
  component: lazyRouteComponent(() => import('./customer-list.tsx')),
})
const duplicatesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'customers/duplicates',
  validateSearch: params({ from: text, into: text, number: text }),
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
  validateSearch: params({
    // "statement" and "notes" are asked for by the palette: a drawer, and the field of a note.
    view: oneOf('items', 'documents', 'account', 'claims', 'events', 'statement', 'notes'),
    show: oneOf('', 'overdue', 'credit'),
    from: dayText,
    to: dayText,
    edit: flag,
    /** Whence somebody came to fill in what was missing: there he goes on. */
    back: place,
  }),
  component: lazyRouteComponent(() => import('./customer.tsx')),
})

export const customerRoutes = [customersRoute, duplicatesRoute, newCustomerRoute, customerRoute] as const
