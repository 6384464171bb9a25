import { getRouteApi } from '@tanstack/react-router'
import { useSession } from '../../../api/session.tsx'
import { useText } from '../../../lang/language.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Agencies } from './agencies.tsx'
import { Cases } from './cases.tsx'
import { Financing } from './financing.tsx'
import { Queue } from './queue.tsx'
import { Remittances } from './remittances.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'
import './collection.css'

const route = getRouteApi('/companies/$company/collection')

/** What goes to agencies and courts: the queue, the cases, their remittances, who takes it; and invoices that are pledged or sold. */
export default function CollectionScreen() {
  const t = useText()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const views = [
    { value: 'queue' as const, verb: 'collection.list-queue' },
    { value: 'cases' as const, verb: 'collection.list-cases' },
    { value: 'remittances' as const, verb: 'collection.list-remittances' },
    { value: 'agencies' as const, verb: 'collection.list-agencies' },
    { value: 'financing' as const, verb: 'collection.list-financing' },
  ].filter(({ verb }) => can(verb))
  const view = views.find(({ value }) => value === search.view)?.value ?? views[0]?.value ?? 'queue'
  return (
    <Screen title={t(texts.collection)} showsKeys>
      <Tabs
        label={t(texts.collection)}
        panelId="collection-panel"
        value={view}
        onChange={(next) => void navigate({ search: { view: next }, replace: true })}
        tabs={views.map(({ value }) => ({ value, label: t(texts[value]) }))}
      />
      <div id="collection-panel" role="tabpanel" aria-label={t(texts[view])} className="collection-panel">
        {view === 'queue' && <Queue />}
        {view === 'cases' && <Cases />}
        {view === 'remittances' && <Remittances />}
        {view === 'agencies' && <Agencies />}
        {view === 'financing' && <Financing />}
      </div>
    </Screen>
  )
}
