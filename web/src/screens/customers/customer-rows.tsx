import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Output, RowOf } from '../../api/call.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { Amount } from '../../ui/amount.tsx'
import { Chip } from '../../ui/chip.tsx'
import type { Column } from '../../ui/table.tsx'
import { texts } from './texts.ts'

export type Row = RowOf<'parties.list'>
type Totals = Output<'parties.list'>['totals']
type Balance = Row['open'][number]

/** The columns of the register; `totals` of all that fit stand below their amounts and open to those who make them up. */
export function useCustomerColumns(
  totals: Totals | undefined,
  onTotal: (of: 'open' | 'overdue') => void,
): Column<Row>[] {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const currencyOf = (one: Balance) => (totals && totals.length > 1 ? one.baseCurrency : undefined)
  const behind = (of: 'open' | 'overdue') => ({
    onOpen: () => onTotal(of),
    openLabel: t(common.whereFrom),
    ownStop: true,
  })
  return [
    {
      key: 'name',
      head: t(texts.name),
      sort: 'name',
      phone: 'main',
      cell: (row) => (
        <span className={`strong ${row.isProtected ? 'with-icon' : ''}`}>
          {row.isProtected && <Lock size={13} aria-hidden />}
          {row.isProtected ? t(texts.protectedCustomer, { number: row.number }) : row.name}
        </span>
      ),
    },
    {
      key: 'number',
      head: t(texts.number),
      sort: 'number',
      phone: 'below',
      cell: (row) => <span className="figures">{row.number}</span>,
    },
    { key: 'kind', head: t(texts.kind), cell: (row) => word('partyKind', row.kind) },
    {
      key: 'place',
      head: t(texts.city),
      cell: (row) => (row.isProtected ? <span className="quieter">–</span> : row.city),
    },
    {
      key: 'items',
      head: t(texts.openItems),
      align: 'amount',
      cell: (row) => <Lines of={row.open}>{(one) => formats.count(one.items)}</Lines>,
    },
    {
      key: 'overdue',
      head: t(texts.overdue),
      align: 'amount',
      cell: (row) => <Lines of={row.open}>{(one) => <Amount value={one.overdue} dashForZero />}</Lines>,
      foot: (
        <Lines of={totals}>
          {(one) => <Amount value={one.overdue} currency={currencyOf(one)} {...behind('overdue')} />}
        </Lines>
      ),
    },
    {
      key: 'open',
      head: t(common.openAmount),
      sort: 'open',
      align: 'amount',
      phone: 'amount',
      cell: (row) => (
        <Lines of={row.open} isStrong>
          {(one) => <Amount value={one.amount} foreign={one.baseCurrency} />}
        </Lines>
      ),
      foot: (
        <Lines of={totals}>
          {(one) => <Amount value={one.amount} currency={currencyOf(one)} {...behind('open')} />}
        </Lines>
      ),
    },
    {
      key: 'state',
      head: t(common.state),
      phone: 'below',
      cell: (row) =>
        row.closedOn !== null ? (
          <Chip tone="outlined">{t(texts.closed)}</Chip>
        ) : row.isProtected ? (
          <Chip tone="bad">{t(texts.protectedOne)}</Chip>
        ) : isOverdue(row) ? (
          <Chip tone="warn">{t(texts.overdue)}</Chip>
        ) : null,
    },
  ]
}

const isOverdue = (row: Row) => row.open.some((one) => /[1-9]/.test(one.overdue))

/** One line a currency of the books; after a change of currency there may be two. */
function Lines({
  of,
  isStrong = false,
  children,
}: {
  of: readonly Balance[] | null | undefined
  isStrong?: boolean
  children: (one: Balance) => ReactNode
}) {
  if (!of?.length) return <span className="quieter">–</span>
  return of.map((one) => (
    <span key={one.baseCurrency} className={isStrong ? 'line strong' : 'line'}>
      {children(one)}
    </span>
  ))
}
