import { Link, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { ChevronsUpDown, History, Menu as MenuIcon, Search, Star } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { callPlain, type Output } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { useAct } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { Key } from '../ui/key.tsx'
import DropAnywhere from './drop-anywhere.tsx'
import { useFavourites } from './favourites.tsx'
import { readLayout } from './key-names.ts'
import { useKeys } from './keys.tsx'
import Palette from './palette.tsx'
import { useIsRail } from './rail.ts'
import { homeIcon as HomeIcon, type ScreenEntry, screenAt } from './screen-list.ts'
import { ServerGone } from './server-gone.tsx'
import { texts } from './texts.ts'
import { useDoneDrawer } from './toast.tsx'
import { useHere } from './use-here.ts'
import { useMenu, useWaiting } from './use-menu.ts'
import { useNextScreens } from './use-next-screens.ts'
import './frame.css'

const KeyList = lazy(() => import('./key-list.tsx'))
const DoneToday = lazy(() => import('./done-today.tsx'))
const HelpDrawer = lazy(() => import('../screens/home/help-drawer.tsx'))

type Preferences = Output<'workspace.read-preferences'>['preferences']

/** The menu at the left and the work surface beside it. */
export function Frame({ preferences, children }: { preferences: Preferences; children: ReactNode }) {
  const t = useText()
  const navigate = useHere(useNavigate())
  const { company, can } = useSession()
  const save = useAct('workspace.save-preferences')
  const [prefersNarrow, setNarrow] = useState(preferences.menu === 'narrow')
  const isRail = useIsRail()
  const [isWidened, setWidened] = useState(false)
  const isNarrow = prefersNarrow || (isRail && !isWidened)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each desk begins with the rail
  useEffect(() => setWidened(false), [isRail])
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [shown, setShown] = useState<'palette' | 'keys' | null>(null)
  const [isHelpShown, setHelpShown] = useState(false)
  const { isDoneShown, showDone } = useDoneDrawer()
  const favourites = useFavourites()
  const groups = useMenu()
  useEffect(() => void readLayout(), [])
  useNextScreens()
  useEffect(() => {
    if (isMenuOpen) document.querySelector<HTMLElement>('.menu-pane .menu-search')?.focus()
  }, [isMenuOpen])
  // One pane at the right at a time.
  const help = (isShown: boolean) => {
    if (isShown) showDone(false)
    setHelpShown(isShown)
  }
  useKeys(
    [
      { key: 'Ctrl+K', label: t(texts.findAnything), run: () => setShown('palette'), inFields: true },
      { key: '?', label: t(texts.keys), run: () => setShown('keys') },
      isMenuOpen && {
        key: 'Escape',
        label: t(common.close),
        run: () => setMenuOpen(false),
        inFields: true,
        unlisted: true,
      },
      { key: 'F1', label: t(texts.help), run: () => help(!isHelpShown), inFields: true },
      { key: '*', label: t(texts.favourite), run: () => void favourites.toggle() },
      can('invoicing.invoice-now') && {
        key: 'F',
        label: t(texts.newInvoice),
        run: () => void navigate({ to: '/companies/$company/invoices/new', params: { company: company.code } }),
      },
      {
        key: 'Ctrl+B',
        label: t(texts.menuWidth),
        run: () => {
          if (isRail && !prefersNarrow) return setWidened(!isWidened)
          setNarrow(!prefersNarrow)
          void save.run({ preferences: { menu: prefersNarrow ? 'wide' : 'narrow' } })
        },
        inFields: true,
      },
      ...groups.slice(0, 5).map((group, index) => ({
        key: `Alt+${index + 1}`,
        label: t(texts.step, { n: index + 1 }),
        run: () =>
          void navigate({
            to: '/companies/$company/process',
            params: { company: company.code },
            search: { step: group.key },
          }),
        inFields: true,
      })),
    ],
    { isEverywhere: true },
  )
  return (
    <div className={`frame ${isNarrow ? 'narrow' : ''} ${isMenuOpen ? 'menu-open' : ''}`}>
      <a className="skip no-print" href="#main">
        {t(texts.toContent)}
      </a>
      <SideMenu
        onSearch={() => setShown('palette')}
        onKeys={() => setShown('keys')}
        onDone={() => {
          setHelpShown(false)
          showDone(!isDoneShown)
        }}
        onGone={() => setMenuOpen(false)}
        favourites={favourites.favourites}
      />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same; this is for the thumb */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: beside the open menu lies nothing else to press */}
      {isMenuOpen && <div className="scrim" onClick={() => setMenuOpen(false)} />}
      <div className="surface-holder">
        <ServerGone />
        <div className="surface">
          <button
            type="button"
            className="menu-button button"
            aria-expanded={isMenuOpen}
            aria-label={t(texts.menu)}
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            <MenuIcon size={18} aria-hidden />
          </button>
          {children}
          <Suspense>
            {isDoneShown && !isHelpShown && <DoneToday onClose={() => showDone(false)} />}
            {isHelpShown && <HelpDrawer onClose={() => setHelpShown(false)} />}
          </Suspense>
        </div>
      </div>
      {shown === 'palette' && (
        <Palette
          onClose={() => setShown(null)}
          onDone={() => showDone(true)}
          onHelp={() => help(true)}
          onKeys={() => setShown('keys')}
        />
      )}
      <Suspense>
        {shown === 'keys' && <KeyList onClose={() => setShown(null)} onHelp={() => help(true)} />}
        <DropAnywhere />
      </Suspense>
    </div>
  )
}

