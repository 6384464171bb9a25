import { useEffect, useRef } from 'react'
import { useFormats } from '../lang/language.tsx'

export interface Tab<V extends string> {
  value: V
  label: string
  count?: number | null | undefined
}

/** Of the list's own edges (kit.css). */
const margin = 20

/** Views of one thing; arrows move between them. The panel below is the caller's, with `id` = `panelId`. */
export function Tabs<V extends string>({
  label,
  tabs,
  value,
  onChange,
  panelId,
}: {
  label: string
  tabs: readonly Tab<V>[]
  value: V
  onChange: (value: V) => void
  panelId: string
}) {
  const formats = useFormats()
  const list = useRef<HTMLDivElement>(null)
  // Where they have no room beside each other, the chosen one is in sight. Only the list is moved: what is scrolled into view is
  // where the browser lets the next Tab begin.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew when another is chosen
  useEffect(() => {
    const { current } = list
    const chosen = current?.querySelector('[aria-selected="true"]')?.getBoundingClientRect()
    if (!current || !chosen) return
    const { left, right } = current.getBoundingClientRect()
    current.scrollLeft += Math.max(0, chosen.right + margin - right) - Math.max(0, left + margin - chosen.left)
  }, [value])
  return (
    <div
      ref={list}
      className="tabs no-print"
      role="tablist"
      aria-label={label}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
        if (step === 0) return
        const index = tabs.findIndex((tab) => tab.value === value)
        const next = tabs[(index + step + tabs.length) % tabs.length]
        if (next) onChange(next.value)
        ;(event.currentTarget.children[(index + step + tabs.length) % tabs.length] as HTMLElement | undefined)?.focus()
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          aria-controls={panelId}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.count !== undefined && tab.count !== null && (
            <span className="count figures">{formats.count(tab.count)}</span>
          )}
        </button>
      ))}
    </div>
  )
}
