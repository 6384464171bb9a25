import { notFound } from '@tanstack/react-router'
import { NotHere } from './failed.tsx'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** `...needsId('invoice')` in a route: an address with something else in that place leads nowhere, and no server is asked. */
export const needsId = <N extends string>(name: N) => ({
  loader: ({ params }: { params: Record<N, string> }): null => {
    if (!uuid.test(params[name])) throw notFound()
    return null
  },
  notFoundComponent: NotHere,
})
