import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { companyRoute } from '../../../shell/company-route.tsx'
import { flag, oneOf, params, place, text } from '../../../shell/params.ts'

const dunningPoliciesRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'dunning-policies',
  validateSearch: params({ ready: flag }),
  component: lazyRouteComponent(() => import('./policy-list.tsx')),
})
const dunningPolicyRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'dunning-policies/$policy',
  validateSearch: params({ step: text, view: text }),
  component: lazyRouteComponent(() => import('./policy.tsx')),
})
const lawRoute = createRoute({
  getParentRoute: () => companyRoute,
  path: 'law',
  validateSearch: params({ view: oneOf('', 'agreed'), name: text, add: text, from: text, customer: text, back: place }),
  component: lazyRouteComponent(() => import('./law.tsx')),
})

export const dunningPolicyRoutes = [dunningPoliciesRoute, dunningPolicyRoute, lawRoute] as const
