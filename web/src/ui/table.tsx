import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react'
import {
  type CSSProperties,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Pages } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useKeys } from '../shell/keys.tsx'
import { columnTexts } from './columns-texts.ts'
import { Told } from './told.tsx'
import { arranged, type ColumnPlaces, useColumnPlaces } from './use-columns.ts'
import { usePrinting } from './use-printing.ts'

const ColumnsDialog = lazy(async () => ({ default: (await import('./columns-dialog.tsx')).ColumnsDialog }))

export interface Column<Row> {
  key: string
  head: string
  /** Each row says it: the head is there for screen readers, and in the choice of columns. */
  headUnseen?: boolean
  cell: (row: Row) => ReactNode
  /** Amounts stand right. */
  align?: 'amount'
  /** What the server calls this order; the head becomes a button. */
  sort?: string
  /** Total over *all* rows of the filter, told by the server. */
  foot?: ReactNode
  /** In the two lines of a phone: name and amount above, reason and state below. */
  phone?: 'main' | 'amount' | 'below' | 'hide'
  /** Beside a drawer it steps aside. */
  narrow?: 'hide'
  wrap?: boolean
  /** Said of few rows only: left out while no row has it, so that the others have its room. */
  rare?: boolean
}

export interface Sorting {
  by: string
  isDescending: boolean
}

