import { Check, Lock, Pause } from 'lucide-react'
import type { usePages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { Amount } from '../../ui/amount.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { RowInHand } from '../../ui/use-row-in-hand.ts'
import { type Counts, nameOf, type Row, type Run, type View } from './run-shapes.ts'
import { sayHold } from './say-hold.ts'
import { texts } from './texts.ts'

/** The rows of a run, beside what the customer paid last time; of those worth a look, by why they are. */
export function RunRows({
  run,
  view,
  counts,
  pages,
  hand,
  onOpen,
}: {
  run: Run
  view: View
  counts: Counts | undefined
  pages: ReturnType<typeof usePages<'invoicing.list-run-rows'>>
  hand: RowInHand<Row>
  onOpen: (row: Row) => void
}) {
  const t = useText()
  const formats = useFormats()
  const groupOf = (row: Row) => {
    const [key, phrase] = groups[row.state] ?? groups.proposed!
    const n =
      key === 'out'
        ? run.unseen + pages.rows.filter((one) => one.attention && one.reviewed).length
        : counts?.[key as View]
    return {
      key,
      label: (
        <>
          {t(phrase)} {n !== undefined && <span className="count figures">{formats.count(n)}</span>}
        </>
      ),
    }
  }
  const columns: Column<Row>[] = [
    {
      key: 'customer',
      head: t(common.customer),
      phone: 'main',
      cell: (row) => (
        <span className="strong">
          {row.isProtected && <Lock size={12} aria-hidden />} {nameOf(row)}
        </span>
      ),
    },
    { key: 'why', head: t(texts.why), phone: 'below', wrap: true, cell: (row) => <Why row={row} /> },
    {
      key: 'before',
      head: run.previous ? formats.dayInText(run.previous.invoiceOn, 'short') : t(texts.lastTime),
      align: 'amount',
      cell: (row) => (
        <span className="quiet">
          <Amount value={row.previous} />
        </span>
      ),
    },
    {
      key: 'now',
      head: t(texts.now),
      align: 'amount',
      phone: 'amount',
      cell: (row) => (
        <span className="strong">
          <Amount value={row.payable} />
        </span>
      ),
    },
    { key: 'state', head: t(common.state), phone: 'below', cell: (row) => <RowState row={row} /> },
  ]
  return (
    <Table
      name="run-rows"
      label={t(texts.proposal)}
      rows={pages.rows}
      pages={pages}
      keyOf={(row) => String(row.rowNo)}
      selected={hand.row ? String(hand.row.rowNo) : null}
      onSelect={(row) => hand.choose(row.rowNo)}
      onOpen={onOpen}
      clickOpens={false}
      onExplain={onOpen}
      groupOf={view === 'look' ? groupOf : undefined}
      columns={columns}
      empty={
        view === 'look' ? (
          <Empty title={t(texts.noLook)}>
            {counts?.new ? t(texts.noLookNew, { n: counts.new }) : t(texts.noLookWhy)}
          </Empty>
        ) : (
          <Empty title={t(common.nothingFits)} />
        )
      }
    />
  )
}

const groups: Record<string, readonly [key: string, phrase: Phrase]> = {
  proposed: ['out', texts.standsOut],
  done: ['out', texts.standsOut],
  rejected: ['rejected', texts.rejected],
  held: ['held', texts.heldBack],
  excluded: ['excluded', texts['cause.left-out']],
}

/** Why a row is shown: what sticks out, what holds it, what is wrong. */
export function Why({ row }: { row: Row }) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const problems = useProblemTexts(row.problems)
  const words = [
    ...row.holds.map((hold) =>
      hold.by ? t(texts.heldBy, { reason: hold.reason, name: hold.by }) : sayHold(hold, language),
    ),
    ...problems,
    ...row.causes.map(({ code, data }) => {
      const isLess = code === 'amount-differs' && String(data.percent).startsWith('-')
      const phrase = (texts as Record<string, Phrase>)[`look.${isLess ? 'amount-less' : code}`]
      if (!phrase) return code
      return t(
        phrase,
        Object.fromEntries(
          Object.entries(data).map(([name, value]) => [
            name,
            name === 'from' || name === 'to'
              ? formats.amount(String(value))
              : name === 'percent'
                ? formats.amount(String(value).replace('-', ''), 0)
                : value,
          ]),
        ),
      )
    }),
  ]
  if (words.length === 0) return <span className="quieter nothing">–</span>
  return <span className={row.attention ? '' : 'quiet'}>{words.join(' · ')}</span>
}

function RowState({ row }: { row: Row }) {
  const t = useText()
  if (row.state === 'held')
    return (
      <Chip tone="warn" icon={<Pause size={12} aria-hidden />}>
        {t(texts.held)}
      </Chip>
    )
  if (row.state === 'rejected') return <Chip tone="bad">{t(texts.rejected)}</Chip>
  if (row.state === 'excluded') return <Chip tone="outlined">{t(texts.leftOut)}</Chip>
  if (row.state === 'done')
    return (
      <Chip tone="good" icon={<Check size={12} aria-hidden />}>
        {t(texts.issued)}
      </Chip>
    )
  if (row.reviewed)
    return (
      <Chip tone="good" icon={<Check size={12} aria-hidden />}>
        {t(texts.reviewed)}
      </Chip>
    )
  return row.attention ? <Chip>{t(texts.toLookAt)}</Chip> : <Chip>{t(texts.ready)}</Chip>
}
