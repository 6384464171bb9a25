import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { sayReason } from '../../../../../src/kernel/words/reasons.ts'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, usePages, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/credit')

function useOpenCustomer() {
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  return ({ customer }: { customer: string }) =>
    void navigate({
      to: '/companies/$company/customers/$number',
      params: { company: company.code, number: customer },
    })
}

/** What bureaus have told of those that are monitored; G says that a person has looked. */
export function Changes() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const open = useOpenCustomer()
  const review = useAct('credit.review-change')
  const fetch = useAct('credit.read-changes')
  type Row = RowOf<'credit.list-changes'>
  const pages = usePages('credit.list-changes', {} as never)
  const current = pages.rows.find((row) => row.changeId === search.at) ?? pages.rows[0]
  const mayReview = can('credit.review-change') && current !== undefined && !current.reviewedAt
  const doReview = () =>
    current &&
    void review.run({ changeId: current.changeId } as never).then(
      () => tell(t(texts.reviewDone, { name: current.customerName })),
      () => {},
    )
  const list = useListActs<Row>(
    t(texts.changes),
    'credit-changes',
    [
      { of: 'on', title: t(common.date), kind: 'day', value: (row) => row.changedOn },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'kind', title: t(texts.what), value: (row) => word('creditChange', row.kind) },
      { of: 'text', title: t(texts.answer), value: (row) => row.text },
      { of: 'bureau', title: t(texts.bureau), value: (row) => row.bureau },
      { of: 'state', title: t(common.state), value: (row) => row.reviewedBy },
    ],
    pages.readAll,
  )
  useKeys([mayReview && { key: 'G', label: t(texts.review), run: () => void doReview() }])
  return (
    <>
      <Bar
        entries={[
          can('credit.read-changes') && {
            label: t(texts.readChanges),
            run: () =>
              void fetch.run({} as never).then(
                ({ changes }) => tell(t(texts.changesRead, { n: changes })),
                () => {},
              ),
          },
          ...list.entries,
        ]}
      >
        {mayReview && (
          <Button keyCap="G" onPress={() => void doReview()}>
            {t(texts.review)}
          </Button>
        )}
      </Bar>
      <Told error={review.error ?? fetch.error ?? list.error} />
      <Table
        name="credit-changes"
        label={t(texts.changes)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.changeId}
        selected={search.at ?? null}
        onSelect={(row) => void navigate({ search: (before) => ({ ...before, at: row.changeId }), replace: true })}
        onOpen={open}
        clickOpens={false}
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} />,
          },
          {
            key: 'kind',
            head: t(texts.what),
            phone: 'below',
            cell: (row) => (
              <Chip tone={row.kind === 'bankrupt' ? 'bad' : 'warn'}>{word('creditChange', row.kind)}</Chip>
            ),
          },
          { key: 'text', head: t(texts.answer), wrap: true, cell: (row) => row.text ?? '–' },
          { key: 'bureau', head: t(texts.bureau), cell: (row) => row.bureau },
          { key: 'on', head: t(common.date), phone: 'amount', cell: (row) => formats.day(row.changedOn) },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) =>
              row.reviewedAt ? (
                <Chip tone="good">{t(texts.reviewed, { name: row.reviewedBy ?? '' })}</Chip>
              ) : (
                <Chip tone="act">{t(texts.toReview)}</Chip>
              ),
          },
        ]}
        empty={<Empty title={t(texts.noChanges)}>{t(texts.noChangesWhy)}</Empty>}
      />
    </>
  )
}

export function Monitored() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const open = useOpenCustomer()
  const end = useAct('credit.end-monitoring')
  type Row = RowOf<'credit.list-monitored'>
  const pages = usePages('credit.list-monitored', {} as never)
  const list = useListActs<Row>(
    t(texts.monitored),
    'credit-monitored',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'bureau', title: t(texts.bureau), value: (row) => row.bureau },
      { of: 'reason', title: t(texts.reason), value: (row) => row.reason },
      { of: 'since', title: t(texts.since), kind: 'day', value: (row) => row.fromOn },
    ],
    pages.readAll,
  )
  return (
    <>
      <Bar entries={list.entries} />
      <Told error={end.error ?? list.error} />
      <Table
        name="credit-monitored"
        label={t(texts.monitored)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.monitoringId}
        onOpen={open}
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => (
              <>
                <Who name={row.customerName} /> {row.isSupplier && <Chip>{t(texts.supplier)}</Chip>}
              </>
            ),
          },
          { key: 'bureau', head: t(texts.bureau), phone: 'below', cell: (row) => row.bureau },
          {
            key: 'reason',
            head: t(texts.reason),
            wrap: true,
            cell: (row) => `${word('creditReason', row.reasonKind)}: ${row.reason}`,
          },
          {
            key: 'answer',
            head: t(texts.answer),
            cell: (row) =>
              [row.answer?.status && word('creditStatus', row.answer.status), row.answer?.class, row.answer?.score]
                .filter(Boolean)
                .join(' · ') || '–',
          },
          { key: 'since', head: t(texts.since), phone: 'amount', cell: (row) => formats.day(row.fromOn) },
          {
            key: 'end',
            head: t(common.state),
            cell: (row) =>
              can('credit.end-monitoring') ? (
                <Button
                  kind="link"
                  onPress={() =>
                    void end.run({ number: row.customer, bureau: row.bureau } as never).then(
                      () =>
                        tell(t(texts.ended), {
                          verb: 'credit.monitor',
                          input: {
                            number: row.customer,
                            bureau: row.bureau,
                            reasonKind: row.reasonKind,
                            reason: row.reason,
                          },
                        }),
                      () => {},
                    )
                  }
                >
                  {t(texts.end)}
                </Button>
              ) : null,
          },
        ]}
        empty={<Empty title={t(texts.noMonitored)}>{t(texts.noMonitoredWhy)}</Empty>}
      />
    </>
  )
}

