import { Lock, Pause } from 'lucide-react'
import type { Problem } from '../../../api/refused.ts'
import type { usePages } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { type Say, useFormats, useText } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { useProblemTexts } from '../../../problems/use-problem-texts.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import type { RowInHand } from '../../../ui/use-row-in-hand.ts'
import { sayCause, sayChannel, sayKind, sayWhy } from './say.ts'
import type { Row, Run } from './shapes.ts'
import { termsOf } from './shapes.ts'
import { texts } from './texts.ts'

/** The rows of a run by what becomes of them. */
export function RunRows({
  run,
  title,
  pages,
  hand,
  onOpen,
}: {
  run: Run
  title: string
  pages: ReturnType<typeof usePages<'dunning.list-run-rows'>>
  hand: RowInHand<Row>
  onOpen: (row: Row) => void
}) {
  const t = useText()
  return (
    <Table
      name="dunning-run-rows"
      label={title}
      rows={pages.rows}
      pages={pages}
      keyOf={(row) => String(row.rowNo)}
      selected={hand.row ? String(hand.row.rowNo) : null}
      onSelect={(row) => hand.choose(row.rowNo)}
      onOpen={onOpen}
      clickOpens={false}
      onExplain={onOpen}
      groupOf={(row) => ({ key: row.group, label: t(groupNames(run.state)[row.group] ?? common.none) })}
      columns={columnsOf(run, t)}
      empty={<Empty title={t(common.nothingFits)} />}
    />
  )
}

const groupNames = (state: string): Record<string, Phrase> => ({
  changed: texts['group.changed'],
  goes: state === 'done' || state === 'executing' ? texts.wentOut : texts.goes,
  held: texts.held,
  rejected: texts['group.rejected'],
  excluded: texts['group.excluded'],
  recalled: texts['group.recalled'],
})

function columnsOf(run: Run, t: Say): (Column<Row> | false)[] {
  const { hasCompensation, hasCharged } = termsOf(run)
  const isMany = run.totals.sums.length > 1
  return [
    {
      key: 'customer',
      head: t(common.customer),
      phone: 'main',
      cell: (row) => (
        <span className="strong">
          {row.isProtected && <Lock size={12} aria-hidden />} {row.customerName}
        </span>
      ),
    },
    {
      key: 'why',
      head: t(texts.why),
      phone: 'below',
      wrap: true,
      cell: (row) => <Why row={row} on={run.on} />,
    },
    {
      key: 'step',
      head: t(texts.nextStep),
      phone: 'below',
      wrap: true,
      cell: (row) => <NextStep row={row} />,
    },
    {
      key: 'capital',
      head: t(texts.capital),
      align: 'amount',
      phone: 'amount',
      cell: (row) => (
        <span className="strong">
          <Amount value={row.capital} {...(isMany ? { currency: row.currency } : {})} />
        </span>
      ),
    },
    {
      key: 'interest',
      head: t(texts.interest),
      align: 'amount',
      narrow: 'hide',
      cell: (row) => <Amount value={row.state === 'held' ? null : row.interest} dashForZero />,
    },
    {
      key: 'fee',
      head: t(texts.fee),
      align: 'amount',
      narrow: 'hide',
      cell: (row) => <Amount value={row.state === 'held' ? null : row.fee} dashForZero />,
    },
    hasCompensation && {
      key: 'compensation',
      head: t(texts.compensation),
      align: 'amount',
      narrow: 'hide',
      cell: (row) => <Amount value={row.state === 'held' ? null : row.compensation} dashForZero />,
    },
    hasCharged && {
      key: 'charged',
      head: t(texts.charged),
      align: 'amount',
      narrow: 'hide',
      cell: (row) => <Amount value={row.state === 'held' ? null : row.charged} dashForZero />,
    },
    {
      key: 'total',
      head: t(texts.total),
      align: 'amount',
      cell: (row) => <Amount value={row.state === 'held' ? null : row.total} />,
    },
  ]
}

export function Why({ row, on }: { row: Row; on: string }) {
  const t = useText()
  const formats = useFormats()
  const problems = useProblemTexts(row.problems as readonly Problem[])
  return (
    <span className={row.group === 'changed' || row.state === 'rejected' ? '' : 'quiet'}>
      {problems.length > 0 ? problems.join(' · ') : sayWhy(row, on, t, formats)}
    </span>
  )
}

/** The next letter and how it goes; of a held row the cause. */
function NextStep({ row }: { row: Row }) {
  const t = useText()
  if (row.state === 'held')
    return (
      <Chip tone="warn" icon={row.isProtected ? <Lock size={12} aria-hidden /> : <Pause size={12} aria-hidden />}>
        {sayCause(t, row.causes[0]?.code ?? 'by-person')}
      </Chip>
    )
  if (row.state === 'excluded') return <Chip tone="outlined">{t(texts.leftOut)}</Chip>
  if (row.state === 'recalled') return <Chip tone="outlined">{t(texts.recalledRow)}</Chip>
  if (row.state === 'rejected') return <Chip tone="bad">{t(texts.dropped)}</Chip>
  return (
    <>
      {sayKind(t, row.kind)} {row.channel && <span className="quieter">{sayChannel(t, row.channel)}</span>}
    </>
  )
}
