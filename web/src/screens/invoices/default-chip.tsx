import { type ReactNode, useEffect, useRef, useState } from 'react'

/** What is so unless one says otherwise: a chip with its value; pressed it is a field, left it is a chip again. */
export function DefaultChip({
  label,
  value,
  isChanged,
  isWrong,
  children,
}: {
  label: string
  value: ReactNode
  isChanged?: boolean
  /** Something is wrong with it: the field stays open. */
  isWrong?: boolean
  children: ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  const holder = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (isOpen) holder.current?.querySelector<HTMLElement>('input, select, textarea')?.focus()
  }, [isOpen])
  if (!isOpen && !isWrong)
    return (
      <button type="button" className={`pill ${isChanged ? 'narrows' : ''}`} onClick={() => setOpen(true)}>
        <span className="what">{label}</span>
        <span>{value}</span>
      </button>
    )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens where the focus goes
    <span
      ref={holder}
      className="default-field"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      {children}
    </span>
  )
}
