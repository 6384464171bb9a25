import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useText } from '../lang/language.tsx'
import { useKeys } from '../shell/keys.tsx'
import { withRoom } from './chart-room.ts'
import { chartTexts } from './chart-texts.ts'
import './chart.css'

export interface Part {
  key: string
  label: string
  /** Compared with the others; never negative. */
  size: number
  /** What is written beside the bar. */
  value: string
  share?: string
  tone?: 'plain' | 'age-0' | 'age-1' | 'age-2' | 'age-3' | 'age-4' | 'age-5'
  onOpen?: (() => void) | undefined
}

/** Horizontal bars for parts and ages: label and value written on them, one scale, each opens its rows. */
export function Bars({ label, parts }: { label: string; parts: readonly Part[] }) {
  const most = Math.max(...parts.map(({ size }) => size), 1)
  const hasShares = parts.some(({ share }) => share !== undefined)
  return (
    <ul className="bars" aria-label={label} onKeyDown={moveAlong}>
      {parts.map((part, index) => {
        const inside = (
          <>
            <span className="bar-words">
              <span className="bar-label">{part.label}</span>
              <span className="figures strong">{part.value}</span>
              {hasShares && <span className="figures quieter bar-share">{part.share}</span>}
            </span>
            <svg
              className={`bar-line ${part.tone ?? 'plain'}`}
              viewBox="0 0 100 10"
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <rect width={Math.max((part.size / most) * 100, part.size > 0 ? 0.8 : 0)} height="10" rx="0.6" />
            </svg>
          </>
        )
        return (
          <li key={part.key}>
            {part.onOpen ? (
              <button type="button" data-part tabIndex={index === 0 ? 0 : -1} onClick={part.onOpen}>
                {inside}
              </button>
            ) : (
              <div>{inside}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** Ages side by side on one scale, for a row of a table. */
export function AgeBar({
  sizes,
  most,
  label,
  gap = 0.6,
}: {
  sizes: readonly number[]
  most: number
  label: string
  /** Between neighbours, in hundredths of the bar: 2 px of the width it is drawn at. */
  gap?: number
}) {
  const hatch = useId()
  let x = 0
  return (
    <svg className="age-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={label}>
      {sizes.length > 5 && (
        <pattern id={hatch} width="1.6" height="10" patternUnits="userSpaceOnUse">
          <rect className="age-5" width="0.9" height="10" />
        </pattern>
      )}
      {sizes.map((size, index) => {
        const width = most > 0 ? (Math.max(size, 0) / most) * 100 : 0
        const at = x
        x += width
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: ages are told apart by their order
            key={index}
            {...(index < 5 ? { className: `age-${index}` } : { fill: `url(#${CSS.escape(hatch)})` })}
            x={at}
            width={Math.max(width - gap, 0)}
            height="10"
          />
        )
      })}
    </svg>
  )
}

export interface Column {
  key: string
  label: string
  /** What came. */
  size: number
  /** What is expected beyond, dashed. */
  expected?: number
  /** A tick: what was due. */
  mark?: number
  value: string
  /** The tick and the expected part as the table writes them. */
  markValue?: string
  expectedValue?: string
  /** Written above the column, where it is worth a figure. */
  top?: string | undefined
  /** At what height, where that is not the highest of the column: a figure is never taken for the tick's. */
  topAt?: number
  isNow?: boolean
  onOpen?: (() => void) | undefined
}

const topOf = ({ size, expected = 0, mark = 0, topAt }: Column): number => topAt ?? Math.max(size + expected, mark)

/** Columns for weeks, a tick for what was due, a dashed outline for what is expected. `T` shows the same as a table. */
export function Columns({
  label,
  columns,
  heads,
  note,
  asTable,
}: {
  label: string
  columns: readonly Column[]
  heads: readonly [name: string, size: string, mark?: string, expected?: string]
  note?: ReactNode
  /** A page with several charts has the key itself and tells all of them. */
  asTable?: boolean
}) {
  const t = useText()
  const [ownTable, setTable] = useState(false)
  const isTable = asTable ?? ownTable
  const id = useId()
  useKeys([
    asTable === undefined && {
      key: 'T',
      label: t(chartTexts.asTable),
      run: () => setTable(!ownTable),
      unlisted: true,
    },
  ])
  const most = Math.max(...columns.flatMap(({ size, expected = 0, mark = 0 }) => [size + expected, mark]), 1)
  const roomy = withRoom(columns.map((column) => (column.top ? topOf(column) : null)))
  if (isTable)
    return (
      <table className="table inset chart-table">
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={head} scope="col" className={index > 0 ? 'amount' : ''}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.key}>
              <td>
                {column.onOpen ? (
                  <button type="button" className="figure-link" onClick={column.onOpen}>
                    {column.label}
                  </button>
                ) : (
                  column.label
                )}
              </td>
              <td className="amount">{column.value}</td>
              {heads.length > 2 && <td className="amount">{column.markValue ?? column.mark}</td>}
              {heads.length > 3 && <td className="amount">{column.expectedValue ?? column.expected}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    )
  return (
    <figure className="columns-chart" aria-labelledby={id}>
      <figcaption id={id} className="unseen">
        {label}
      </figcaption>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the columns, which are the buttons */}
      <div className="columns-holder" onKeyDown={moveAlong}>
        {columns.map((column, index) => {
          const part = (size: number): string => `${(size / most) * 100}`
          const height = Number(part(topOf(column)))
          const drawn = (
            <>
              {/* Room above the highest one for its figure. */}
              <span className="plot">
                <svg viewBox="0 -9 24 109" preserveAspectRatio="none" aria-hidden="true">
                  <rect
                    className="came"
                    x="4"
                    width="16"
                    y={100 - Number(part(column.size))}
                    height={part(column.size)}
                  />
                  {column.expected ? (
                    <rect
                      className="expected"
                      x="4"
                      width="16"
                      y={100 - Number(part(column.size + column.expected))}
                      height={part(column.expected)}
                      vectorEffect="non-scaling-stroke"
                    />
                  ) : null}
                  {column.mark ? (
                    <line
                      className="due"
                      x1="2"
                      x2="22"
                      y1={100 - Number(part(column.mark))}
                      y2={100 - Number(part(column.mark))}
                      vectorEffect="non-scaling-stroke"
                    />
                  ) : null}
                </svg>
                {column.top && (
                  <span
                    className={roomy.has(index) ? 'top figures' : 'top figures crowded'}
                    aria-hidden
                    ref={(element) => element?.style.setProperty('--at', `${(height / 109) * 100}%`)}
                  >
                    {column.top}
                  </span>
                )}
              </span>
              <span className={column.isNow ? 'name now' : 'name'}>{column.label}</span>
              <span className="unseen">{column.value}</span>
            </>
          )
          return column.onOpen ? (
            <button
              key={column.key}
              type="button"
              data-part
              tabIndex={index === 0 ? 0 : -1}
              onClick={column.onOpen}
              title={column.value}
            >
              {drawn}
            </button>
          ) : (
            <div key={column.key} title={column.value}>
              {drawn}
            </div>
          )
        })}
      </div>
      {note}
    </figure>
  )
}

/** One Tab reaches the parts of a chart, arrows move between them. */
export function moveAlong(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (!step) return
  const parts = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-part]')]
  const at = parts.indexOf(document.activeElement as HTMLElement)
  const next = parts[at + step]
  if (at < 0) return
  event.preventDefault()
  event.stopPropagation()
  if (!next) return
  parts[at]!.tabIndex = -1
  next.tabIndex = 0
  next.focus()
}

/** A trend without axes, one dot at its end. */
export function Trend({ values, label }: { values: readonly number[]; label: string }) {
  if (values.length < 2) return null
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const y = (value: number): number => 26 - ((value - low) / (high - low || 1)) * 22
  const x = (index: number): number => 2 + (index / (values.length - 1)) * 116
  return (
    <svg className="trend" width="124" height="30" viewBox="0 0 124 30" role="img" aria-label={label}>
      <polyline points={values.map((value, index) => `${x(index)},${y(value)}`).join(' ')} />
      <circle cx={x(values.length - 1)} cy={y(values.at(-1)!)} r="3" />
    </svg>
  )
}

/** How a customer pays: each dot one invoice, above the line late, below it early. */
export function PayDots({
  days,
  label,
}: {
  days: readonly { key: string; days: number; title: string }[]
  label: string
}) {
  const most = Math.max(...days.map((one) => Math.abs(one.days)), 5)
  return (
    <svg className="pay-dots" viewBox="0 0 300 90" role="img" aria-label={label}>
      <line x1="4" x2="296" y1="60" y2="60" />
      {days.map((one, index) => {
        const x = 12 + (index * 276) / Math.max(days.length - 1, 1)
        const y = 60 - (one.days / most) * (one.days > 0 ? 50 : 22)
        return (
          <g key={one.key} className={one.days > 0 ? 'late' : ''}>
            <line x1={x} x2={x} y1="60" y2={y} />
            <circle cx={x} cy={y} r="4">
              <title>{one.title}</title>
            </circle>
          </g>
        )
      })}
    </svg>
  )
}
