import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useAct, usePages } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { sayProblem, type ToldProblem } from '../../../problems/say-problem.ts'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Banner } from '../../../ui/banner.tsx'
import { Chip, type Tone } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NothingFits } from '../../../ui/nothing-fits.tsx'
import { ChoicePill, TextPill } from '../../../ui/pill.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/collection')
type Row = RowOf<'collection.list-cases'>

export const caseTones: Record<string, Tone> = {
  proposed: 'act',
  approved: 'neutral',
  accepted: 'good',
  confirmed: 'good',
  settled: 'good',
  refused: 'bad',
  objected: 'bad',
  withdrawn: 'outlined',
  closed: 'outlined',
}

/** Cases at agencies and courts: where each stands, what is open, what of it needs a person. */
export function Cases() {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [told, setTold] = useState<string[]>([])
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const pages = usePages('collection.list-cases', {
    ...(search.target ? { target: search.target } : {}),
    ...(search.customer ? { party: search.customer } : {}),
    state: search.state || 'open',
  } as never)
  const send = useAct('collection.send-messages')
  const fetch = useAct('collection.fetch-answers')
  const report = useAct('collection.report-payments')
  const sendCourt = useAct('collection.send-applications')
  const readCourt = useAct('collection.read-answers')
  const list = useListActs<Row>(
    t(texts.cases),
    'collection-cases',
    [
      { of: 'case', title: t(texts.caseHead), value: (row) => row.case },
      { of: 'customer', title: t(common.customer), value: (row) => row.party.name },
      { of: 'agency', title: t(texts.agency), value: (row) => row.agency.name },
      { of: 'agency', title: t(texts.agencyNumber), value: (row) => row.agencyNumber },
      { of: 'state', title: t(common.state), value: (row) => word('collectionEvent', row.state) },
      { of: 'opened', title: t(texts.opened), kind: 'day', value: (row) => row.openedOn },
      { of: 'last', title: t(texts.lastOn), kind: 'day', value: (row) => row.lastOn },
      { of: 'handed', title: t(texts.handed), kind: 'number', value: (row) => row.handedOver },
      { of: 'open', title: t(common.openAmount), kind: 'number', value: (row) => row.open },
    ],
    pages.readAll,
  )
  type Trouble = ToldProblem & { agency?: string; court?: string }
  // In the person's language, by the code; the server's own sentence where there is none.
  const sayAll = (found: readonly Trouble[]) =>
    Promise.all(
      found.map(async ({ agency, court, ...problem }) =>
        t(texts.problem, { agency: agency ?? court ?? '', message: await sayProblem(problem, language) }),
      ),
    )
  const problems = (found: readonly Trouble[]) => void sayAll(found).then(setTold)
  const entries = [
    can('collection.send-messages') && {
      label: t(texts.send),
      run: () =>
        void send.run({ now: true } as never).then(
          (done) => {
            problems(done.problems)
            tell(t(texts.sentDone, { n: done.sent, waiting: done.waiting }))
          },
          () => {},
        ),
    },
    can('collection.fetch-answers') && {
      label: t(texts.fetch),
      run: () =>
        void fetch.run({} as never).then(
          (done) => {
            problems([
              ...done.problems,
              ...done.files.flatMap((file) => file.problems.map((problem) => ({ ...problem, agency: file.name }))),
            ])
            tell(t(texts.fetchedDone, { n: done.files.length }))
          },
          () => {},
        ),
    },
    can('collection.report-payments') && {
      label: t(texts.report),
      run: () =>
        void report.run({} as never).then(
          (done) => tell(t(texts.reportedDone, { n: done.reports, closed: done.closed })),
          () => {},
        ),
    },
    can('collection.send-applications') && {
      label: t(texts.sendApplications),
      run: () =>
        void sendCourt.run({} as never).then(
          (done) => {
            problems(done.problems)
            tell(t(texts.sentDone, { n: done.files.length, waiting: done.problems.length }))
          },
          () => {},
        ),
    },
    can('collection.read-answers') && {
      label: t(texts.readAnswers),
      run: () =>
        void readCourt.run({} as never).then(
          (done) => {
            const skipped = done.skipped.map(({ court, serialNo }) => t(texts.skipped, { court, serial: serialNo }))
            void sayAll([
              ...done.problems.map((problem) => ({ ...problem, agency: problem.court })),
              ...done.files.flatMap((file) => file.problems.map((problem) => ({ ...problem, agency: file.name }))),
            ]).then((said) => setTold([...said, ...skipped]))
            tell(t(texts.fetchedDone, { n: done.files.length }))
          },
          () => {},
        ),
    },
  ]
  const error = [send, fetch, report, sendCourt, readCourt].find((one) => one.error)?.error ?? list.error
  return (
    <>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.show)}
          value={search.state ?? ''}
          all={t(texts['show.open'])}
          onChange={(state) => change({ state: state as 'all' })}
          options={(['watch', 'ended', 'trouble', 'all'] as const).map((value) => ({
            value,
            label: t(texts[`show.${value}`]),
          }))}
        />
        <ChoicePill
          label={t(texts.target)}
          value={search.target ?? ''}
          onChange={(target) => change({ target: target as 'agency' })}
          options={['agency', 'court'].map((value) => ({ value, label: word('collectionTarget', value) }))}
        />
        <TextPill
          label={t(common.customer)}
          value={search.customer ?? ''}
          onChange={(customer) => change({ customer: customer.trim() })}
        />
        <ScreenActs>
          <Menu entries={[...entries, ...list.entries]} />
        </ScreenActs>
      </div>
      <Told error={error} />
      {told.map((text) => (
        <div className="section" key={text}>
          <Banner tone="warn">{text}</Banner>
        </div>
      ))}
      <Table
        name="collection-cases"
        label={t(texts.cases)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.caseId}
        selected={search.at ?? null}
        onSelect={(row) => change({ at: row.caseId })}
        onOpen={(row) =>
          void navigate({
            to: '/companies/$company/collection/cases/$case',
            params: { company: company.code, case: row.caseId },
          })
        }
        columns={[
          { key: 'case', head: t(texts.caseHead), phone: 'below', cell: (row) => row.case },
          { key: 'customer', head: t(common.customer), phone: 'main', cell: (row) => <Who name={row.party.name} /> },
          {
            key: 'agency',
            head: t(texts.agency),
            cell: (row) => (
              <>
                {row.agency.name} {row.agencyNumber && <span className="quiet figures">{row.agencyNumber}</span>}
              </>
            ),
          },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) => (
              <span className="pills">
                <Chip tone={row.watchSince ? 'warn' : (caseTones[row.state] ?? 'neutral')}>
                  {word('collectionEvent', row.watchSince ? 'watch' : row.state)}
                </Chip>
                {row.held > 0 && <Chip tone="bad">{t(texts.needsYou)}</Chip>}
                {row.waiting > 0 && <Chip>{t(texts.messagesWait, { n: row.waiting })}</Chip>}
              </span>
            ),
          },
          { key: 'opened', head: t(texts.opened), cell: (row) => formats.day(row.openedOn) },
          { key: 'last', head: t(texts.lastOn), cell: (row) => (row.lastOn ? formats.day(row.lastOn) : '–') },
          {
            key: 'handed',
            head: t(texts.handed),
            align: 'amount',
            cell: (row) => (
              <span className="quiet">
                <Amount value={row.handedOver} />
              </span>
            ),
          },
          {
            key: 'open',
            head: t(common.openAmount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.open} foreign={row.currency} />
              </span>
            ),
          },
        ]}
        empty={
          search.target || search.customer || search.state ? (
            <NothingFits onClear={() => change({ target: '', customer: '', state: '' })} />
          ) : (
            <Empty title={t(texts.noCases)}>{t(texts.noCasesWhy)}</Empty>
          )
        }
      />
    </>
  )
}
