import { notFound } from '@tanstack/react-router'
import { NotHere } from './failed.tsx'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * `...needsId('invoice')` in a route: an address with something else in that place leads nowhere, and no server is asked. What is
 * not there yet has a `word` of its own.
 */
export const needsId = <N extends string>(name: N, word?: string) => ({
  loader: ({ params }: { params: Record<N, string> }): null => {
    if (params[name] !== word && !uuid.test(params[name])) throw notFound()
    return null
  },
  notFoundComponent: NotHere,
})