function SideMenu({
  onSearch,
  onKeys,
  onDone,
  onGone,
  favourites,
}: {
  onSearch: () => void
  onKeys: () => void
  onDone: () => void
  onGone: () => void
  favourites: readonly { address: string; title: string }[]
}) {
  const t = useText()
  const { company, name } = useSession()
  const navigate = useHere(useNavigate())
  const { company: code } = useParams({ from: '/companies/$company' })
  const groups = useMenu()
  const waits = useWaiting()
  return (
    <nav
      className="menu-pane no-print"
      aria-label={t(texts.menu)}
      onClick={(event) => (event.target as HTMLElement).closest('a') && onGone()}
      onKeyDown={() => {}}
    >
      <CompanyChoice />
      <button type="button" className="menu-search" onClick={onSearch} aria-label={t(texts.searchOrGo)}>
        <Search size={15} aria-hidden />
        <span className="word">{t(texts.searchOrGo)}</span>
        <Key name="Ctrl+K" />
      </button>
      <div className="menu-groups">
        <Link
          to="/companies/$company"
          params={{ company: code }}
          className="menu-link"
          activeOptions={{ exact: true }}
          title={t(common.home)}
        >
          <HomeIcon size={16} aria-hidden />
          <span className="word">{t(common.home)}</span>
        </Link>
        {favourites.length > 0 && (
          <section>
            <h2>{t(texts.favourites)}</h2>
            {favourites.map((favourite) => (
              <a
                key={favourite.address}
                className="menu-link"
                href={favourite.address}
                title={favourite.title}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  void navigate({ href: favourite.address })
                }}
              >
                <Star size={16} aria-hidden />
                <span className="word">{favourite.title}</span>
              </a>
            ))}
          </section>
        )}
        {groups.map((group) => (
          <section key={group.key}>
            <h2>
              <Link to="/companies/$company/process" params={{ company: code }} search={{ step: group.key }}>
                {group.title}
              </Link>
            </h2>
            {group.screens.map((screen) => (
              <MenuLink key={screen.key} screen={screen} count={waits(screen)} />
            ))}
          </section>
        ))}
      </div>
      <footer>
        <Link to="/companies/$company/profile" params={{ company: company.code }} className="menu-link" title={name}>
          <span className="initials" aria-hidden>
            {initialsOf(name)}
          </span>
          <span className="word">{name}</span>
        </Link>
        <button
          type="button"
          className="button quiet icon"
          aria-label={t(texts.doneToday)}
          title={t(texts.doneToday)}
          onClick={onDone}
        >
          <History size={16} aria-hidden />
        </button>
        <button type="button" className="button quiet icon" aria-label={t(texts.keys)} onClick={onKeys}>
          <Key name="?" />
        </button>
      </footer>
    </nav>
  )
}

function MenuLink({ screen, count }: { screen: ScreenEntry; count: number }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const { pathname } = useLocation()
  const isHere = screenAt(pathname) === screen.key
  return (
    <Link
      to={screen.to}
      params={{ company: company.code } as never}
      className={`menu-link ${isHere ? 'active' : ''}`}
      // Of two that lie within one another one alone is where I am: the list of plans is not the board.
      activeOptions={{ exact: true, includeSearch: false }}
      activeProps={{ className: '' }}
      aria-current={isHere ? 'page' : undefined}
      title={t(screen.title)}
    >
      <screen.icon size={16} aria-hidden />
      <span className="word">{t(screen.title)}</span>
      {count > 0 && <span className="count figures">{formats.count(count)}</span>}
    </Link>
  )
}

function CompanyChoice() {
  const t = useText()
  const { company } = useSession()
  const mine = useCompanies()
  return (
    <div className="company-choice">
      <span className="initial" aria-hidden>
        {company.name.slice(0, 1)}
      </span>
      <span className="word strong">{company.name}</span>
      {mine.length > 1 && (
        <>
          <ChevronsUpDown size={14} aria-hidden />
          <select
            aria-label={t(texts.company)}
            value={company.code}
            onChange={(event) => window.location.assign(`/companies/${event.target.value}`)}
          >
            {mine.map((one) => (
              <option key={one.code} value={one.code}>
                {one.name}
              </option>
            ))}
          </select>
        </>
      )}
    </div>
  )
}

function useCompanies(): { code: string; name: string }[] {
  const [companies, setCompanies] = useState<{ code: string; name: string }[]>([])
  useEffect(() => {
    void callPlain<{ companies: { code: string; name: string }[] }>('GET', '/api/v1/me').then((me) =>
      setCompanies(me.companies),
    )
  }, [])
  return companies
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
