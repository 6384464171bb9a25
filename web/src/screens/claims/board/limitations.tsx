import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { ClaimPills, claimFilterOf } from '../claim-pills.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/claims/limitations')
type Row = RowOf<'claims.list-limitations'>

/** Claims that will be barred: the day, the law behind it, what interrupted it last. */
export default function LimitationsScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [asked, setAsked] = useState<Row | null>(null)
  const days = search.days || '365'
  const read = useRead('claims.list-limitations', {
    withinDays: Number(days),
    limit: 500,
    ...claimFilterOf({ area: search.area, group: search.group }),
  } as never)
  const rows = read.data?.rows ?? []
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const current = rows.find((row) => row.itemId === search.at) ?? rows[0]
  const list = useListActs<Row>(
    t(texts.limitations),
    'limitations',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'number', title: t(common.invoice), value: (row) => row.number },
      { of: 'due', title: t(common.due), kind: 'day', value: (row) => row.dueOn },
      { of: 'barred', title: t(texts.barredOn), kind: 'day', value: (row) => row.barredAfter },
      { of: 'source', title: t(texts.source), value: (row) => row.source },
      { of: 'open', title: t(common.openAmount), kind: 'number', value: (row) => row.open },
    ],
    rows,
  )
  const may = can('claims.record-interruption')
  useKeys([may && current && { key: '+', label: t(texts.recordInterruption), run: () => setAsked(current) }])
  return (
    <Screen
      title={t(texts.limitations)}
      parent={{ label: t(texts.board), link: { to: '/companies/$company/claims', params: { company: company.code } } }}
      showsKeys
      acts={<Menu entries={list.entries} />}
    >
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.withinDays)}
          isMust
          value={days}
          onChange={(next) => change({ days: next })}
          options={['90', '365', '1000', '4000'].map((value) => ({ value, label: formats.count(Number(value)) }))}
        />
        <ClaimPills search={search} onChange={change} withKind={false} />
      </div>
      <Told error={read.error ?? list.error} onAgain={() => void read.refetch()} />
      <Table
        name="limitations"
        label={t(texts.limitations)}
        rows={rows}
        read={read}
        keyOf={(row) => row.itemId}
        selected={search.at ?? null}
        onSelect={(row) => change({ at: row.itemId })}
        onOpen={(row) =>
          void navigate({ to: '/companies/$company/claims/$item', params: { company: company.code, item: row.itemId } })
        }
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          { key: 'number', head: t(common.invoice), phone: 'below', cell: (row) => row.number },
          { key: 'due', head: t(common.due), cell: (row) => formats.day(row.dueOn) },
          {
            key: 'barred',
            head: t(texts.barredOn),
            phone: 'below',
            cell: (row) => (row.isBarred ? <Chip tone="bad">{t(texts.barred)}</Chip> : formats.day(row.barredAfter)),
          },
          {
            key: 'interrupted',
            head: t(texts.interrupted),
            cell: (row) =>
              row.interruptedOn
                ? `${formats.day(row.interruptedOn)} ${word('interruptionKind', row.interruptedBy).toLocaleLowerCase()}`
                : '–',
          },
          {
            key: 'source',
            head: t(texts.source),
            wrap: true,
            cell: (row) => (
              <span className="small quiet">
                {t(texts.years, { n: row.years })} · {row.source}
              </span>
            ),
          },
          {
            key: 'open',
            head: t(common.openAmount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => <Amount value={row.open} foreign={row.currency} />,
          },
        ]}
        empty={<Empty title={t(texts.noLimitations)}>{t(texts.noLimitationsWhy)}</Empty>}
      />
      {read.data?.more && <p className="section quiet">{t(texts.moreRows)}</p>}
      {asked && <Interrupt row={asked} onClose={() => setAsked(null)} />}
    </Screen>
  )
}

function Interrupt({ row, onClose }: { row: Row; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company } = useSession()
  const record = useAct('claims.record-interruption')
  const kept = useKeptFields(`interruption:${row.itemId}`)
  const [kind, setKind] = kept.field('kind', 'acknowledgement')
  const [on, setOn] = kept.field<string | null>('on', company.today)
  const [reason, setReason] = kept.field('reason', '')
  const go = () =>
    on &&
    reason.trim() !== '' &&
    void kept.until(record.run({ itemIds: [row.itemId], kind, on, reason: reason.trim() } as never)).then(
      ({ interruptions, undo }) => {
        onClose()
        const [done] = interruptions
        if (done) tell(t(texts.interruptionDone, { number: done.number, day: formats.day(done.barredAfter) }), undo)
      },
      () => {},
    )
  return (
    <ActDialog
      title={`${t(texts.recordInterruption)}: ${row.number}`}
      act={t(common.save)}
      running={record}
      onGo={() => void go()}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <SelectField
        label={t(texts.interruptionKind)}
        value={kind}
        onChange={setKind}
        options={Object.keys(codes.interruptionKind).map((value) => ({
          value,
          label: word('interruptionKind', value),
        }))}
      />
      <DayField label={t(common.date)} value={on ?? ''} onChange={setOn} />
      <TextField label={t(texts.waiveWhy)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
    </ActDialog>
  )
}
