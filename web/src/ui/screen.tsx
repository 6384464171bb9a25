import { useIsFetching } from '@tanstack/react-query'
import { Link, type LinkProps, useRouterState } from '@tanstack/react-router'
import { Star } from 'lucide-react'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useSession } from '../api/session.tsx'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { useFavourites } from '../shell/favourites.tsx'
import { useScreenKeys } from '../shell/keys.tsx'
import { remember } from '../shell/recent.ts'
import { texts } from '../shell/texts.ts'
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

const ActsPlace = createContext<HTMLElement | null>(null)

/** What can be done on a part of the screen (a tab), in the bar beside what the whole screen has. */
export function ScreenActs({ children }: { children: ReactNode }) {
  const place = useContext(ActsPlace)
  return place && createPortal(children, place)
}

/** The address that was shown last, and whether a person has gone from one to another since the page was opened. */
let shownAt = ''
let hasMoved = false

/** A work surface: the bar with where I am and what can be done, and what lies below. */
export function Screen({ title, tabTitle, parent, beside, acts, children, showsKeys = false }: Props) {
  const { company } = useSession()
  const shown = tabTitle ?? title
  const [place, setPlace] = useState<HTMLElement | null>(null)
  useEffect(() => {
    document.title = `${shown} · Reskontra`
    // One thing, not a list: what one comes back to.
    const { pathname } = window.location
    if (pathname.split('/').length > 4) remember(company.code, { address: pathname, title: shown })
  }, [shown, company.code])
  const main = useRef<HTMLElement>(null)
  // Who came by the menu is on the screen: Enter is the screen's, not the pressed link's again. Who came by a key or a link of the
  // screen before, which is gone, is on this one too; a page that was just opened begins with its menu.
  useEffect(() => {
    const active = document.activeElement
    const { pathname } = window.location
    hasMoved ||= shownAt !== '' && shownAt !== pathname
    shownAt = pathname
    if (active?.closest('.menu-pane') || (hasMoved && active === document.body))
      main.current?.focus({ preventScroll: true })
  }, [])
  return (
    <main className="screen" id="main" tabIndex={-1} ref={main}>
      <PrintedBy />
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
          <FavouriteStar />
          {beside}
        </div>
        <div className="acts" ref={setPlace}>
          {acts}
        </div>
        <Reading />
      </header>
      <ActsPlace value={place}>{children}</ActsPlace>
      {showsKeys && <KeyBar />}
    </main>
  )
}

/**
 * An answer that this screen waits for is on its way: another order or filter, whose rows of before stand until then, or the screen
 * that was opened. It comes into sight after a moment in which most answers come; what is read again behind what is shown says nothing.
 */
function Reading() {
  const t = useText()
  const awaited = useIsFetching({ predicate: (query) => query.state.data === undefined })
  const isLeaving = useRouterState({ select: ({ status }) => status === 'pending' })
  return awaited > 0 || isLeaving ? (
    <span className="reading no-print" role="progressbar" aria-label={t(common.loading)} />
  ) : null
}

function FavouriteStar() {
  const t = useText()
  const { isFavourite, toggle } = useFavourites()
  return (
    <button
      type="button"
      className="star no-print"
      aria-pressed={isFavourite}
      aria-label={t(texts.favourite)}
      title={`${t(texts.favourite)} (*)`}
      onClick={() => void toggle()}
    >
      <Star size={14} aria-hidden />
    </button>
  )
}

/** On paper: whose it is, who printed it and when. */
function PrintedBy() {
  const formats = useFormats()
  const { company, name } = useSession()
  return (
    <p className="print-only">
      {company.name} · {name} · {formats.instant(new Date().toISOString())}
    </p>
  )
}

export function KeyBar() {
  const t = useText()
  const acts = useScreenKeys().filter(({ unlisted }) => !unlisted)
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
