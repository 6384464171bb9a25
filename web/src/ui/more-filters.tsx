import { SlidersHorizontal } from 'lucide-react'
import { createContext, useContext, useState } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Button } from './button.tsx'

/** Around a filter bar that folds as a whole. */
export const Folded = createContext(false)

/**
 * In a filter bar: shows and hides the filters in `.rare`, on a phone all but the first. What narrows stays in sight. It is there
 * only where it has something to show (kit.css).
 */
export function MoreFilters() {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const isFolded = useContext(Folded)
  if (isFolded) return null
  return (
    <span className="more-filters" data-open={isOpen || undefined}>
      <Button
        kind="quiet"
        icon={<SlidersHorizontal size={15} aria-hidden />}
        pressed={isOpen}
        onPress={() => setOpen(!isOpen)}
      >
        <span className="more-label">{t(common.moreFilters)}</span>
      </Button>
    </span>
  )
}
