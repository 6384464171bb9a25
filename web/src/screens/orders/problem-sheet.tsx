import { type KeyboardEvent, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useText } from '../../lang/language.tsx'
import { Button } from '../../ui/button.tsx'
import { fileTexts } from './file-texts.ts'

type Problems = Output<'invoicing.list-import-problems'>
type Problem = Problems['rows'][number]
type Sheet = Problems['sheets'][number]
/** What was typed, by row and heading. */
export type RowDrafts = Record<string, Record<string, string>>

interface Props {
  problems: Problems
  sentences: ReadonlyMap<number, string>
  drafts: RowDrafts
  mayCorrect: boolean
  onChange: (change: (before: RowDrafts) => RowDrafts) => void
  onDrop: ((row: number) => void) | undefined
  /** Where the file has more faults than are shown: one text for all its rows that have the same fault. */
  onAlike: ((alike: Alike) => void) | undefined
}
export interface Alike {
  code: string
  heading: string
  was: string
  text: string
}

/** The faulty rows of a sheet as they stand in it, each with what is wrong below it; cells are put right in place. */
export function ProblemSheet(props: Props) {
  const t = useText()
  const { problems, sentences, onDrop } = props
  const rowsOf = new Map<number | null, Problem[]>()
  for (const problem of problems.rows) rowsOf.set(problem.row, [...(rowsOf.get(problem.row) ?? []), problem])
  const [sought, setSought] = useState('')
  const inSheets = new Set(problems.sheets.flatMap(({ rows }) => rows.map(({ row }) => row)))
  const others = problems.rows.filter(({ row }) => row === null || !inSheets.has(row))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard
    <section className="sheet-holder" tabIndex={0} aria-label={t(fileTexts.kind)}>
      {problems.sheets.map((sheet) => (
        <OneSheet key={sheet.sheet ?? ''} {...props} sheet={sheet} rowsOf={rowsOf} onSeek={setSought} />
      ))}
      <Customers sought={sought} />
      {others.length > 0 && (
        <ul className="section">
          {others.map((problem) => (
            <li key={problem.problemNo} className="pills">
              {problem.row !== null && <span className="strong">{`${t(fileTexts.row)} ${problem.row}`}</span>}
              <span>{sentences.get(problem.problemNo)}</span>
              {onDrop && problem.row !== null && (
                <Button kind="link" onPress={() => onDrop(problem.row!)}>
                  {t(fileTexts.drop)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function OneSheet({
  sheet,
  rowsOf,
  problems,
  sentences,
  drafts,
  mayCorrect,
  onChange,
  onDrop,
  onAlike,
  onSeek,
}: Props & { sheet: Sheet; rowsOf: ReadonlyMap<number | null, Problem[]>; onSeek: (typed: string) => void }) {
  const t = useText()
  const own = sheet.rows.flatMap(({ row }) => rowsOf.get(row) ?? [])
  // A column that the sheet lacks and a row needs stands after the others.
  const added = [
    ...new Set(own.flatMap(({ heading, repair }) => [...(heading ? [heading] : []), ...Object.keys(repair ?? {})])),
  ]
    .filter((heading) => !sheet.columns.some((column) => column.heading === heading))
    .map((heading) => ({ letter: '', heading, key: null as string | null }))
  const columns = [...sheet.columns, ...added]
  const write = (cells: readonly { row: number; heading: string; text: string }[]) =>
    onChange((before) => {
      const next = { ...before }
      for (const { row, heading, text } of cells) next[row] = { ...next[row], [heading]: text }
      return next
    })
  const shown = (row: number, place: number, heading: string): string =>
    drafts[row]?.[heading] ?? sheet.rows.find((one) => one.row === row)?.cells[place] ?? ''
  return (
    <>
      {sheet.sheet && problems.sheets.length > 1 && <h2 className="sheet-name">{sheet.sheet}</h2>}
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">{t(fileTexts.row)}</th>
            {columns.map((column) => (
              <th key={column.heading + column.letter} scope="col">
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map(({ row }) => {
            const wrong = rowsOf.get(row) ?? []
            const isAnswered = wrong.every(({ heading }) => heading !== null && drafts[row]?.[heading] !== undefined)
            return [
              <tr key={row}>
                <th scope="row" rowSpan={2}>
                  {row}
                </th>
                {columns.map((column, place) => {
                  const isWrong = wrong.some(({ heading }) => heading === column.heading)
                  const isChanged = drafts[row]?.[column.heading] !== undefined
                  const isCustomer = column.key === 'customer'
                  const choices = column.key ? problems.choices[column.key] : undefined
                  return (
                    <td key={column.heading + column.letter} className={isChanged ? 'changed' : isWrong ? 'wrong' : ''}>
                      <input
                        value={shown(row, place, column.heading)}
                        aria-label={t(fileTexts.cellOf, { heading: column.heading, row: String(row) })}
                        aria-invalid={(isWrong && !isChanged) || undefined}
                        aria-describedby={isWrong ? `says-${row}` : undefined}
                        readOnly={!mayCorrect}
                        tabIndex={isWrong || isChanged ? 0 : -1}
                        data-wrong={isWrong || undefined}
                        list={choices || isCustomer ? `choices-${column.key}` : undefined}
                        onChange={(event) => {
                          write([{ row, heading: column.heading, text: event.target.value }])
                          if (isCustomer) onSeek(event.target.value.trim())
                        }}
                        onKeyDown={moveOn}
                      />
                    </td>
                  )
                })}
              </tr>,
              <tr key={`${row} says`} className={`says ${isAnswered ? 'answered' : ''}`}>
                <td colSpan={columns.length}>
                  <div className="said">
                    <ul id={`says-${row}`}>
                      {wrong.map((problem) => (
                        <li key={problem.problemNo}>
                          <span className="what">{sentences.get(problem.problemNo)}</span>
                          {mayCorrect && (
                            <Repair
                              problem={problem}
                              sheet={sheet}
                              all={own}
                              drafts={drafts}
                              onWrite={write}
                              onAlike={onAlike}
                            />
                          )}
                        </li>
                      ))}
                    </ul>
                    {onDrop && (
                      <span className="no-print">
                        <Button kind="link" onPress={() => onDrop(row)}>
                          {t(fileTexts.drop)}
                        </Button>
                      </span>
                    )}
                  </div>
                </td>
              </tr>,
            ]
          })}
        </tbody>
      </table>
      {Object.entries(problems.choices).map(([key, choices]) => (
        <datalist key={key} id={`choices-${key}`}>
          {choices.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </datalist>
      ))}
    </>
  )
}

/** Customers by a part of the name, for the cell that wants a number. */
function Customers({ sought }: { sought: string }) {
  const { can } = useSession()
  const found = useRead(
    'parties.list',
    sought && can('parties.list') ? ({ search: sought, role: 'customer', open: true, limit: 8 } as never) : null,
  )
  return (
    <datalist id="choices-customer">
      {found.data?.rows.map(({ number, name }) => (
        <option key={number} value={number}>
          {name}
        </option>
      ))}
    </datalist>
  )
}

/** The repair as one press, and what was typed here for every row with the same fault. */
function Repair({
  problem,
  sheet,
  all,
  drafts,
  onWrite,
  onAlike,
}: {
  problem: Problem
  sheet: Sheet
  all: readonly Problem[]
  drafts: RowDrafts
  onWrite: (cells: { row: number; heading: string; text: string }[]) => void
  onAlike: Props['onAlike']
}) {
  const t = useText()
  const { heading, repair, row } = problem
  const typed = heading && row !== null ? drafts[row]?.[heading] : undefined
  const textOf = (at: number) => {
    const place = sheet.columns.findIndex((column) => column.heading === heading)
    return sheet.rows.find((one) => one.row === at)?.cells[place] ?? ''
  }
  const same = all.filter(
    (other) =>
      other.code === problem.code &&
      other.heading === heading &&
      other.row !== null &&
      other.row !== row &&
      row !== null &&
      textOf(other.row) === textOf(row),
  )
  const cellsOf = (cells: Record<string, string>, at: number) =>
    Object.entries(cells).map(([where, text]) => ({ row: at, heading: where, text }))
  const waiting = same.filter(({ row: at }) => typed !== undefined && drafts[at!]?.[heading!] !== typed)
  if (typed && heading && row !== null && onAlike && same.length > 0)
    return (
      <Button kind="link" onPress={() => onAlike({ code: problem.code, heading, was: textOf(row), text: typed })}>
        {t(fileTexts.sameInFile, { text: typed })}
      </Button>
    )
  if (typed !== undefined && heading && waiting.length > 0)
    return (
      <Button kind="link" onPress={() => onWrite(waiting.map(({ row: at }) => ({ row: at!, heading, text: typed })))}>
        {t(fileTexts.sameInAll, { n: waiting.length, text: typed })}
      </Button>
    )
  if (!repair || row === null || typed !== undefined) return null
  const text = Object.values(repair).join(' – ')
  const alike = all.filter(
    (other) => other.code === problem.code && JSON.stringify(other.repair) === JSON.stringify(repair),
  )
  return (
    <>
      <Button kind="link" onPress={() => onWrite(cellsOf(repair, row))}>
        {t(fileTexts.write, { text })}
      </Button>
      {alike.length > 1 && (
        <Button kind="link" onPress={() => onWrite(alike.flatMap((other) => cellsOf(other.repair!, other.row!)))}>
          {t(fileTexts.writeAll, { n: alike.length })}
        </Button>
      )}
    </>
  )
}

/** Enter goes to the next wrong cell, Shift+Enter to the one before; the arrows up and down stay in the column. */
function moveOn(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const field = event.currentTarget
  const holder = field.closest('.sheet-holder')
  if (event.key === 'Enter') {
    const wrong = [...(holder?.querySelectorAll<HTMLInputElement>('input[data-wrong]') ?? [])]
    const at = wrong.indexOf(field)
    const next =
      at >= 0
        ? wrong[(at + (event.shiftKey ? wrong.length - 1 : 1)) % wrong.length]
        : wrong.find((one) => field.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)
    event.preventDefault()
    next?.focus()
    next?.select()
  } else if (event.key === 'Escape') field.blur()
}
