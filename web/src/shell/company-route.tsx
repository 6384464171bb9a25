import { createRootRoute, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { callPlain } from '../api/call.ts'
import { ApiRefused } from '../api/refused.ts'
import { goToDoor } from './door.ts'
import { Failed, NotHere } from './failed.tsx'
import { Shell } from './shell.tsx'

interface Me {
  companies: { code: string; name: string }[]
}

export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotHere, errorComponent: Failed })

/** To the company of last time, or the first one. */
export const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async () => {
    const me = await callPlain<Me>('GET', '/api/v1/me').catch((error: unknown) => {
      if (error instanceof ApiRefused && error.status === 401) goToDoor()
      throw error
    })
    const last = localStorage.getItem('company')
    const company = me.companies.find(({ code }) => code === last) ?? me.companies[0]
    if (company) throw redirect({ to: '/companies/$company', params: { company: company.code } })
  },
  component: NotHere,
})

export const companyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/companies/$company',
  component: Shell,
  notFoundComponent: NotHere,
  errorComponent: Failed,
})