interface Props<Row> {
  /** Read out as the table's name. */
  label: string
  columns: readonly (Column<Row> | false | null)[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Enter or a click opens the row. */
  onOpen?: (row: Row) => void
  /** False: a click only chooses the row (a pane beside shows it); Enter opens. */
  clickOpens?: boolean
  /** Space: where does it come from? */
  onExplain?: (row: Row) => void
  /** The chosen row, when the page needs it (side pane, address). */
  selected?: string | null
  onSelect?: (row: Row) => void
  marked?: ReadonlySet<string>
  onMark?: (marked: Set<string>) => void
  sorting?: Sorting
  onSort?: (sorting: Sorting) => void
  pages?: Pages<Row>
  /** Where the rows come from, when not in pages: nothing is called empty before it has been read. */
  read?: { isPending: boolean; fetchStatus: string; error: unknown }
  /** Shown when there is no row. */
  empty?: ReactNode
  /** A tinted row before the first row of each group. */
  groupOf?: (row: Row) => { key: string; label: ReactNode } | null
  rowTone?: (row: Row) => 'wrong' | undefined
  /** Stays at the foot: label of the totals row. */
  footLabel?: ReactNode
  takesFocus?: boolean
  /** What the person's own order of the columns is kept under; left out: the columns stay as they are. */
  name?: string
  /** Its keys act only while the focus is in it: where arrows mean something else on the rest of the screen. */
  keysWithin?: boolean
}

/** So many rows before the end the next page is asked for: a hand on the wheel passes a page in a fifth of a second. */
const readAhead = 150

/** Grey where nothing exists, so that figures stand out; below a name on a phone it is left out. */
const orDash = (content: ReactNode): ReactNode =>
  content === '–' ? <span className="quieter nothing">–</span> : content

const isBare = (content: ReactNode): boolean =>
  content === '–' || content === '' || content === null || content === undefined || content === false

const isOnPhone = ({ phone }: { phone?: string }): boolean => phone !== undefined && phone !== 'hide'

type Line<Row> = { kind: 'row'; row: Row; index: number } | { kind: 'group'; key: string; label: ReactNode }

/** The row where a person left a list, by the step of the way back that leads to it. */
const leftRows = new Map<string, string>()

/** Rows of one kind: only what is in sight is drawn, one Tab reaches it, arrows move in it. */
export function Table<Row>(props: Props<Row>) {
  const { label, rows, keyOf, onOpen, onExplain, onSelect, marked, onMark, pages, groupOf, rowTone, footLabel } = props
  const { read } = props
  const isLoading = pages?.isLoading || (read?.isPending === true && read.fetchStatus !== 'idle')
  const hasFailed = Boolean(pages?.error ?? read?.error)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a cell says follows from its row
  const bare = useMemo(
    () =>
      new Set(
        props.columns.flatMap((column) =>
          column && column.rare && rows.length > 0 && rows.every((row) => isBare(column.cell(row))) ? [column.key] : [],
        ),
      ),
    [rows],
  )
  const given = props.columns.filter(
    (column): column is Column<Row> => Boolean(column) && !bare.has((column as Column<Row>).key),
  )
  const { places, save } = useColumnPlaces(props.name ?? '')
  const main = given.find(({ phone }) => phone === 'main') ?? given[0]
  const columns = props.name
    ? arranged(given, ({ key }) => key, { ...places, hidden: places.hidden?.filter((key) => key !== main?.key) })
    : given
  const [isChoosing, setChoosing] = useState(false)
  const [dragged, setDragged] = useState<string | null>(null)
  const widthOf = (key: string): number =>
    Math.round(
      frame.current?.querySelector(`th[data-column="${CSS.escape(key)}"]`)?.getBoundingClientRect().width ?? 120,
    )
  const resize = (key: string, width: number | null) => {
    const { [key]: _, ...widths } = places.widths ?? {}
    save({ ...places, widths: width === null ? widths : { ...widths, [key]: width } })
  }
  const dropOn = (target: string) => {
    if (!dragged || dragged === target) return
    const order = arranged(given, ({ key }) => key, { order: places.order }).map(({ key }) => key)
    const from = order.indexOf(dragged)
    order.splice(from, 1)
    const to = order.indexOf(target)
    order.splice(from <= to ? to + 1 : to, 0, dragged)
    save({ ...places, order })
  }
  const t = useText()
  const frame = useRef<HTMLElement>(null)
  const hadFocus = useRef(false)
  const place = `${(window.history.state as { __TSR_key?: string } | null)?.__TSR_key} ${label}`
  const [leftAt] = useState(() => leftRows.get(place) ?? null)
  const [own, setOwnState] = useState(leftAt)
  const setOwn = (key: string) => {
    leftRows.set(place, key)
    setOwnState(key)
  }
  const selected = props.selected !== undefined ? props.selected : own
  const shown = props.selected !== undefined ? props.selected : leftAt
  // While somebody scrolls only this component draws again, with the same props: what follows from them is kept, rows too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are all props
  const { index, lines, chosenLine } = useMemo(() => {
    const lines = linesOf(rows, groupOf)
    return {
      index: Math.max(
        0,
        rows.findIndex((row) => keyOf(row) === selected),
      ),
      lines,
      // Chosen from outside (the address, a row that was just added): brought into sight.
      chosenLine: shown === null ? -1 : lines.findIndex((line) => line.kind === 'row' && keyOf(line.row) === shown),
    }
  }, [props, selected, shown])
  // biome-ignore lint/correctness/useExhaustiveDependencies: emptied when anything changes that a row shows
  const drawnRows = useMemo(() => new Map<number, ReactElement>(), [props, selected, places, t])
  const rowHeight = typeof document === 'undefined' ? 40 : rowHeightNow()
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const lastDrawn = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (pages?.hasMore && lastDrawn >= lines.length - readAhead) pages.more()
  }, [pages, lastDrawn, lines.length])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another row is chosen or it moves, not at each scroll
  useEffect(() => {
    if (chosenLine < 0) return
    virtual.scrollToIndex(chosenLine, { align: 'auto' })
    // The row that had the focus is gone: it goes on to the one that was chosen after it.
    if (hadFocus.current && document.activeElement === document.body) focusRow(shown!)
    // Who comes back from a row goes on at that row.
    else if (!hadFocus.current && !props.keysWithin)
      requestAnimationFrame(() => document.activeElement?.id === 'main' && focusRow(shown!))
  }, [chosenLine, shown])

  const focusRow = (key: string) =>
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(key)}"]`)?.focus())
  const moveTo = (next: number, extend = false) => {
    const row = rows[next]
    if (!row) return
    setOwn(keyOf(row))
    onSelect?.(row)
    virtual.scrollToIndex(
      lines.findIndex((line) => line.kind === 'row' && line.index === next),
      { align: 'auto' },
    )
    if (extend && onMark && rows[index]) onMark(new Set([...(marked ?? []), keyOf(rows[index]), keyOf(row)]))
    focusRow(keyOf(row))
  }
  const current = rows[index]
  const [isWithin, setWithin] = useState(false)
  const hasKeys = !props.keysWithin || isWithin
  const toggle = (row: Row) => {
    const next = new Set(marked)
    if (!next.delete(keyOf(row))) next.add(keyOf(row))
    onMark?.(next)
  }
  useKeys([
    hasKeys &&
      rows.length > 0 && {
        key: 'ArrowDown',
        label: t(common.next),
        run: () => moveTo(selected === null ? 0 : index + 1),
        unlisted: true,
      },
    hasKeys &&
      rows.length > 0 && {
        key: 'J',
        label: t(common.next),
        run: () => moveTo(selected === null ? 0 : index + 1),
        unlisted: true,
      },
    hasKeys &&
      rows.length > 0 && { key: 'ArrowUp', label: t(common.previous), run: () => moveTo(index - 1), unlisted: true },
    hasKeys && rows.length > 0 && { key: 'K', label: t(common.previous), run: () => moveTo(index - 1), unlisted: true },
    hasKeys && onOpen && current !== undefined && { key: 'Enter', label: t(common.open), run: () => onOpen(current) },
    hasKeys &&
      onExplain &&
      current !== undefined && { key: 'Space', label: t(common.whereFrom), run: () => onExplain(current) },
    hasKeys &&
      props.name !== undefined && {
        key: 'Shift+C',
        label: t(columnTexts.columns),
        run: () => setChoosing(true),
        unlisted: true,
      },
    hasKeys && onMark && current !== undefined && { key: 'X', label: t(common.mark), run: () => toggle(current) },
    hasKeys &&
      onMark &&
      current !== undefined && {
        key: 'Shift+ArrowDown',
        label: t(common.mark),
        run: () => moveTo(index + 1, true),
        unlisted: true,
      },
    hasKeys &&
      onMark &&
      current !== undefined && {
        key: 'Shift+ArrowUp',
        label: t(common.mark),
        run: () => moveTo(index - 1, true),
        unlisted: true,
      },
  ])

  const isPrinting = usePrinting()
  const drawn = isPrinting ? lines.map((_, at) => at) : items.map((item) => item.index)
  const before = isPrinting ? 0 : (items[0]?.start ?? 0)
  const after = isPrinting ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const span = columns.length + (onMark ? 1 : 0)
  const hasFoot = columns.some(({ foot }) => foot !== undefined) || footLabel !== undefined
  return (
    <section
      className="table-frame"
      ref={frame}
      tabIndex={rows.length === 0 ? 0 : -1}
      aria-label={label}
      onFocus={() => {
        setWithin(true)
        hadFocus.current = true
      }}
      onBlur={(event) => {
        setWithin(event.currentTarget.contains(event.relatedTarget))
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) hadFocus.current = false
      }}
    >
      {pages?.error && <Told error={pages.error} onAgain={pages.more} />}
      <table
        className={`table folds ${props.name ? 'arranged' : ''}`}
        aria-label={label}
        aria-rowcount={pages?.hasMore ? -1 : rows.length}
        aria-busy={isLoading || undefined}
      >
        <thead>
          <tr>
            {onMark && rows.length === 0 && <td />}
            {onMark && rows.length > 0 && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={t(common.markAll)}
                  checked={rows.length > 0 && marked?.size === rows.length}
                  onChange={(event) => onMark(event.target.checked ? new Set(rows.map(keyOf)) : new Set())}
                />
              </th>
            )}
            {columns.map((column, at) => (
              <Head
                key={column.key}
                column={column}
                sorting={props.sorting}
                onSort={props.onSort}
                sized={sizeOf(places, column.key)}
                {...(props.name
                  ? {
                      onResize: (width: number | null) => resize(column.key, width),
                      onDrag: setDragged,
                      onDrop: () => dropOn(column.key),
                      isTarget: dragged !== null && dragged !== column.key,
                    }
                  : {})}
              >
                {props.name && at === columns.length - 1 && (
                  <button
                    type="button"
                    className="columns-button no-print"
                    aria-label={t(columnTexts.columns)}
                    title={t(columnTexts.columns)}
                    onClick={() => setChoosing(true)}
                  >
                    <Columns3 size={14} aria-hidden />
                  </button>
                )}
              </Head>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Spacer height={before} span={span} />}
          {drawn.map((at) => {
            const line = lines[at]
            if (!line) return null
            if (line.kind === 'group')
              return (
                <tr key={`group ${line.key}`} className="group">
                  <td colSpan={span}>{line.label}</td>
                </tr>
              )
            const kept = drawnRows.get(at)
            if (kept) return kept
            const { row } = line
            const key = keyOf(row)
            const isSelected = key === selected
            const drawnRow = (
              <tr
                key={key}
                data-key={key}
                data-opens={onOpen ? '' : undefined}
                className={rowTone?.(row)}
                tabIndex={isSelected || (selected === null && line.index === 0) ? 0 : -1}
                aria-rowindex={line.index + 2}
                aria-selected={isSelected}
                onFocus={() => {
                  if (isSelected) return
                  setOwn(key)
                  onSelect?.(row)
                }}
                onClick={(event) => {
                  if ((event.target as HTMLElement).closest('a, button, input, select')) return
                  setOwn(key)
                  onSelect?.(row)
                  if (props.clickOpens !== false) onOpen?.(row)
                }}
              >
                {onMark && (
                  <td data-phone="mark">
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={t(common.mark)}
                      checked={marked?.has(key) ?? false}
                      onChange={() => toggle(row)}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={`${column.align ?? ''} ${column.wrap ? 'wrap' : ''} ${places.widths?.[column.key] ? 'sized' : ''}`}
                    data-phone={column.phone ?? 'hide'}
                    data-narrow={column.narrow}
                    style={sizeOf(places, column.key)}
                  >
                    {orDash(column.cell(row))}
                  </td>
                ))}
              </tr>
            )
            drawnRows.set(at, drawnRow)
            return drawnRow
          })}
          {after > 0 && <Spacer height={after} span={span} />}
          {pages?.isLoadingMore && <WaitingRow width={64} span={span} />}
          {isLoading && [72, 54, 64, 48].map((width) => <WaitingRow key={width} width={width} span={span} />)}
        </tbody>
        {hasFoot && rows.length > 0 && (
          <tfoot>
            <tr>
              {onMark && <td data-phone="hide" />}
              {columns.map((column, at) => (
                <td
                  key={column.key}
                  className={column.align ?? ''}
                  data-narrow={column.narrow}
                  data-phone={at === 0 ? 'main' : column.foot === undefined || !isOnPhone(column) ? 'hide' : 'amount'}
                >
                  {at === 0 ? (column.foot ?? footLabel ?? t(common.sum)) : column.foot}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {rows.length === 0 && !isLoading && !hasFailed && props.empty}
      {isChoosing && (
        <Suspense>
          <ColumnsDialog
            columns={given
              .filter(({ head }) => head !== '')
              .map(({ key, head }) => ({ key, head, isFixed: key === main?.key }))}
            places={places}
            onChange={save}
            widthOf={widthOf}
            onClose={() => {
              setChoosing(false)
              requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>('.columns-button')?.focus())
            }}
          />
        </Suspense>
      )}
    </section>
  )
}

/** A width that the person has drawn; on a phone the rows fold and have none. */
const sizeOf = ({ widths }: ColumnPlaces, key: string): CSSProperties | undefined =>
  widths?.[key] ? ({ '--width': `${widths[key]}px` } as CSSProperties) : undefined

const leastWidth = 60

function Head<Row>({
  column,
  sorting,
  onSort,
  sized,
  onResize,
  onDrag,
  onDrop,
  isTarget = false,
  children,
}: {
  column: Column<Row>
  sorting: Sorting | undefined
  onSort: ((sorting: Sorting) => void) | undefined
  sized: CSSProperties | undefined
  /** Null: as wide as it wants. */
  onResize?: (width: number | null) => void
  onDrag?: (key: string | null) => void
  onDrop?: () => void
  isTarget?: boolean
  children?: ReactNode
}) {
  const cell = useRef<HTMLTableCellElement>(null)
  const isSorted = column.sort !== undefined && sorting?.by === column.sort
  const Arrow = sorting?.isDescending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      ref={cell}
      data-column={column.key}
      data-narrow={column.narrow}
      className={`${column.align ?? ''} ${sized ? 'sized' : ''} ${isTarget ? 'takes' : ''}`}
      style={sized}
      draggable={onDrag !== undefined}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/x-column', column.key)
        onDrag?.(column.key)
      }}
      onDragEnd={() => onDrag?.(null)}
      onDragOver={(event) => isTarget && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        onDrop?.()
        onDrag?.(null)
      }}
      aria-sort={isSorted ? (sorting?.isDescending ? 'descending' : 'ascending') : undefined}
    >
      {column.sort && onSort ? (
        <button
          type="button"
          onClick={() => onSort({ by: column.sort!, isDescending: isSorted ? !sorting?.isDescending : false })}
        >
          {column.head}
          {isSorted && <Arrow size={12} aria-hidden />}
        </button>
      ) : column.headUnseen ? (
        <span className="unseen">{column.head}</span>
      ) : (
        column.head
      )}
      {children}
      {onResize && (
        <span
          className="resizer no-print"
          aria-hidden
          draggable
          onDragStart={(event) => {
            event.preventDefault()
            event.stopPropagation()
          }}
          onDoubleClick={() => onResize(null)}
          onPointerDown={(event) => {
            event.preventDefault()
            const { clientX } = event
            const first = cell.current?.getBoundingClientRect().width ?? 0
            const target = event.currentTarget
            target.setPointerCapture(event.pointerId)
            const move = (to: PointerEvent) => onResize(Math.max(leastWidth, Math.round(first + to.clientX - clientX)))
            target.addEventListener('pointermove', move)
            target.addEventListener('lostpointercapture', () => target.removeEventListener('pointermove', move), {
              once: true,
            })
          }}
        />
      )}
    </th>
  )
}

const Spacer = ({ height, span }: { height: number; span: number }) => (
  <tr aria-hidden data-spacer>
    <td
      colSpan={span}
      ref={(cell) => cell?.style.setProperty('height', `${height}px`)}
      style={{ padding: 0, border: 0 }}
    />
  </tr>
)

const WaitingRow = ({ width, span }: { width: number; span: number }) => (
  <tr aria-hidden>
    <td colSpan={span}>
      <span className="waiting" style={{ width: `${width}%` }} />
    </td>
  </tr>
)

function linesOf<Row>(rows: readonly Row[], groupOf: Props<Row>['groupOf']): Line<Row>[] {
  const lines: Line<Row>[] = []
  let last: string | null = null
  rows.forEach((row, index) => {
    const group = groupOf?.(row) ?? null
    if (group && group.key !== last) lines.push({ kind: 'group', ...group })
    last = group?.key ?? null
    lines.push({ kind: 'row', row, index })
  })
  return lines
}

const rowHeightNow = (): number =>
  window.matchMedia('(max-width: 599px)').matches ? 62 : document.documentElement.dataset.density === 'dense' ? 32 : 40
