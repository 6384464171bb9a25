import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ChevronDown, ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { AgeMark } from '../../ui/age-mark.tsx'
import { AgeBar } from '../../ui/chart.tsx'
import { usePrinting } from '../../ui/use-printing.ts'
import { decimalsOf, type Figures, type Line, type Pivot, sizesOf } from './pivot-lines.ts'
import { texts } from './texts.ts'

export type Measure = 'amount' | 'share' | 'count'

interface Props {
  pivot: Pivot
  lines: readonly Line[]
  totals: readonly Line[]
  measure: Measure
  order: 'open' | 'name'
  /** Head of the first column. */
  head: string
  nameOf: (line: Line) => { name: string; code: string | null }
  bucketName: (index: number) => string
  onOrder: (order: 'open' | 'name') => void
  onFold: (line: Line, isOpen: boolean) => void
  /** column = index of the bucket; the number of buckets = the sum. */
  onOpen: (line: Line, column: number) => void
  onMore: (line: Line) => void
  /** A drawer beside has the keys. */
  isResting: boolean
  onNearEnd: () => void
}

/** The table of ages: one Tab reaches it, arrows move between figures, each figure opens its items. */
export function PivotGrid(props: Props) {
  const { pivot, lines, totals, measure, nameOf, bucketName, onFold, onOpen, onMore, isResting, onNearEnd } = props
  const t = useText()
  const formats = useFormats()
  const frame = useRef<HTMLElement>(null)
  const last = pivot.buckets.length
  const all = [...lines, ...totals]
  const [place, setPlace] = useState<{ id: string; column: number } | null>(null)
  const at = Math.max(
    all.findIndex(({ id }) => id === place?.id),
    0,
  )
  const column = place?.column ?? last
  const current = all[at]
  const decimals = decimalsOf(pivot)
  const isPrinting = usePrinting()
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => (document.documentElement.dataset.density === 'dense' ? 32 : 40),
    overscan: 20,
  })
  const items = virtual.getVirtualItems()
  const drawn = isPrinting ? lines.map((_, index) => index) : items.map(({ index }) => index)
  const lastDrawn = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastDrawn >= lines.length - 20) onNearEnd()
  }, [lastDrawn, lines.length, onNearEnd])
  const focusCell = (id: string, to: number) =>
    requestAnimationFrame(() =>
      frame.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(`${id} ${to}`)}"]`)?.focus(),
    )
  const focusNow = useRef(focusCell)
  focusNow.current = focusCell
  const go = (line: Line | undefined, to: number) => {
    if (!line) return
    const limited = Math.min(Math.max(to, -1), last)
    setPlace({ id: line.id, column: limited })
    const index = lines.indexOf(line)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
    focusCell(line.id, limited)
  }
  const step = (by: number) => {
    // The first press says where the hand is.
    if (place === null || !frame.current?.contains(document.activeElement)) return go(current, column)
    go(all[at + by], column)
  }
  const open = () => {
    if (!current) return
    setPlace({ id: current.id, column })
    if (current.kind === 'more') onMore(current)
    else if (column < 0) current.hasChildren && onFold(current, !current.isOpen)
    else onOpen(current, column)
  }
  // The drawer beside is closed: the hand is back on the figure that it was opened from.
  const wasResting = useRef(isResting)
  useEffect(() => {
    if (wasResting.current && !isResting && place) focusNow.current(place.id, place.column)
    wasResting.current = isResting
  }, [isResting, place])
  const awake = !isResting && all.length > 0
  useKeys([
    awake && { key: 'ArrowDown', label: t(common.next), run: () => step(1), unlisted: true },
    awake && { key: 'J', label: t(common.next), run: () => step(1), unlisted: true },
    awake && { key: 'ArrowUp', label: t(common.previous), run: () => step(-1), unlisted: true },
    awake && { key: 'K', label: t(common.previous), run: () => step(-1), unlisted: true },
    awake && {
      key: 'ArrowRight',
      label: t(texts.openGroup),
      run: () =>
        column < 0 && current?.hasChildren && !current.isOpen ? onFold(current, true) : go(current, column + 1),
    },
    awake && {
      key: 'ArrowLeft',
      label: t(texts.openGroup),
      run: () => {
        if (column >= 0) return go(current, column - 1)
        if (current?.isOpen) return onFold(current, false)
        if (current?.parent) go(all.find(({ id }) => id === current.parent) ?? current, -1)
      },
      unlisted: true,
    },
    awake && { key: 'Enter', label: t(texts.openCell), run: open },
    awake && { key: 'Space', label: t(common.whereFrom), run: open, unlisted: true },
  ])
  const most = Math.max(...pivot.rows.map((row) => sizesOf(row).reduce((sum, size) => sum + size, 0)), 1)
  const written = (figures: Figures, index: number): string | null => {
    const cell =
      index === last ? { amount: figures.amount, share: figures.share, count: figures.count } : figures.cells[index]!
    if (measure === 'share') return cell.share === null ? null : `${formats.amount(cell.share, 1)}\u00a0%`
    if (measure === 'count') return cell.count ? formats.count(cell.count) : null
    return isZero(cell.amount) && index !== last ? null : formats.amount(cell.amount, decimals)
  }
  const isNegative = (figures: Figures, index: number): boolean =>
    (index === last ? figures.amount : figures.cells[index]!.amount).startsWith('-')
  const cellsOf = (line: Line) =>
    [...pivot.buckets, null].map((bucket, index) => {
      const figures = line.figures!
      const text = written(figures, index)
      const isHere = current?.id === line.id && column === index
      return (
        <td key={bucket?.key ?? 'sum'} className={`amount ${index === last ? 'strong sum' : ''}`}>
          <button
            type="button"
            className={`figure-link figures nowrap ${text !== null && isNegative(figures, index) ? 'negative' : ''} ${text === null ? 'quieter' : ''}`}
            tabIndex={isHere ? 0 : -1}
            data-cell={`${line.id} ${index}`}
            aria-label={text === null ? `${nameOf(line).name}, ${bucketName(index)}: 0` : undefined}
            onFocus={() => !isHere && setPlace({ id: line.id, column: index })}
            onClick={() => {
              setPlace({ id: line.id, column: index })
              onOpen(line, index)
            }}
          >
            {text ?? '–'}
          </button>
        </td>
      )
    })
  const first = items[0]
  const before = isPrinting ? 0 : (first?.start ?? 0)
  const after = isPrinting ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <section className="table-frame" ref={frame} aria-label={t(texts.ageing)}>
      <table className="table pivot" aria-label={t(texts.ageing)}>
        <thead>
          <tr>
            <th scope="col" aria-sort={props.order === 'name' ? 'ascending' : undefined}>
              <button type="button" title={t(texts.sortByName)} onClick={() => props.onOrder('name')}>
                {props.head}
                {props.order === 'name' && <ArrowDown size={12} aria-hidden />}
              </button>
            </th>
            <th scope="col" className="bar-column">
              <span className="unseen">{t(texts.ages)}</span>
            </th>
            {pivot.buckets.map((bucket, index) => (
              <th key={bucket.key} scope="col" className="amount">
                <AgeMark age={index} />
                {bucketName(index)}
              </th>
            ))}
            <th scope="col" className="amount sum" aria-sort={props.order === 'open' ? 'descending' : undefined}>
              <button type="button" title={t(texts.sortBySum)} onClick={() => props.onOrder('open')}>
                {t(common.sum)}
                {props.order === 'open' && <ArrowDown size={12} aria-hidden />}
              </button>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Room height={before} span={last + 3} />}
          {drawn.map((index) => {
            const line = lines[index]
            if (!line) return null
            const { name, code } = nameOf(line)
            const isHere = current?.id === line.id
            return (
              <tr key={line.id} className={`${line.kind} ${isHere && place !== null ? 'here' : ''}`}>
                <th scope="row">
                  {line.kind === 'more' ? (
                    <button
                      type="button"
                      className="button link"
                      data-cell={`${line.id} ${last}`}
                      tabIndex={isHere ? 0 : -1}
                      onClick={() => onMore(line)}
                    >
                      {t(texts.moreChildren, { n: line.more })}
                    </button>
                  ) : line.hasChildren ? (
                    <button
                      type="button"
                      className="fold"
                      aria-expanded={line.isOpen}
                      aria-label={t(line.isOpen ? texts.fold : texts.unfold, { name })}
                      data-cell={`${line.id} -1`}
                      tabIndex={isHere && column === -1 ? 0 : -1}
                      onFocus={() => setPlace({ id: line.id, column: -1 })}
                      onClick={() => onFold(line, !line.isOpen)}
                    >
                      {line.isOpen ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
                      <Name name={name} code={code} />
                    </button>
                  ) : (
                    <span className="fold plain" data-cell={`${line.id} -1`} tabIndex={-1}>
                      <Name name={name} code={code} />
                    </span>
                  )}
                </th>
                {line.figures ? (
                  <>
                    <td className="bar-column">
                      {(line.kind === 'row' || line.kind === 'child') && (
                        <AgeBar
                          sizes={sizesOf(line.figures)}
                          most={most}
                          label={t(texts.ageParts, {
                            parts: line.figures.cells
                              .map(
                                ({ share }, index) =>
                                  `${bucketName(index)} ${share === null ? '–' : `${formats.amount(share, 1)} %`}`,
                              )
                              .join(', '),
                          })}
                        />
                      )}
                    </td>
                    {cellsOf(line)}
                  </>
                ) : (
                  <td colSpan={last + 2} />
                )}
              </tr>
            )
          })}
          {after > 0 && <Room height={after} span={last + 3} />}
        </tbody>
        <tfoot>
          {totals.map((line) => (
            <tr key={line.id} className="total">
              <th scope="row">
                {t(common.sum)}
                {totals.length > 1 && <span className="quieter"> {line.figures!.currency}</span>}
              </th>
              <td className="bar-column" />
              {cellsOf(line)}
            </tr>
          ))}
          {measure === 'amount' &&
            totals.map((line) => (
              <tr key={line.id} className="shares">
                <th scope="row">
                  {t(texts.share)}
                  {totals.length > 1 && <span> {line.figures!.currency}</span>}
                </th>
                <td className="bar-column" />
                {[...line.figures!.cells, line.figures!].map(({ share }, index) => (
                  <td key={pivot.buckets[index]?.key ?? 'sum'} className={index === last ? 'amount sum' : 'amount'}>
                    {share === null ? '–' : `${formats.amount(share, 1)}\u00a0%`}
                  </td>
                ))}
              </tr>
            ))}
        </tfoot>
      </table>
    </section>
  )
}

const Name = ({ name, code }: { name: string; code: string | null }) => (
  <span className="name">
    {name}
    {code !== null && <span className="quieter"> {code}</span>}
  </span>
)

const Room = ({ height, span }: { height: number; span: number }) => (
  <tr aria-hidden data-spacer>
    <td colSpan={span} ref={(cell) => cell?.style.setProperty('height', `${height}px`)} />
  </tr>
)
