import { useEffect, useSyncExternalStore } from 'react'

let askers = 0
const listeners = new Set<() => void>()
const ask = (by: number) => {
  askers += by
  for (const listener of listeners) listener()
}

/** Desks and documents need the width: while they are shown the menu is a rail, until Ctrl B widens it. */
export function useRail(): void {
  useEffect(() => {
    ask(1)
    return () => ask(-1)
  }, [])
}

export const useIsRail = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => askers > 0,
  )
