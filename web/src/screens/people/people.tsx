import { getRouteApi } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useText } from '../../lang/language.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { FourEyes } from './four-eyes.tsx'
import { Persons } from './persons.tsx'
import { Roles } from './roles.tsx'
import { texts } from './texts.ts'
import { Tokens } from './tokens.tsx'
import './people.css'

const route = getRouteApi('/companies/$company/people')

export default function PeopleScreen() {
  const t = useText()
  const { can } = useSession()
  const { view = 'people' } = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const users = useRead('access.list-users', {})
  const roles = useRead('access.list-roles', can('access.list-roles') ? {} : null)
  const tokens = useRead('access.list-tokens', can('access.list-tokens') ? {} : null)
  return (
    <Screen title={t(texts.people)} showsKeys>
      <Tabs
        label={t(texts.views)}
        panelId="people-panel"
        value={view}
        onChange={(next) => void navigate({ search: { view: next }, replace: true })}
        tabs={[
          { value: 'people', label: t(texts.persons), count: users.data?.rows.filter((user) => !user.closed).length },
          ...(can('access.list-roles')
            ? [{ value: 'roles' as const, label: t(texts.roles), count: roles.data?.rows.length }]
            : []),
          ...(can('access.list-tokens')
            ? [
                {
                  value: 'tokens' as const,
                  label: t(texts.tokens),
                  count: tokens.data?.rows.filter((token) => !token.revokedAt).length,
                },
              ]
            : []),
          ...(can('company.list-parameters') ? [{ value: 'four-eyes' as const, label: t(texts.fourEyes) }] : []),
        ]}
      />
      <div id="people-panel" role="tabpanel" className="panel" aria-label={t(texts.people)}>
        {view === 'people' && <Persons />}
        {view === 'roles' && <Roles />}
        {view === 'tokens' && <Tokens />}
        {view === 'four-eyes' && <FourEyes />}
      </div>
    </Screen>
  )
}
