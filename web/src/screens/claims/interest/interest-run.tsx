import { getRouteApi } from '@tanstack/react-router'
import { Pause } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Output, RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useAct, usePages } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { isZero } from '../../../lang/is-zero.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { sumOf } from '../../../lang/sum-of.ts'
import { useWord } from '../../../lang/use-word.ts'
import { useProblemTexts } from '../../../problems/use-problem-texts.ts'
import { OwnProposal } from '../../../shell/own-proposal.tsx'
import { RunChip } from '../../../shell/run-list.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { ButtonLink } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { KeyBar, Screen } from '../../../ui/screen.tsx'
import { Strip } from '../../../ui/strip.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { texts as lawTexts } from '../policies/texts.ts'
import { MissingRates, UnverifiedRates } from '../rates-told.tsx'
import { RunFrame } from '../run-frame.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { modeTexts } from './interest-runs.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import '../../orders/billing-run.css'
import '../runs/runs.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/interest-runs/$run')
type Row = RowOf<'interest.read-run'>
type RunSum = Output<'interest.read-run'>['sums'][number]
const views = ['proposed', 'held', 'excluded', 'rejected', 'done'] as const

/** Interest invoices in the making: every customer with the days behind the amount; looked at, approved, issued. */
export default function InterestRunScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const { run: runId } = route.useParams()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const issue = useAct('interest.issue')
  // What is to be decided stands first; of a run that is done, what was issued.
  const [isDone, setDone] = useState(false)
  const view = search.view || (isDone ? 'done' : 'proposed')
  const pages = usePages('interest.read-run', { runId, ...(view === 'all' ? {} : { state: view }) } as never)
  const state = pages.first?.state
  useEffect(() => setDone(state === 'done'), [state])
  const approve = useAct('interest.approve')
  const exclude = useAct('interest.exclude-row')
  const abandon = useAct('interest.abandon-run')
  const run = pages.first?.runId === runId ? pages.first : null
  const rows = pages.rows
  const current = rows.find((row) => String(row.rowNo) === search.row) ?? rows[0]
  const isOpen = run?.state === 'proposed' || run?.state === 'approved' || run?.state === 'failed'
  const isApproved = run?.state === 'approved' || run?.state === 'failed'
  const n = run?.documents ?? 0
  const notNow = !can(isApproved ? 'interest.issue' : 'interest.approve')
    ? t(common.mayNot)
    : run && !run.seesWhole
      ? t(common.otherAreas)
      : n === 0
        ? t(texts.nothing)
        : null
  const doIssue = () =>
    void issue.run({ runId } as never).then(
      ({ issued, rejected }) => tell(t(texts.issuedDone, { n: issued, rejected })),
      () => {},
    )
  const go = () => (isApproved ? doIssue() : void approve.run({ runId } as never).then(doIssue, () => {}))
  const act = n === 0 ? t(texts.approve) : t(isApproved ? texts.issueN : texts.approveN, { n })
  const mayExclude =
    run?.state === 'proposed' &&
    (current?.state === 'proposed' || current?.state === 'held') &&
    can('interest.exclude-row')
  const list = useListActs<Row>(
    t(texts.runs),
    'interest-rows',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customer },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'claims', title: t(common.invoices), value: (row) => row.items.map(({ number }) => number).join(', ') },
      { of: 'state', title: t(common.state), value: (row) => word('runRowState', row.state) },
      {
        of: 'why',
        title: t(texts.why),
        value: (row) => row.excluded ?? (row.hold ? word('hindrance', row.hold) : row.held),
      },
      { of: 'amount', title: t(common.amount), kind: 'number', value: (row) => row.amount },
    ],
    pages.readAll,
  )
  const look = (next: string) =>
    void navigate({ search: (before) => ({ ...before, view: next as 'held', row: undefined }), replace: true })
  const choose = (row: Row) =>
    void navigate({ search: (before) => ({ ...before, row: String(row.rowNo) }), replace: true })
  const parent = {
    label: t(texts.runs),
    link: { to: '/companies/$company/interest-runs', params: { company: company.code } } as const,
  }
  if (!run)
    return (
      <Screen title={t(texts.runs)} parent={parent}>
        {pages.error ? <Told error={pages.error} onAgain={pages.more} /> : <PageWaiting />}
      </Screen>
    )
  return (
    <RunFrame
      run={run}
      title={t(texts.runOf, { day: formats.dayInText(run.through) })}
      parent={parent}
      beside={
        <>
          <RunChip run={run} />
          <span className="quiet who">
            {run.mode in modeTexts ? t(modeTexts[run.mode as keyof typeof modeTexts]) : run.mode}
          </span>
        </>
      }
      list={list}
      acts={[approve, issue, exclude, abandon]}
      carriedOut={issue}
      decide={
        isOpen
          ? {
              act,
              notNow,
              go,
              working: approve.isRunning || issue.isRunning,
              what: [
                t(texts.documentsN, { n }),
                ...run.sums
                  .filter((sum) => !isZero(sum.proposed))
                  .map((sum) => `${formats.amount(sum.proposed)} ${sum.currency}`),
              ].join(' · '),
              own: !run.seesWhole && n + run.held > 0 && (
                <OwnProposal
                  verb="interest.propose"
                  input={{
                    mode: run.mode,
                    through: run.through,
                    compensation: run.compensation,
                    ...(run.invoiceGroups ? { invoiceGroups: run.invoiceGroups } : {}),
                    ...(run.customers ? { customers: run.customers } : {}),
                  }}
                  onMade={(made) =>
                    void navigate({
                      to: '/companies/$company/interest-runs/$run',
                      params: { company: company.code, run: made },
                      search: {},
                    })
                  }
                />
              ),
            }
          : null
      }
      leaveOut={
        mayExclude && current
          ? {
              name: current.customerName,
              keptAs: `${runId}:${current.rowNo}`,
              running: exclude,
              run: (reason) => exclude.run({ runId, rowNo: current.rowNo, reason } as never),
              done: t(texts.excludedDone, { name: current.customerName }),
            }
          : null
      }
      abandon={
        (run.state === 'proposed' || run.state === 'approved') && can('interest.abandon-run')
          ? { run: () => abandon.run({ runId } as never), done: t(texts.abandoned) }
          : null
      }
    >
      {(run.invoiceGroups || run.customers) && (
        <p className="section small quiet">
          {[
            run.invoiceGroups && `${t(texts.groupsOnly)}: ${run.invoiceGroups.join(', ')}`,
            run.customers && `${t(common.customer)}: ${run.customers.join(', ')}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      <UnverifiedRates rates={run.unverified} />
      <MissingRates rows={rows.filter(({ problems }) => problems.some(({ code }) => code === 'RATE_MISSING')).length} />
      <div className="columns">
        <div className="main">
          <Strip
            figures={[
              ...(run.state === 'done'
                ? []
                : [
                    {
                      label: t(texts.documents),
                      figure: <Sums of={run.sums} part="proposed" />,
                      clause: t(texts.documentsN, { n: run.documents }),
                    },
                  ]),
              {
                label: t(texts.held),
                figure: <Sums of={run.sums} part="held" />,
                clause: `${t(texts.customersN, { n: run.held })}, ${t(texts.carried).toLocaleLowerCase()}`,
              },
              ...(run.rejected > 0
                ? [{ label: t(texts.rejected), figure: formats.count(run.rejected), onOpen: () => look('rejected') }]
                : []),
              {
                label: t(texts.issued),
                figure: <Sums of={run.sums} part="done" />,
                clause: t(texts.documentsN, { n: run.issued }),
              },
            ]}
          />
          <div className="sub-bar no-print">
            <ChoicePill
              label={t(texts.view)}
              value={view === 'all' ? '' : view}
              onChange={(next) => look(next || 'all')}
              options={views.map((value) => ({ value, label: word('runRowState', value) }))}
            />
          </div>
          <div className="run-rows">
            <Table
              name="interest-rows"
              label={t(texts.runs)}
              rows={rows}
              pages={pages}
              keyOf={(row) => String(row.rowNo)}
              selected={current ? String(current.rowNo) : null}
              onSelect={choose}
              onOpen={choose}
              columns={[
                {
                  key: 'customer',
                  head: t(common.customer),
                  phone: 'main',
                  cell: (row) => <Who name={row.customerName} />,
                },
                {
                  key: 'claims',
                  head: t(common.invoices),
                  phone: 'below',
                  cell: (row) =>
                    row.items.length === 1 ? row.items[0]!.number : t(texts.claimsN, { n: row.items.length }),
                },
                { key: 'why', head: t(texts.why), phone: 'below', wrap: true, cell: (row) => <Why row={row} /> },
                {
                  key: 'state',
                  head: t(common.state),
                  phone: 'below',
                  cell: (row) => (
                    <Chip
                      tone={
                        row.state === 'done'
                          ? 'good'
                          : row.state === 'held'
                            ? 'warn'
                            : row.state === 'rejected'
                              ? 'bad'
                              : 'neutral'
                      }
                      icon={row.state === 'held' ? <Pause size={12} aria-hidden /> : undefined}
                    >
                      {word('runRowState', row.state)}
                    </Chip>
                  ),
                },
                {
                  key: 'amount',
                  head: t(common.amount),
                  align: 'amount',
                  phone: 'amount',
                  cell: (row) => (
                    <span className="strong">
                      <Amount value={row.amount} foreign={row.currency} />
                    </span>
                  ),
                },
              ]}
              empty={<Empty title={t(common.nothingFits)} />}
            />
          </div>
          <KeyBar />
        </div>
        <aside className="side" aria-label={t(texts.segments)}>
          <section className="section">
            <header>
              <h2>{t(texts.segments)}</h2>
              {current && <span className="quiet small">{current.customerName}</span>}
            </header>
            {current ? <Segments row={current} /> : <p className="quiet">{t(texts.chooseRow)}</p>}
          </section>
        </aside>
      </div>
    </RunFrame>
  )
}

/** One amount for each currency of the run. */
function Sums({ of, part }: { of: readonly RunSum[]; part: 'proposed' | 'held' | 'done' }) {
  const formats = useFormats()
  const { company } = useSession()
  const shown = of.filter((sum) => !isZero(sum[part]))
  if (shown.length === 0) return <>{formats.amount('0')}</>
  return (
    <>
      {shown.map((sum) => (
        <span key={sum.currency} className="nowrap sum-of">
          {formats.amount(sum[part])}
          {(shown.length > 1 || sum.currency !== company.currency) && (
            <span className="quieter small"> {sum.currency}</span>
          )}
        </span>
      ))}
    </>
  )
}

function Why({ row }: { row: Row }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const problems = useProblemTexts(row.problems as never)
  if (problems.length > 0) return <span className="negative">{problems.join(' ')}</span>
  if (row.excluded) return <>{row.excluded}</>
  if (row.held === 'minimum') return <>{t(texts.underMinimum, { minimum: formats.amount(row.minimum) })}</>
  if (row.held) return <>{row.hold ? word('hindrance', row.hold) : t(texts.rests)}</>
  return null
}

/** Every claim with its days, rate and principal: what the amount is made of. */
function Segments({ row }: { row: Row }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  return (
    <>
      {row.invoiceId && (
        <p>
          <ButtonLink
            to="/companies/$company/invoices/$invoice"
            params={{ company: company.code, invoice: row.invoiceId }}
          >
            {t(texts.openInvoice)}
          </ButtonLink>
        </p>
      )}
      {row.items.map((item) => (
        <table className="table inset" key={item.itemId}>
          <thead>
            <tr>
              <th scope="col">
                {item.number} · {formats.day(item.dueOn)}
              </th>
              <th scope="col" className="amount">
                {t(texts.days)}
              </th>
              <th scope="col" className="amount">
                {t(texts.rate)}
              </th>
              <th scope="col" className="amount">
                {t(common.amount)}
              </th>
            </tr>
          </thead>
          <tbody>
            {item.segments.map((segment) => (
              <tr key={segment.from} title={segment.source}>
                <td>
                  {formats.day(segment.from)}
                  <br />
                  <span className="small quiet">
                    {t(texts.principal).toLocaleLowerCase()} {formats.amount(segment.principal)}
                  </span>
                  {segment.unverified && (
                    <>
                      <br />
                      <Chip tone="warn">{t(lawTexts.unverified)}</Chip>
                    </>
                  )}
                </td>
                <td className="amount">{formats.count(segment.days)}</td>
                <td className="amount">{formats.amount(segment.percent)} %</td>
                <td className="amount">
                  <Amount value={segment.amount} />
                </td>
              </tr>
            ))}
            {!isZero(item.correction) && (
              <tr>
                <td colSpan={3}>{t(texts.correction)}</td>
                <td className="amount">
                  <Amount value={item.correction} />
                </td>
              </tr>
            )}
            {!isZero(item.compensation) && (
              <tr>
                <td colSpan={3}>{t(texts.compensationPart)}</td>
                <td className="amount">
                  <Amount value={item.compensation} />
                </td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={3}>{t(common.sum)}</td>
              <td className="amount">
                <Amount value={sumOf([item.amount, item.compensation])} />
              </td>
            </tr>
          </tfoot>
        </table>
      ))}
    </>
  )
}
