import { getRouteApi, Link } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { screens } from '../../shell/screen-list.ts'
import { texts as shellTexts } from '../../shell/texts.ts'
import { useHere } from '../../shell/use-here.ts'
import { Empty } from '../../ui/empty.tsx'
import { Key } from '../../ui/key.tsx'
import { TextPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import type { GuidePart, RoleKey } from './help/guide.ts'
import { roleOf, useGuides } from './help/use-guides.ts'
import './help.css'

const route = getRouteApi('/companies/$company/help')

/** A guide per role: what a day looks like, screen by screen, with the keys. */
export default function HelpScreen() {
  const t = useText()
  const session = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const guides = useGuides()
  const guide = guides.find(({ role }) => role === (search.role ?? roleOf(session))) ?? guides[0]
  const wanted = (search.q ?? '').toLocaleLowerCase()
  const parts = (guide?.parts ?? []).filter(
    ({ title, text }) => wanted === '' || [title, ...text].join(' ').toLocaleLowerCase().includes(wanted),
  )
  return (
    <Screen title={t(shellTexts.help)}>
      {guide && (
        <>
          <div className="sub-bar no-print">
            <TextPill
              label={t(common.search)}
              value={search.q ?? ''}
              onChange={(q) => void navigate({ search: (before) => ({ ...before, q }), replace: true })}
            />
          </div>
          <Tabs<RoleKey>
            label={t(shellTexts.help)}
            tabs={guides.map(({ role, title }) => ({ value: role, label: title }))}
            value={guide.role}
            onChange={(role) => void navigate({ search: (before) => ({ ...before, role }), replace: true })}
            panelId="guide"
          />
          <div className="guide" id="guide" role="tabpanel" aria-label={guide.title}>
            <p className="guide-intro">{guide.intro}</p>
            {parts.map((part) => (
              <Part key={part.title} part={part} />
            ))}
            {parts.length === 0 && <Empty title={t(common.nothingFits)} />}
          </div>
        </>
      )}
    </Screen>
  )
}

export function Part({ part }: { part: GuidePart }) {
  const t = useText()
  const { company, can } = useSession()
  const screen = screens.find(({ key }) => key === part.screen)
  return (
    <section>
      <h2>{part.title}</h2>
      {part.text.map((text) => (
        <p key={text}>{text.replaceAll(/\b(Ctrl|Alt|Shift) (?=\S)/g, '$1\u00a0')}</p>
      ))}
      {part.keys && (
        <ul className="guide-keys">
          {part.keys.map(([key, does]) => (
            <li key={key}>
              <Key name={key} />
              <span className="unseen">{key}: </span>
              {does}
            </li>
          ))}
        </ul>
      )}
      {screen && can(screen.verb) && (
        <p className="no-print">
          <Link to={screen.to} params={{ company: company.code } as never}>
            {t(common.open)}: {t(screen.title)}
          </Link>
        </p>
      )}
    </section>
  )
}