export function Checks() {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const word = useWord()
  const open = useOpenCustomer()
  type Row = RowOf<'credit.list-checks'>
  const pages = usePages('credit.list-checks', {} as never)
  const answerOf = ({ answer, failure }: Row) =>
    answer
      ? [answer.status && word('creditStatus', answer.status), answer.class, answer.score, ...answer.remarks]
          .filter(Boolean)
          .join(' · ')
      : failure
        ? sayReason(failure, language)
        : '–'
  const list = useListActs<Row>(
    t(texts.checks),
    'credit-checks',
    [
      { of: 'at', title: t(texts.asked), kind: 'instant', value: (row) => row.askedAt },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'reason', title: t(texts.reason), value: (row) => row.reason },
      { of: 'answer', title: t(texts.answer), value: answerOf },
      { of: 'by', title: t(texts.who), value: (row) => row.askedBy },
    ],
    pages.readAll,
  )
  return (
    <>
      <Bar entries={list.entries} />
      <Told error={list.error} />
      <Table
        name="credit-checks"
        label={t(texts.checks)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.checkId}
        onOpen={open}
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} />,
          },
          { key: 'bureau', head: t(texts.bureau), cell: (row) => row.bureau },
          {
            key: 'reason',
            head: t(texts.reason),
            wrap: true,
            cell: (row) => `${word('creditReason', row.reasonKind)}: ${row.reason}`,
          },
          {
            key: 'outcome',
            head: t(common.state),
            phone: 'below',
            cell: (row) => (
              <Chip tone={row.outcome === 'answered' ? 'good' : row.outcome === 'failed' ? 'bad' : 'neutral'}>
                {word('creditOutcome', row.outcome)}
              </Chip>
            ),
          },
          { key: 'answer', head: t(texts.answer), wrap: true, cell: answerOf },
          { key: 'by', head: t(texts.who), cell: (row) => row.askedBy ?? '–' },
          { key: 'at', head: t(texts.asked), phone: 'amount', cell: (row) => formats.instant(row.askedAt) },
        ]}
        empty={<Empty title={t(texts.noChecks)}>{t(texts.noChecksWhy)}</Empty>}
      />
    </>
  )
}

/** Who is told of overdue customers. */
export function Responsibles() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const [isAdding, setAdding] = useState(false)
  const end = useAct('credit.end-responsible')
  const notify = useAct('credit.notify-staff')
  type Row = RowOf<'credit.list-responsibles'>
  const read = useRead('credit.list-responsibles', {} as never)
  const rows = read.data?.rows ?? []
  const may = can('credit.assign-responsible') && can('access.list-users')
  const list = useListActs<Row>(
    t(texts.responsibles),
    '',
    [
      { title: t(texts.person), value: (row) => row.userName },
      { title: t(texts.subject), value: (row) => word('responsibleFor', row.subject) },
      { title: t(texts.code), value: (row) => row.code },
      { title: t(texts.answersFor), value: (row) => row.subjectName },
      { title: t(texts.since), kind: 'day', value: (row) => row.fromOn },
    ],
    rows,
  )
  useKeys([may && { key: '+', label: t(texts.assign), run: () => setAdding(true) }])
  return (
    <>
      <Bar
        entries={[
          can('credit.notify-staff') && {
            label: t(texts.notify),
            run: () =>
              void notify.run({} as never).then(
                ({ told }) => tell(t(texts.notified, { n: told })),
                () => {},
              ),
          },
          ...list.entries,
        ]}
      >
        {may && (
          <Button keyCap="+" onPress={() => setAdding(true)}>
            {t(texts.assign)}
          </Button>
        )}
      </Bar>
      <Told
        error={read.error ?? end.error ?? notify.error ?? list.error}
        onAgain={read.error ? () => void read.refetch() : undefined}
      />
      <Table
        label={t(texts.responsibles)}
        rows={rows}
        read={read}
        keyOf={(row) => row.responsibleId}
        columns={[
          {
            key: 'who',
            head: t(texts.person),
            phone: 'main',
            cell: (row) => <span className="strong">{row.userName}</span>,
          },
          {
            key: 'subject',
            head: t(texts.subject),
            phone: 'below',
            cell: (row) => word('responsibleFor', row.subject),
          },
          {
            key: 'name',
            head: t(texts.answersFor),
            phone: 'below',
            cell: (row) => (
              <>
                {row.subjectName} <span className="quiet figures">{row.code}</span>
              </>
            ),
          },
          { key: 'since', head: t(texts.since), phone: 'amount', cell: (row) => formats.day(row.fromOn) },
          {
            key: 'end',
            head: t(common.state),
            cell: (row) =>
              can('credit.end-responsible') ? (
                <Button
                  kind="link"
                  onPress={() =>
                    void end.run({ responsibleId: row.responsibleId } as never).then(
                      () =>
                        tell(t(texts.removed), {
                          verb: 'credit.assign-responsible',
                          input: { userId: row.userId, [subjectFields[row.subject]]: row.code },
                        }),
                      () => {},
                    )
                  }
                >
                  {t(common.remove)}
                </Button>
              ) : null,
          },
        ]}
        empty={<Empty title={t(texts.noResponsibles)}>{t(texts.noResponsiblesWhy)}</Empty>}
      />
      {isAdding && <Assign onClose={() => setAdding(false)} />}
    </>
  )
}

