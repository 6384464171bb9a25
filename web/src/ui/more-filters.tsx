import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Button } from './button.tsx'

/**
 * In a filter bar: shows and hides the filters in `.rare`, on a phone all but the first. What narrows stays in sight. It is there
 * only where it has something to show (kit.css).
 */
export function MoreFilters() {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <span className="more-filters" data-open={isOpen || undefined}>
      <Button
        kind="quiet"
        icon={<SlidersHorizontal size={15} aria-hidden />}
        pressed={isOpen}
        onPress={() => setOpen(!isOpen)}
      >
        {t(common.moreFilters)}
      </Button>
    </span>
  )
}
