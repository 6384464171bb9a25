import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Check, LayoutDashboard, TriangleAlert } from 'lucide-react'
import { Fragment, useRef, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useChoices } from '../../api/use-choices.ts'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { monthsBefore } from '../../lang/read-month.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { chartTexts } from '../../ui/chart-texts.ts'
import { Empty } from '../../ui/empty.tsx'
import { Key } from '../../ui/key.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { Panels } from './panels.tsx'
import { PinnedQuestions } from './pinned-questions.tsx'
import { numberWords, sinceWeekday, texts } from './texts.ts'
import { daysBetween, type WorkLine, workLines } from './work-lines.ts'
import './home.css'

const route = getRouteApi('/companies/$company/')
type Home = Output<'workspace.read-home'>

export default function HomeScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [isArranging, setArranging] = useState(false)
  const [asTable, setTable] = useState(false)
  const home = useRead('workspace.read-home', {}, { staleMillis: 30_000, refetchMillis: 60_000 })
  const choices = useChoices()
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const seesFigures = can('workspace.read-figures')
  useKeys([
    seesFigures && { key: 'T', label: t(chartTexts.asTable), run: () => setTable(!asTable) },
    isArranging && { key: 'Escape', label: t(texts.arrangeDone), run: () => setArranging(false), unlisted: true },
  ])
  return (
    <Screen
      title={t(common.home)}
      acts={
        seesFigures && (
          <>
            {choices.areas.length > 1 && (
              <ChoicePill
                label={t(common.businessArea)}
                value={search.area ?? ''}
                options={choices.areas}
                onChange={(area) => filter({ area })}
              />
            )}
            {choices.groups.length > 1 && (
              <ChoicePill
                label={t(common.invoiceGroup)}
                value={search.group ?? ''}
                options={choices.groups}
                onChange={(group) => filter({ group })}
              />
            )}
            <ChoicePill
              label={t(common.period)}
              value={search.period ?? ''}
              options={monthsBefore(company.today, 25)
                .slice(1)
                .map((month) => ({ value: month, label: formats.month(month) }))}
              all={formats.month(company.today)}
              onChange={(period) => filter({ period })}
            />
            <Button
              kind="quiet"
              icon={<LayoutDashboard size={16} aria-hidden />}
              pressed={isArranging}
              onPress={() => setArranging(!isArranging)}
            >
              {t(isArranging ? texts.arrangeDone : texts.arrange)}
            </Button>
          </>
        )
      }
    >
      <div className="home">
        <Told error={home.error} onAgain={() => void home.refetch()} />
        {home.data ? <WorkToday home={home.data} /> : !home.error && <Waiting />}
        <PinnedQuestions />
        {seesFigures ? (
          <Panels
            page={{ area: search.area ?? '', group: search.group ?? '', period: search.period ?? '' }}
            choices={choices}
            isArranging={isArranging}
            asTable={asTable}
            said={home.error}
          />
        ) : (
          home.data && <p className="home-none quiet">{t(texts.notYourFigures)}</p>
        )}
      </div>
    </Screen>
  )
}

function WorkToday({ home }: { home: Home }) {
  const t = useText()
  const formats = useFormats()
  const language = useLanguage()
  const { company } = useSession()
  const lines = workLines(home.work, { today: home.today, currency: company.currency }, t, formats)
  const n = lines.length
  const word = numberWords[language][n] ?? formats.count(n)
  return (
    <>
      <header className="home-head">
        <h2 className="home-day">{formats.dayOfWeek(home.today)}</h2>
        <p>
          <span>{n === 0 ? t(texts.nothingNeeds) : t(texts.needYou, { n, count: word })}</span>
          <ByItself byItself={home.byItself} today={home.today} />
        </p>
      </header>
      {n === 0 ? <NothingWaits /> : <WorkList lines={lines} today={home.today} currency={company.currency} />}
    </>
  )
}

function ByItself({ byItself, today }: { byItself: Home['byItself']; today: string }) {
  const t = useText()
  const formats = useFormats()
  const language = useLanguage()
  const { company, can } = useSession()
  const { since, paymentsMatched, invoicesDelivered, filesFetched, failures } = byItself
  const known = [paymentsMatched, invoicesDelivered, filesFetched, failures].some((figure) => figure !== null)
  if (!known) return null
  const files = can('bank.list-files') ? 'bank/files' : 'order-files'
  const parts = [
    paymentsMatched && { text: t(texts.matched, { n: paymentsMatched }), to: 'bank/files' },
    invoicesDelivered && { text: t(texts.delivered, { n: invoicesDelivered }), to: `deliveries?from=${since}` },
    filesFetched && { text: t(texts.fetched, { n: filesFetched }), to: files },
    failures && { text: t(texts.faults, { n: failures }), to: 'jobs' },
  ].filter((part) => typeof part === 'object' && part !== null)
  const when =
    daysBetween(since, today) === 1
      ? t(texts.sinceYesterday)
      : t(texts.sinceDay, {
          day:
            daysBetween(since, today) < 7 ? sinceWeekday[language](formats.weekday(since)) : formats.dayInText(since),
        })
  const Icon = failures ? TriangleAlert : Check
  return (
    <span className={`by-itself ${failures ? 'warn' : ''}`}>
      <Icon size={14} aria-hidden />
      <span>
        {when}:{' '}
        {parts.map(({ text, to }, at) => (
          <Fragment key={to + text}>
            {at > 0 && ', '}
            <a href={`/companies/${company.code}/${to}`}>{text}</a>
          </Fragment>
        ))}
        {parts.length === 0 && t(texts.nothingByItself)}
        {failures === 0 && `, ${t(texts.faults, { n: 0 })}`}
      </span>
    </span>
  )
}

