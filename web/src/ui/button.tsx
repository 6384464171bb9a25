import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Key } from './key.tsx'
import { meetsNotUnderstood } from './not-understood.ts'

interface Props {
  kind?: 'primary' | 'secondary' | 'quiet' | 'destructive' | 'link'
  /** The key that does the same; the screen binds it by `useKeys`. */
  keyCap?: string
  icon?: ReactNode
  /** Why it cannot be pressed now: shown beside it, and read out. It stays reachable by Tab. */
  notNow?: string | false | null | undefined
  working?: boolean
  /** Only an icon: the name it is read by. */
  name?: string
  children?: ReactNode
  onPress?: () => void
  type?: 'button' | 'submit'
  pressed?: boolean
}

export function Button({
  kind = 'secondary',
  keyCap,
  icon,
  notNow,
  working,
  name,
  children,
  onPress,
  type = 'button',
  pressed,
}: Props) {
  const off = Boolean(notNow) || working
  return (
    <button
      type={type}
      className={`button ${kind} ${children === undefined ? 'icon' : ''}`}
      aria-disabled={off || undefined}
      aria-label={name}
      aria-pressed={pressed}
      title={notNow || (children === undefined ? name : undefined)}
      onClick={(event) => {
        if (off || (keyCap === 'Ctrl+Enter' && meetsNotUnderstood(event.currentTarget))) event.preventDefault()
        else onPress?.()
      }}
    >
      {working ? <span className="working" aria-hidden /> : icon}
      {children}
      {keyCap && <Key name={keyCap} />}
    </button>
  )
}

/** Looks like a button, leads to a place. */
export function ButtonLink({
  children,
  keyCap,
  icon,
  kind = 'secondary',
  ...link
}: Pick<Props, 'children' | 'keyCap' | 'icon' | 'kind'> & LinkProps) {
  return (
    <Link {...link} className={`button ${kind}`}>
      {icon}
      {children}
      {keyCap && <Key name={keyCap} />}
    </Link>
  )
}
