import { ListFilter } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useText } from '../../lang/language.tsx'
import { Folded } from '../../ui/more-filters.tsx'
import { texts } from './texts.ts'

/** Filters in a row; on a phone only those that narrow, the others behind one button. */
export function FilterBar({ children }: { children: ReactNode }) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={`sub-bar filter-bar no-print ${isOpen ? '' : 'folded'}`}>
      <button type="button" className="button filter-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <ListFilter size={15} aria-hidden />
        {t(texts.printFilters)}
      </button>
      <Folded value={true}>{children}</Folded>
    </div>
  )
}
