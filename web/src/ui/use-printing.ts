import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

/** On paper every row that is here is drawn, not only those in sight. */
export const usePrinting = (): boolean => useSyncExternalStore(listen, isPrinting)

const paper = (): MediaQueryList => window.matchMedia('print')
const isPrinting = (): boolean => paper().matches

function listen(changed: () => void): () => void {
  const media = paper()
  // The paper is filled as soon as the event is over: the rows must be there by then.
  const now = () => flushSync(changed)
  media.addEventListener('change', now)
  return () => media.removeEventListener('change', now)
}
