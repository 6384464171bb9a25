import { getRouteApi, Link } from '@tanstack/react-router'
import { ListTree, Star } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useFavourites } from '../../shell/favourites.tsx'
import { useKeys } from '../../shell/keys.tsx'
import type { ScreenEntry } from '../../shell/screen-list.ts'
import { texts as shellTexts } from '../../shell/texts.ts'
import { useHere } from '../../shell/use-here.ts'
import { useMenu, useWaiting } from '../../shell/use-menu.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Key } from '../../ui/key.tsx'
import { Screen } from '../../ui/screen.tsx'
import { useRoleName } from '../people/names.ts'
import { aboutScreens, stepTexts, processTexts as texts } from './process-texts.ts'
import { workLines } from './work-lines.ts'
import './process.css'

const route = getRouteApi('/companies/$company/process')

/** The steps of the work as columns, each line with what waits and its letter. */
export default function ProcessScreen() {
  const t = useText()
  const { company, can, roles } = useSession()
  const roleName = useRoleName()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const groups = useMenu()
  const waiting = useWaiting()
  const { favourites } = useFavourites()
  const frame = useRef<HTMLDivElement>(null)
  const all = groups.flatMap((group) => group.screens)
  const group = groups.find(({ key }) => key === search.step) ?? groups[0]
  const chosen = all.find(({ key }) => key === search.at) ?? group?.screens[0]
  const choose = (screen: ScreenEntry | undefined) => {
    if (!screen) return
    const step = groups.find((one) => one.screens.includes(screen))?.key ?? ''
    void navigate({ search: { step, at: screen.key }, replace: true })
  }
  const open = (screen: ScreenEntry | undefined) =>
    screen && void navigate({ href: screen.to.replace('$company', company.code) })
  const column = groups.findIndex((one) => chosen && one.screens.includes(chosen))
  const row = chosen && column >= 0 ? groups[column]!.screens.indexOf(chosen) : 0
  const across = (step: number) => {
    const screensThere = groups[column + step]?.screens
    choose(screensThere?.[Math.min(row, screensThere.length - 1)])
  }
  useKeys([
    chosen && { key: 'Enter', label: t(common.open), run: () => open(chosen) },
    { key: 'ArrowDown', label: t(common.next), run: () => choose(groups[column]?.screens[row + 1]), unlisted: true },
    { key: 'ArrowUp', label: t(common.previous), run: () => choose(groups[column]?.screens[row - 1]), unlisted: true },
    { key: 'ArrowRight', label: t(common.next), run: () => across(1), unlisted: true },
    { key: 'ArrowLeft', label: t(common.previous), run: () => across(-1), unlisted: true },
    ...groups.slice(0, 9).map((one, index) => ({
      key: String(index + 1),
      label: one.title,
      run: () => choose(one.screens[0]),
      unlisted: true,
    })),
    ...all.map((screen) => ({ key: screen.letter, label: t(screen.title), run: () => open(screen), unlisted: true })),
  ])
  const chosenKey = chosen?.key
  useEffect(() => {
    if (chosenKey) frame.current?.querySelector<HTMLElement>(`[data-screen="${chosenKey}"]`)?.focus()
  }, [chosenKey])
  return (
    <Screen
      title={t(shellTexts.process)}
      showsKeys
      beside={
        roles.length > 0 && (
          <span className="quieter">{t(texts.forRole, { role: roles.map(roleName).join(', ') })}</span>
        )
      }
      acts={
        can('workspace.save-menu') && (
          <ButtonLink
            kind="quiet"
            icon={<ListTree size={16} aria-hidden />}
            to="/companies/$company/menus"
            params={{ company: company.code }}
          >
            {t(texts.arrangeMenu)}
          </ButtonLink>
        )
      }
    >
      {groups.length === 0 ? (
        <Empty title={t(texts.noSteps)}>{t(texts.noStepsWhy)}</Empty>
      ) : (
        <div className="process">
          <div className="process-steps" ref={frame}>
            {groups.map((one, index) => (
              <section key={one.key} className={one === groups[column] ? 'chosen' : ''} aria-label={one.title}>
                <header>
                  <span className="step-no figures" aria-hidden>
                    {index + 1}
                  </span>
                  <div>
                    <h2>{one.title}</h2>
                    {stepTexts[one.key] && <p className="quieter">{t(stepTexts[one.key]!)}</p>}
                  </div>
                </header>
                <ul>
                  {one.screens.map((screen) => (
                    <li key={screen.key}>
                      <ScreenLine
                        screen={screen}
                        waits={waiting(screen)}
                        isChosen={screen === chosen}
                        onChoose={() => screen !== chosen && choose(screen)}
                      />
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
          <div className="process-below">
            {chosen && <About screen={chosen} step={groups[column]?.title ?? ''} />}
            <aside className="process-favourites" aria-label={t(texts.favourites)}>
              <h3>{t(texts.favourites)}</h3>
              {favourites.length === 0 && <p className="quiet">{t(texts.noFavourites)}</p>}
              <ul>
                {favourites.map((one) => (
                  <li key={one.address}>
                    <a
                      href={one.address}
                      onClick={(event) => {
                        if (event.ctrlKey || event.metaKey || event.shiftKey) return
                        event.preventDefault()
                        void navigate({ href: one.address })
                      }}
                    >
                      <Star size={14} aria-hidden />
                      {one.title}
                    </a>
                  </li>
                ))}
              </ul>
            </aside>
          </div>
        </div>
      )}
    </Screen>
  )
}

function ScreenLine({
  screen,
  waits,
  isChosen,
  onChoose,
}: {
  screen: ScreenEntry
  waits: number
  isChosen: boolean
  onChoose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  return (
    <Link
      to={screen.to}
      params={{ company: company.code } as never}
      className={`screen-line ${isChosen ? 'chosen' : ''}`}
      data-screen={screen.key}
      tabIndex={isChosen ? 0 : -1}
      onFocus={onChoose}
    >
      <screen.icon size={16} aria-hidden />
      <span className="word">{t(screen.title)}</span>
      {waits > 0 && (
        <span className="figures" title={t(texts.waits, { n: waits })}>
          {formats.count(waits)}
          <span className="unseen">: {t(texts.waits, { n: waits })}</span>
        </span>
      )}
      <Key name={screen.letter} />
    </Link>
  )
}

/** What the chosen screen is for, and what waits there, each with its reason. */
function About({ screen, step }: { screen: ScreenEntry; step: string }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const home = useRead('workspace.read-home', {}, { staleMillis: 30_000, refetchMillis: 60_000 })
  const lines = workLines(
    (home.data?.work ?? []).filter((work) => screen.counts?.includes(work.kind)),
    company,
    t,
    formats,
  )
  return (
    <section className="process-about" aria-live="polite">
      <p className="quiet">
        {step} <span aria-hidden>/</span> <span className="strong">{t(screen.title)}</span>
      </p>
      {aboutScreens[screen.key] && <p className="about-text">{t(aboutScreens[screen.key]!)}</p>}
      {lines.length > 0 ? (
        <ul className="about-work">
          {lines.map((line) => (
            <li key={line.id}>
              <a href={`/companies/${company.code}/${line.address}`}>{line.title}</a>{' '}
              <span className="quiet">{[line.count, line.why].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      ) : (
        home.data && screen.counts && <p className="quiet">{t(texts.nothingWaitsHere)}</p>
      )}
      <p>
        <ButtonLink kind="primary" keyCap="Enter" to={screen.to} params={{ company: company.code } as never}>
          {t(common.open)}
        </ButtonLink>
      </p>
    </section>
  )
}
