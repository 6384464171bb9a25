import type { ReactNode } from 'react'

/** Nothing here: says why, what it will be, and the one way on. */
export function Empty({ title, children, act }: { title: string; children?: ReactNode; act?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {act}
    </div>
  )
}
