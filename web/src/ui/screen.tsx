import { Link, type LinkProps } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useKeyScopes } from '../shell/keys.tsx'
import { Key } from './key.tsx'

interface Props {
  title: string
  /** The tab's title where the screen's own says too much (protected persons). */
  tabTitle?: string
  parent?: { label: string; link: LinkProps }
  /** Beside the title: state chip, stages. */
  beside?: ReactNode
  acts?: ReactNode
  children: ReactNode
  /** The keys of the screen along its foot. */
  showsKeys?: boolean
}

/** A work surface: the bar with where I am and what can be done, and what lies below. */
export function Screen({ title, tabTitle, parent, beside, acts, children, showsKeys = false }: Props) {
  useEffect(() => {
    document.title = `${tabTitle ?? title} · Reskontra`
  }, [title, tabTitle])
  return (
    <main className="screen" id="main" tabIndex={-1}>
      <header className="bar">
        <div className="where">
          {parent && (
            <>
              <Link {...parent.link}>{parent.label}</Link>
              <span className="quieter" aria-hidden>
                /
              </span>
            </>
          )}
          <h1>{title}</h1>
          {beside}
        </div>
        {acts && <div className="acts">{acts}</div>}
      </header>
      {children}
      {showsKeys && <KeyBar />}
    </main>
  )
}

export function KeyBar() {
  const t = useText()
  const acts = useKeyScopes()
    .filter((scope) => !scope.isEverywhere)
    .flatMap((scope) => scope.acts)
    .filter(({ unlisted }) => !unlisted)
  return (
    <footer className="key-bar no-print" aria-hidden>
      {acts.map((act) => (
        <span key={act.key}>
          <Key name={act.key} />
          {act.label}
        </span>
      ))}
      <span className="last">
        <Key name="?" />
        {t(common.allKeys)}
      </span>
    </footer>
  )
}