/** What a colleague answers for, and the field that names it. */
const subjectFields = {
  customer: 'customer',
  'invoice-group': 'invoiceGroup',
  'business-area': 'businessArea',
} as const

function Assign({ onClose }: { onClose: () => void }) {
  const t = useText()
  const word = useWord()
  const tell = useTell()
  const assign = useAct('credit.assign-responsible')
  const users = useRead('access.list-users', {} as never)
  const kept = useKeptFields('responsible:new')
  const [userId, setUser] = kept.field('userId', '')
  const [subject, setSubject] = kept.field<keyof typeof subjectFields>('subject', 'customer')
  const [code, setCode] = kept.field('code', '')
  const people = (
    (users.data as { rows?: { id?: string; userId?: string; name: string }[] } | undefined)?.rows ?? []
  ).map((user) => ({ value: String(user.userId ?? user.id), label: user.name }))
  const chosen = userId || people[0]?.value || ''
  const go = () =>
    chosen &&
    code.trim() &&
    void kept.until(assign.run({ userId: chosen, [subjectFields[subject]]: code.trim() } as never)).then(
      ({ responsibleId, isNew }) => {
        onClose()
        tell(t(texts.assigned), isNew ? { verb: 'credit.end-responsible', input: { responsibleId } } : null)
      },
      () => {},
    )
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void go(), inFields: true, unlisted: true }])
  return (
    <Dialog
      title={t(texts.assign)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => kept.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={assign.isRunning} onPress={() => void go()}>
            {t(common.save)}
          </Button>
        </>
      }
    >
      <Told error={assign.error ?? users.error} />
      <SelectField label={t(texts.person)} value={chosen} onChange={setUser} options={people} />
      <SelectField
        label={t(texts.subject)}
        value={subject}
        onChange={(next) => setSubject(next as keyof typeof subjectFields)}
        options={['customer', 'invoice-group', 'business-area'].map((value) => ({
          value,
          label: word('responsibleFor', value),
        }))}
      />
      <TextField label={t(texts.code)} value={code} onChange={setCode} input={{ maxLength: 50 }} />
    </Dialog>
  )
}

/** The overdue customers that one answers for oneself. */
export function Own() {
  const t = useText()
  const formats = useFormats()
  const open = useOpenCustomer()
  type Row = RowOf<'credit.list-own-overdue'>
  const read = useRead('credit.list-own-overdue', {} as never)
  const rows = read.data?.rows ?? []
  const list = useListActs<Row>(
    t(texts.own),
    '',
    [
      { title: t(common.customer), value: (row) => row.customerName },
      { title: t(texts.claims), kind: 'integer', value: (row) => row.claims },
      { title: t(texts.oldest), kind: 'day', value: (row) => row.oldestDueOn },
      { title: t(texts.overdue), kind: 'number', value: (row) => row.amount },
    ],
    rows,
  )
  return (
    <>
      <Bar entries={list.entries} />
      <Told error={read.error ?? list.error} onAgain={() => void read.refetch()} />
      <Table
        label={t(texts.own)}
        rows={rows}
        read={read}
        keyOf={(row) => `${row.partyId} ${row.currency}`}
        onOpen={open}
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          { key: 'claims', head: t(texts.claims), align: 'amount', cell: (row) => formats.count(row.claims) },
          { key: 'oldest', head: t(texts.oldest), phone: 'below', cell: (row) => formats.day(row.oldestDueOn) },
          {
            key: 'amount',
            head: t(texts.overdue),
            align: 'amount',
            phone: 'amount',
            cell: (row) => <Amount value={row.amount} foreign={row.currency} />,
          },
        ]}
        empty={<Empty title={t(texts.noOwn)}>{t(texts.noResponsiblesWhy)}</Empty>}
      />
    </>
  )
}

function Bar({ entries, children }: { entries: Parameters<typeof Menu>[0]['entries']; children?: React.ReactNode }) {
  return (
    <ScreenActs>
      {children}
      <Menu entries={entries} />
    </ScreenActs>
  )
}
