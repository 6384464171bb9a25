import { ArrowDown, ArrowUp, Minus, Plus } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../lang/language.tsx'
import { Button } from './button.tsx'
import { columnTexts } from './columns-texts.ts'
import { Dialog } from './dialog.tsx'
import { type ColumnPlaces, inOrder } from './use-columns.ts'

const widthStep = 20
const leastWidth = 60
const mostWidth = 800

/** The columns of a table: which are shown, in which order, how wide. Everything holds at once. */
export function ColumnsDialog({
  columns,
  places,
  onChange,
  widthOf,
  onClose,
}: {
  /** `isFixed`: names the row, and stays. */
  columns: readonly { key: string; head: string; isFixed: boolean }[]
  places: ColumnPlaces
  onChange: (places: ColumnPlaces | null) => void
  /** As it is drawn now. */
  widthOf: (key: string) => number
  onClose: () => void
}) {
  const t = useText()
  const [told, setTold] = useState('')
  const listed = inOrder(columns, ({ key }) => key, places)
  const hidden = new Set(places.hidden)
  const toggle = (key: string, isShown: boolean) => {
    const next = new Set(hidden)
    if (isShown) next.delete(key)
    else next.add(key)
    onChange({ ...places, hidden: [...next] })
  }
  const move = (from: number, by: -1 | 1) => {
    const to = from + by
    if (to < 0 || to >= listed.length) return
    const order = listed.map(({ key }) => key)
    const [key] = order.splice(from, 1)
    order.splice(to, 0, key!)
    onChange({ ...places, order })
    setTold(t(columnTexts.placeOf, { column: listed[from]!.head, n: to + 1, all: listed.length }))
  }
  const resize = (key: string, head: string, by: -1 | 1) => {
    const now = places.widths?.[key] ?? widthOf(key)
    const width = Math.min(mostWidth, Math.max(leastWidth, Math.round(now / widthStep + by) * widthStep))
    onChange({ ...places, widths: { ...places.widths, [key]: width } })
    setTold(t(columnTexts.widthOf, { column: head, n: width }))
  }
  return (
    <Dialog
      title={t(columnTexts.columns)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => onChange(null)}>{t(columnTexts.reset)}</Button>
          <Button kind="primary" onPress={onClose}>
            {t(columnTexts.done)}
          </Button>
        </>
      }
    >
      <p className="quiet small">{t(columnTexts.how)}</p>
      <p className="unseen" role="status">
        {told}
      </p>
      <ul className="column-list">
        {listed.map(({ key, head, isFixed }, at) => (
          <li key={key}>
            <label className="check">
              <input
                type="checkbox"
                checked={!hidden.has(key)}
                aria-disabled={isFixed || undefined}
                onChange={(event) => !isFixed && toggle(key, event.target.checked)}
                onKeyDown={(event) => {
                  if (!event.altKey) return
                  if (event.key === 'ArrowUp') move(at, -1)
                  else if (event.key === 'ArrowDown') move(at, 1)
                  else if (event.key === 'ArrowLeft') resize(key, head, -1)
                  else if (event.key === 'ArrowRight') resize(key, head, 1)
                  else return
                  event.preventDefault()
                  event.stopPropagation()
                }}
              />
              {head}
            </label>
            <span className="acts">
              {(
                [
                  [columnTexts.up, <ArrowUp key="i" size={14} aria-hidden />, () => move(at, -1)],
                  [columnTexts.down, <ArrowDown key="i" size={14} aria-hidden />, () => move(at, 1)],
                  [columnTexts.narrower, <Minus key="i" size={14} aria-hidden />, () => resize(key, head, -1)],
                  [columnTexts.wider, <Plus key="i" size={14} aria-hidden />, () => resize(key, head, 1)],
                ] as const
              ).map(([phrase, icon, run]) => {
                const name = t(phrase, { column: head })
                return <Button key={name} kind="quiet" name={name} icon={icon} onPress={run} />
              })}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
