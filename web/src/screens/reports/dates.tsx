import { CalendarDays, History } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { addDays, readDay } from '../../lang/read-entry.ts'
import { Amount } from '../../ui/amount.tsx'
import { TextField } from '../../ui/field.tsx'
import { Slider, type Stop } from '../../ui/slider.tsx'
import { texts } from './texts.ts'

const monthsShown = 10
const daysBack = 30

/** While a slider moves: what it points at, before it stands in the address. */
export interface Moving {
  asOf: string
  knownAt: string
}

/** The day it shows, and what was known when: two fields with sliders, and what was learnt since. */
export function Dates({
  asOf,
  knownAt,
  monthEnds,
  moving,
  onMove,
  learnt,
  onLearnt,
}: {
  asOf: string
  /** '' = all that is recorded. */
  knownAt: string
  monthEnds: readonly { on: string; closed: boolean }[]
  moving: Moving | null
  onMove: (moving: Moving, isSettled: boolean) => void
  learnt: Output<'reports.learnt-since'> | undefined
  onLearnt: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const shown = moving ?? { asOf, knownAt }
  const ends = useMonthStops(monthEnds, asOf, company.today)
  const known = knownStops(asOf, company.today)
  const short = (day: string) => formats.dayInText(day, 'short')
  const dayStops = ends.map(
    (day, index): Stop => ({
      key: day,
      label: formats.dayInText(day),
      // "Today" is a longer word than a month: the one before it makes room.
      mark:
        day === company.today
          ? t(texts.today)
          : ends[index + 1] === company.today && day !== shown.asOf
            ? undefined
            : formats.month(day).slice(0, 3),
    }),
  )
  const knownMarks = marksOf(known.length)
  const knownStopsShown = known.map(
    (day, index): Stop => ({
      key: day || 'now',
      label: day ? formats.dayInText(day) : t(texts.now),
      mark: knownMarks.has(index) ? (day ? short(day) : t(texts.now)) : undefined,
    }),
  )
  const knownDay = shown.knownAt ? localDay(shown.knownAt) : ''
  return (
    <div className="report-dates no-print">
      <div className="report-date">
        <DayEntry
          label={t(texts.dayShown)}
          value={shown.asOf}
          onChange={(day) => onMove({ asOf: day, knownAt: shown.knownAt }, true)}
        />
        <div className="with-slider">
          <span className="quieter small" aria-hidden>
            {t(texts.monthEnds)}
          </span>
          <Slider
            label={t(texts.dayShown)}
            stops={dayStops}
            at={nearest(ends, shown.asOf)}
            valueText={formats.dayInText(shown.asOf)}
            onMove={(at) => onMove({ asOf: ends[at]!, knownAt: shown.knownAt }, false)}
          />
        </div>
      </div>
      <div className="report-date">
        <InstantEntry
          label={t(texts.knownAt)}
          value={shown.knownAt}
          onChange={(instant) => onMove({ asOf: shown.asOf, knownAt: instant }, true)}
        />
        <div className="with-slider">
          <span className="quieter small" aria-hidden>
            {shown.knownAt === '' ? t(texts.allKnown) : short(knownDay)}
          </span>
          <Slider
            label={t(texts.knownAt)}
            stops={knownStopsShown}
            at={shown.knownAt === '' ? known.length - 1 : nearest(known.slice(0, -1), knownDay)}
            valueText={shown.knownAt === '' ? t(texts.now) : formats.instant(shown.knownAt)}
            onMove={(at) => onMove({ asOf: shown.asOf, knownAt: known[at] ? endOfDay(known[at]) : '' }, false)}
          />
        </div>
      </div>
      <div className="report-learnt">
        <p className="learnt-head">
          <History size={15} aria-hidden />
          {t(texts.learntAfter, { day: knownAt ? formats.instant(knownAt) : formats.dayInText(asOf, 'short') })}
        </p>
        {learnt && learnt.events > 0 ? (
          <p className="learnt-sum">
            <span className="strong learnt-amount">
              {learnt.baseTotals.map(({ baseCurrency, amount }) => (
                <Amount
                  key={baseCurrency}
                  value={amount}
                  currency={learnt.baseTotals.length > 1 ? baseCurrency : undefined}
                />
              ))}
            </span>
            <span className="quiet">{t(texts.events, { n: learnt.events })}</span>
            <button type="button" className="button link" onClick={onLearnt}>
              {t(texts.show)}
            </button>
          </p>
        ) : (
          <p className="quiet">{learnt ? t(texts.nothingLearnt) : '\u00a0'}</p>
        )}
      </div>
    </div>
  )
}

/** Ends of twelve months and today; further back when the day lies there. They stand still while the hand is on them. */
function useMonthStops(monthEnds: readonly { on: string }[], asOf: string, today: string): string[] {
  const all = useMemo(() => {
    const days = monthEnds.map(({ on }) => on).filter((day) => day < today)
    return [...days, today]
  }, [monthEnds, today])
  const at = nearest(all, asOf)
  const wanted = at >= all.length - monthsShown - 1 ? all.length : Math.min(at + monthsShown / 2 + 1, all.length)
  const [end, setEnd] = useState(wanted)
  useEffect(() => {
    // Only a day out of sight moves the stops.
    setEnd((before) => {
      const shown = all.slice(Math.max(before - monthsShown - 1, 0), before)
      return shown.length > 1 && asOf >= shown[0]! && asOf <= shown.at(-1)! ? before : wanted
    })
  }, [all, asOf, wanted])
  return all.slice(Math.max(end - monthsShown - 1, 0), end)
}

/** From the day itself, or a month back, until now; '' = now. */
function knownStops(asOf: string, today: string): string[] {
  const from = asOf < addDays(today, -6) ? asOf : addDays(today, -daysBack)
  const days: string[] = []
  for (let day = from; day < today && days.length < 800; day = addDays(day, 1)) days.push(day)
  return [...days, '']
}

const marksOf = (count: number): ReadonlySet<number> => new Set([0, Math.round((count - 1) / 2), count - 1])

const nearest = (days: readonly string[], day: string): number => {
  let at = 0
  days.forEach((one, index) => {
    if (one <= day) at = index
  })
  return at
}

const two = (value: number): string => String(value).padStart(2, '0')
const localDay = (instant: string): string => {
  const at = new Date(instant)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
const endOfDay = (day: string): string => new Date(`${day}T23:59:59.999`).toISOString()

function DayEntry({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  const t = useText()
  const formats = useFormats()
  const language = useLanguage()
  const { company } = useSession()
  return (
    <Entry
      label={label}
      shown={formats.day(value)}
      read={(entry) => readDay(entry, company.today, language)}
      wanted={t(common.dayWanted, { example: formats.day(company.today) })}
      tell={(day) => formats.dayInText(day, 'short')}
      onChange={onChange}
    />
  )
}

/** "fre", "20 nov 14:05"; without time of day it is the end of the day; empty = now. */
function InstantEntry({ label, value, onChange }: { label: string; value: string; onChange: (at: string) => void }) {
  const t = useText()
  const formats = useFormats()
  const language = useLanguage()
  const { company } = useSession()
  const read = (entry: string): string | null => {
    const text = entry.trim()
    if (text === '' || text.toLocaleLowerCase() === t(texts.now)) return ''
    const time = /\s(\d{1,2})[:.](\d{2})$/.exec(text)
    const day = readDay(time ? text.slice(0, time.index) : text, company.today, language)
    if (day === null) return null
    return time ? new Date(`${day}T${two(Number(time[1]))}:${time[2]}:59.999`).toISOString() : endOfDay(day)
  }
  return (
    <Entry
      label={label}
      shown={value === '' ? t(texts.now) : formats.instant(value)}
      read={read}
      wanted={t(texts.instantWanted, { example: formats.day(company.today) })}
      tell={(at) => (at === '' ? t(texts.now) : formats.instant(at))}
      onChange={onChange}
    />
  )
}

function Entry({
  label,
  shown,
  read,
  wanted,
  tell,
  onChange,
}: {
  label: string
  shown: string
  read: (entry: string) => string | null
  /** What is said of an entry that cannot be understood. */
  wanted: string
  tell: (value: string) => string
  onChange: (value: string) => void
}) {
  const [entry, setEntry] = useState<string | null>(null)
  const understood = entry === null ? null : read(entry)
  const [isWrong, setWrong] = useState(false)
  const settle = () => {
    const isNotUnderstood = entry !== null && entry !== shown && entry.trim() !== '' && understood === null
    setWrong(isNotUnderstood)
    if (isNotUnderstood) return
    if (entry !== null && understood !== null && entry !== shown) onChange(understood)
    setEntry(null)
  }
  return (
    <TextField
      label={label}
      value={entry ?? shown}
      error={isWrong ? wanted : null}
      onChange={setEntry}
      understood={
        entry !== null && understood !== null && entry !== shown ? (
          tell(understood)
        ) : entry === null ? (
          <CalendarDays size={15} aria-hidden />
        ) : undefined
      }
      input={{
        autoComplete: 'off',
        onFocus: (event) => event.target.select(),
        onBlur: settle,
        onKeyDown: (event) => event.key === 'Enter' && settle(),
      }}
    />
  )
}
