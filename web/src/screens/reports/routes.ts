import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../shell/company-route.tsx'
import { needsId } from '../../shell/needs-id.ts'
import { dayText, list, oneOf, params, text } from '../../shell/params.ts'

const openItemsRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'open-items',
  validateSearch: params({
    asOf: dayText,
    knownAt: text,
    area: text,
    group: text,
    kind: text,
    party: text,
    partyId: text,
    partyKind: text,
    country: text,
    currency: text,
    account: text,
    control: text,
    internal: text,
    unplaced: text,
    item: text,
    dimension: text,
    dimensionValue: text,
    dueFrom: dayText,
    dueTo: dayText,
    fromDays: text,
    toDays: text,
    q: text,
    sort: oneOf('due', 'open', 'party', 'number'),
    at: text,
    pdf: text,
    trail: text,
  }),
  component: lazyRouteComponent(() => import('./open-items.tsx')),
})
const ageingRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'ageing',
  validateSearch: params({
    asOf: dayText,
    knownAt: text,
    rows: list,
    limits: text,
    measure: oneOf('amount', 'share', 'count'),
    amounts: text,
    order: oneOf('open', 'name', 'code'),
    area: text,
    group: text,
    kind: text,
    party: text,
    internal: text,
    open: list,
    cell: text,
    item: text,
    events: text,
  }),
  component: lazyRouteComponent(() => import('./ageing.tsx')),
})
const reconciliationRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'reconciliation',
  validateSearch: params({ asOf: dayText, checks: text }),
  component: lazyRouteComponent(() => import('./reconciliation.tsx')),
})
const vouchersRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'vouchers',
  validateSearch: params({
    q: text,
    series: text,
    number: text,
    from: dayText,
    to: dayText,
    account: text,
    party: text,
    kind: text,
    area: text,
    amount: text,
    run: text,
    order: oneOf('newest', 'oldest'),
    at: text,
    trail: text,
    shown: text,
  }),
  component: lazyRouteComponent(() => import('./voucher-list.tsx')),
})
const voucherRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'vouchers/$voucher',
  ...needsId('voucher'),
  validateSearch: params({ trail: text, pdf: text }),
  component: lazyRouteComponent(() => import('./voucher.tsx')),
})
const generalLedgerRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'general-ledger',
  validateSearch: params({
    account: text,
    from: dayText,
    to: dayText,
    kind: text,
    area: text,
    at: text,
    trail: text,
  }),
  component: lazyRouteComponent(() => import('./general-ledger.tsx')),
})

export const reportRoutes = [
  openItemsRoute,
  ageingRoute,
  reconciliationRoute,
  vouchersRoute,
  voucherRoute,
  generalLedgerRoute,
] as const
