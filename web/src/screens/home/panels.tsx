import { useCallback, useEffect, useState } from 'react'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import type { Choices } from '../../api/use-choices.ts'
import { useRead } from '../../api/use-verb.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { monthEnd } from '../../lang/read-month.ts'
import { Told } from '../../ui/told.tsx'
import { ArrangeHead, HiddenPanels } from './arrange.tsx'
import { Cash, Debtors, Dso, Machine, type Narrowed, Receivables } from './panel-parts.tsx'
import { texts } from './texts.ts'
import { type PanelKey, type PanelPlace, panelTitles, usePlaces } from './use-places.ts'

/** A large one has a column of its own; small ones stand above each other. */
const large: ReadonlySet<PanelKey> = new Set(['receivables', 'cash'])
const smallInColumn = 3

interface Props {
  page: { area: string; group: string; period: string }
  choices: Choices
  isArranging: boolean
  asTable: boolean
  /** What stands above already, and is not said again. */
  said: ApiRefused | null
}
interface Broken {
  error: ApiRefused
  again: () => void
}

/** The picture below the work, as the person has arranged it. */
export function Panels({ page, choices, isArranging, asTable, said }: Props) {
  const t = useText()
  const formats = useFormats()
  const { places, save, reset } = usePlaces()
  const [dragged, setDragged] = useState<PanelKey | null>(null)
  const [over, setOver] = useState<PanelKey | null>(null)
  const [told, setTold] = useState('')
  const shown = places.filter(({ hidden }) => !hidden)
  const [broken, setBroken] = useState<ReadonlyMap<PanelKey, Broken>>(new Map())
  const onBroken = useCallback(
    (key: PanelKey, one: Broken | null) =>
      setBroken((before) => {
        const next = new Map(before)
        if (one) next.set(key, one)
        else next.delete(key)
        return next
      }),
    [],
  )
  const failed = shown.flatMap(({ key }) => broken.get(key) ?? [])
  const words = new Set(said ? [wordsOf(said)] : [])
  const toTell = failed.filter(({ error }) => !words.has(wordsOf(error)) && words.add(wordsOf(error)))
  const change = (key: PanelKey, what: Partial<PanelPlace>) =>
    save(places.map((place) => (place.key === key ? { ...place, ...what } : place)))
  const move = (key: PanelKey, to: number) => {
    const from = shown.findIndex((place) => place.key === key)
    if (from < 0 || to < 0 || to >= shown.length || from === to) return
    const order = shown.filter((place) => place.key !== key)
    order.splice(to, 0, shown[from]!)
    save([...order, ...places.filter(({ hidden }) => hidden)])
    setTold(t(texts.moved, { panel: t(panelTitles[key]), place: to + 1, all: shown.length }))
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-panel="${key}"] .panel-handle`)?.focus())
  }
  return (
    <section className={`panels ${isArranging ? 'arranging' : ''}`} aria-label={t(texts.picture)}>
      {isArranging && (
        <div className="arrange-bar no-print">
          <p className="quiet">{t(texts.arrangeHow)}</p>
          <HiddenPanels
            hidden={places.filter(({ hidden }) => hidden)}
            onShow={(key) => change(key, { hidden: false })}
            onReset={reset}
          />
        </div>
      )}
      <p className="unseen" role="status">
        {told}
      </p>
      {toTell.map(({ error }) => (
        <Told
          key={wordsOf(error)}
          error={error}
          onAgain={() => {
            for (const { again } of failed) again()
          }}
        />
      ))}
      <div className="panel-columns">
        {columnsOf(shown).map((column) => (
          <div key={column.map(({ key }) => key).join(' ')} className={`panel-column ${column[0]!.key}`}>
            {column.map((place) => (
              <section
                key={place.key}
                data-panel={place.key}
                className={`panel ${dragged === place.key ? 'dragged' : dragged !== null && over === place.key ? 'takes' : ''}`}
                aria-label={t(panelTitles[place.key])}
                draggable={isArranging}
                onDragStart={() => setDragged(place.key)}
                onDragEnd={() => {
                  setDragged(null)
                  setOver(null)
                }}
                onDragOver={(event) => {
                  if (!dragged) return
                  event.preventDefault()
                  if (over !== place.key) setOver(place.key)
                }}
                onDrop={(event) => {
                  event.preventDefault()
                  if (dragged)
                    move(
                      dragged,
                      shown.findIndex(({ key }) => key === place.key),
                    )
                  setDragged(null)
                  setOver(null)
                }}
              >
                {isArranging && (
                  <ArrangeHead
                    place={place}
                    choices={choices}
                    index={shown.indexOf(place)}
                    count={shown.length}
                    onMove={(to) => move(place.key, to)}
                    onHide={() => change(place.key, { hidden: true })}
                    onFilter={(filters) => change(place.key, { filters })}
                  />
                )}
                <Panel
                  place={place}
                  page={page}
                  asTable={asTable}
                  choices={choices}
                  formatMonth={formats.month}
                  onBroken={onBroken}
                />
              </section>
            ))}
          </div>
        ))}
      </div>
    </section>
  )
}

function Panel({
  place,
  page,
  asTable,
  choices,
  formatMonth,
  onBroken,
}: {
  place: PanelPlace
  page: Props['page']
  asTable: boolean
  choices: Choices
  formatMonth: (month: string) => string
  onBroken: (key: PanelKey, one: Broken | null) => void
}) {
  const t = useText()
  const { company } = useSession()
  const { filters } = place
  const period = filters.period || page.period
  const narrowed: Narrowed = {
    area: filters.area || page.area,
    group: filters.group || page.group,
    party: filters.party ?? '',
    asOf: period && monthEnd(period) < company.today ? monthEnd(period) : '',
  }
  const figures = useRead('workspace.read-figures', {
    parts: place.key,
    ...(narrowed.asOf ? { asOf: narrowed.asOf } : {}),
    ...(narrowed.area ? { businessArea: narrowed.area } : {}),
    ...(narrowed.group ? { invoiceGroup: narrowed.group } : {}),
    ...(narrowed.party ? { party: narrowed.party } : {}),
  })
  const { error, refetch } = figures
  useEffect(() => {
    onBroken(place.key, error ? { error, again: () => void refetch() } : null)
  }, [onBroken, place.key, error, refetch])
  // What this panel alone is narrowed by stands in its head; the page's filter stands above.
  const own = [
    choices.areas.find(({ value }) => value === filters.area)?.label ?? filters.area,
    choices.groups.find(({ value }) => value === filters.group)?.label ?? filters.group,
    filters.partyName ?? filters.party,
    filters.period ? formatMonth(filters.period) : '',
  ]
    .filter(Boolean)
    .join(' · ')
  const shown = {
    figures: figures.data,
    error: figures.error,
    isOld: figures.isPlaceholderData,
    narrowed,
    own,
    asTable,
    title: t(panelTitles[place.key]),
  }
  if (place.key === 'receivables') return <Receivables {...shown} />
  if (place.key === 'cash') return <Cash {...shown} />
  if (place.key === 'machine') return <Machine {...shown} />
  if (place.key === 'dso') return <Dso {...shown} />
  return <Debtors {...shown} />
}

/** Two errors of which a person would read the same. */
const wordsOf = (error: ApiRefused): string =>
  error.unreachable ? 'unreachable' : error.problems.map(({ code, message }) => `${code} ${message}`).join('\n')

function columnsOf(places: readonly PanelPlace[]): PanelPlace[][] {
  const columns: PanelPlace[][] = []
  for (const place of places) {
    const last = columns.at(-1)
    if (!large.has(place.key) && last && !large.has(last[0]!.key) && last.length < smallInColumn) last.push(place)
    else columns.push([place])
  }
  return columns
}
