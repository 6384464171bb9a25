import { useRouter, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'

/** What a list opens is fetched while the list is looked at: Enter on a row then waits for its data alone, which nobody asked for before. */
export function useNextScreens(): void {
  const router = useRouter()
  const here = useRouterState({ select: ({ matches }) => matches.at(-1)?.fullPath.replace(/\/$/, '') })
  useEffect(() => {
    if (here === undefined) return
    const timer = setTimeout(() => {
      for (const route of Object.values(router.routesByPath))
        if (route.fullPath.startsWith(`${here}/$`)) void router.loadRouteChunk(route)
    }, 300)
    return () => clearTimeout(timer)
  }, [router, here])
}
