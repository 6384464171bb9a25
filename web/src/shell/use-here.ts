import { useRouter, useRouterState } from '@tanstack/react-router'
import { useCallback, useEffect, useRef } from 'react'

/**
 * Leads on from the screen on which it was asked for: what an answer leads to, which came when the person had gone on to another
 * screen, leads nowhere. Everything that navigates goes through it.
 */
export function useHere<N>(navigate: N): N {
  const router = useRouter()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const lead = navigate as (...given: unknown[]) => Promise<void>
  return useCallback(
    (...given: unknown[]) => (router.state.location.pathname === path ? lead(...given) : Promise.resolve()),
    [router, path, lead],
  ) as N
}

/** Says later whether the person is still on the screen of now. */
export function useIsHere(): () => boolean {
  const router = useRouter()
  const path = useRouterState({ select: (state) => state.location.pathname })
  return () => router.state.location.pathname === path
}

/** Says later whether the form is still shown: another row may stand in its place, or none. */
export function useIsShown(): () => boolean {
  const shown = useRef(true)
  useEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
    }
  }, [])
  return () => shown.current
}
