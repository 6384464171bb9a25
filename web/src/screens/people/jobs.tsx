import { getRouteApi } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { JobList } from './job-list.tsx'
import { Schedules } from './schedules.tsx'
import { texts } from './texts.ts'
import './people.css'

const route = getRouteApi('/companies/$company/jobs')

export default function JobsScreen() {
  const t = useText()
  const { can } = useSession()
  const { view = 'jobs' } = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const maySchedule = can('jobs.save-schedule')
  const schedules = useRead('jobs.list-schedules', can('jobs.list-schedules') ? {} : null)
  const add = () => void navigate({ search: { view: 'schedules', open: 'new' }, replace: true })
  useKeys([maySchedule && { key: '+', label: t(texts.newSchedule), run: add }])
  return (
    <Screen
      title={t(texts.jobs)}
      showsKeys
      acts={
        maySchedule && (
          <Button keyCap="+" icon={<Plus size={16} aria-hidden />} onPress={add}>
            {t(texts.newSchedule)}
          </Button>
        )
      }
    >
      <Tabs
        label={t(texts.views)}
        panelId="jobs-panel"
        value={view}
        onChange={(next) => void navigate({ search: { view: next }, replace: true })}
        tabs={[
          { value: 'jobs', label: t(texts.jobList) },
          ...(can('jobs.list-schedules')
            ? [{ value: 'schedules' as const, label: t(texts.schedules), count: schedules.data?.rows.length }]
            : []),
        ]}
      />
      <div id="jobs-panel" role="tabpanel" className="panel" aria-label={t(texts.jobs)}>
        {view === 'jobs' ? <JobList /> : <Schedules />}
      </div>
    </Screen>
  )
}
