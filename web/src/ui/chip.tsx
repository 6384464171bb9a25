import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'act' | 'good' | 'warn' | 'bad' | 'outlined'
/** One word or two of state; never pressed. */
export function Chip({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={`chip ${tone}`}>
      {icon}
      {typeof children === 'string' ? children.charAt(0).toLocaleUpperCase() + children.slice(1) : children}
    </span>
  )
}