/** One line a kind of work; the first is chosen, so that Enter starts the day. */
function WorkList({ lines, today, currency }: { lines: readonly WorkLine[]; today: string; currency: string }) {
  const t = useText()
  const formats = useFormats()
  const navigate = useHere(useNavigate())
  const { company } = useSession()
  const [chosenId, setChosen] = useState<string | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const at = Math.max(
    0,
    lines.findIndex(({ id }) => id === chosenId),
  )
  const addressOf = (line: WorkLine): string => `/companies/${company.code}/${line.address}`
  const open = (line: WorkLine | undefined) => line && void navigate({ href: addressOf(line) })
  const moveTo = (next: number) => {
    const line = lines[next]
    if (!line) return
    setChosen(line.id)
    body.current?.querySelectorAll<HTMLElement>('a')[next]?.focus()
  }
  useKeys([
    { key: 'Enter', label: t(texts.start), run: () => open(lines[at]) },
    { key: 'ArrowDown', label: t(common.next), run: () => moveTo(chosenId === null ? 0 : at + 1), unlisted: true },
    { key: 'J', label: t(common.next), run: () => moveTo(chosenId === null ? 0 : at + 1), unlisted: true },
    { key: 'ArrowUp', label: t(common.previous), run: () => moveTo(at - 1), unlisted: true },
    { key: 'K', label: t(common.previous), run: () => moveTo(at - 1), unlisted: true },
    ...lines.map(
      (line) => line.letter !== '' && { key: line.letter, label: line.title, run: () => open(line), unlisted: true },
    ),
  ])
  return (
    <table className="home-work">
      <caption className="unseen">{t(texts.waitsForYou)}</caption>
      <thead>
        <tr>
          <th scope="col">{t(texts.waitsForYou)}</th>
          <th scope="col" className="amount">
            {t(texts.count)}
          </th>
          <th scope="col" className="amount">
            {t(texts.amountIn, { currency })}
          </th>
          <th scope="col" className="amount">
            {t(texts.oldest)}
          </th>
          <th scope="col" className="no-print">
            <span className="unseen">{t(texts.key)}</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {lines.map((line, index) => (
          <tr
            key={line.id}
            className={index === at ? 'chosen' : ''}
            onClick={(event) => !(event.target as HTMLElement).closest('a') && open(line)}
          >
            <td className="work">
              <line.icon size={16} aria-hidden />
              <span className="words">
                <a
                  href={addressOf(line)}
                  tabIndex={index === at ? 0 : -1}
                  onFocus={() => setChosen(line.id)}
                  onClick={(event) => {
                    if (event.ctrlKey || event.metaKey || event.shiftKey) return
                    event.preventDefault()
                    open(line)
                  }}
                >
                  {line.title}
                </a>{' '}
                <span className="why">{line.why}</span>
              </span>
            </td>
            <td className="amount quiet count">{line.count}</td>
            <td className="amount sum">
              {line.amounts.map((sum, place) => (
                <Fragment key={sum.currency}>
                  {place > 0 && <br />}
                  <span className={`strong nowrap ${sum.amount.startsWith('-') ? 'negative' : ''}`}>
                    {formats.amount(sum.amount)}
                  </span>
                  <span className={sum.currency === currency ? 'phone-only quieter' : 'quieter'}> {sum.currency}</span>
                </Fragment>
              ))}
            </td>
            <td className={`amount oldest ${line.isDue ? 'strong' : 'quiet'}`}>
              <Age on={line.oldestOn} today={today} />
            </td>
            <td className="cap no-print">{line.letter && <Key name={line.letter} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Age({ on, today }: { on: string; today: string }) {
  const t = useText()
  const formats = useFormats()
  const days = daysBetween(on, today)
  if (days <= 0) return <>{t(texts.today)}</>
  return (
    <time dateTime={on} title={formats.day(on)}>
      {t(texts.days, { n: days })}
    </time>
  )
}

/** Good empty: all is done, and when more comes. Without any invoice yet: what this page will be, and the first step. */
function NothingWaits() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const any = useRead('invoicing.list-invoices', can('invoicing.list-invoices') ? { limit: 1 } : null)
  const schedules = useRead('jobs.list-schedules', can('jobs.list-schedules') ? {} : null)
  const nextAt = schedules.data?.rows
    .filter(({ enabled }) => enabled)
    .map(({ nextAt: at }) => at)
    .sort()[0]
  if (any.data && any.data.rows.length === 0)
    return (
      <Empty
        title={t(texts.firstTitle)}
        act={
          <p className="pills">
            {can('invoicing.invoice-now') && (
              <ButtonLink kind="primary" to="/companies/$company/invoices/new" params={{ company: company.code }}>
                {t(texts.writeFirst)}
              </ButtonLink>
            )}
            {can('invoicing.import-orders') && (
              <ButtonLink to="/companies/$company/order-files" params={{ company: company.code }}>
                {t(texts.orderFileFirst)}
              </ButtonLink>
            )}
            {can('company.save-profile') && (
              <ButtonLink to="/companies/$company/set-up" params={{ company: company.code }}>
                {t(texts.setUpFirst)}
              </ButtonLink>
            )}
          </p>
        }
      >
        {t(texts.exampleWork)}
        <br />
        {t(texts.firstText)}
      </Empty>
    )
  return nextAt ? <p className="home-none quiet">{t(texts.nextFetch, { time: formats.instant(nextAt) })}</p> : null
}
