import { getRouteApi } from '@tanstack/react-router'
import { useSession } from '../../../api/session.tsx'
import { useText } from '../../../lang/language.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Customers } from './customers.tsx'
import { Expected } from './expected.tsx'
import { Changes, Checks, Monitored, Own, Responsibles } from './lists.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import '../collection/collection.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/credit')

/** How customers pay, when money comes, what bureaus tell, who answers for whom. */
export default function CreditScreen() {
  const t = useText()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const views = (
    [
      ['customers', 'credit.list-customers'],
      ['expected', 'credit.list-expected'],
      ['changes', 'credit.list-changes'],
      ['monitored', 'credit.list-monitored'],
      ['checks', 'credit.list-checks'],
      ['responsibles', 'credit.list-responsibles'],
      ['own', 'credit.list-own-overdue'],
    ] as const
  ).filter(([, verb]) => can(verb))
  const view = views.find(([key]) => key === search.view)?.[0] ?? views[0]?.[0] ?? 'customers'
  return (
    <Screen title={t(texts.title)} showsKeys>
      <Tabs
        label={t(texts.title)}
        panelId="credit-panel"
        value={view}
        onChange={(next) => void navigate({ search: { view: next }, replace: true })}
        tabs={views.map(([value]) => ({ value, label: t(texts[value]) }))}
      />
      <div id="credit-panel" role="tabpanel" aria-label={t(texts[view])} className="collection-panel">
        {view === 'customers' && <Customers />}
        {view === 'expected' && <Expected />}
        {view === 'changes' && <Changes />}
        {view === 'monitored' && <Monitored />}
        {view === 'checks' && <Checks />}
        {view === 'responsibles' && <Responsibles />}
        {view === 'own' && <Own />}
      </div>
    </Screen>
  )
}
