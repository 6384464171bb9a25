import type { ReactNode } from 'react'
import { type SheetColumn, useSheet } from '../api/use-sheet.ts'
import type { Pages } from '../api/use-verb.ts'
import { codes } from '../lang/codes.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useWord } from '../lang/use-word.ts'
import { Button } from '../ui/button.tsx'
import { Chip, type Tone } from '../ui/chip.tsx'
import { Menu } from '../ui/menu.tsx'
import { NothingFits } from '../ui/nothing-fits.tsx'
import { ChoicePill } from '../ui/pill.tsx'
import { Screen } from '../ui/screen.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { Told } from '../ui/told.tsx'
import { useKeys } from './keys.tsx'
import { ListQuestions } from './questions.tsx'

const tones: Record<string, Tone> = {
  proposed: 'act',
  approved: 'act',
  executing: 'warn',
  done: 'good',
  failed: 'bad',
  abandoned: 'outlined',
}

interface RunState {
  state: string
  isUnattended?: boolean
  isDryRun?: boolean
}

/** The state of a run, wherever it stands. */
export function RunChip({ run }: { run: RunState }) {
  const word = useWord()
  return <Chip tone={tones[run.state] ?? 'neutral'}>{word('runState', endOf(run))}</Chip>
}

/** What ran by itself is abandoned by nobody: it was a dry run, or found nothing to do. */
const endOf = ({ state, isUnattended, isDryRun }: RunState): string =>
  state !== 'abandoned' ? state : isDryRun ? 'dry' : isUnattended ? 'empty' : state

/** The state of a run, as every list of runs shows it. */
export function useStateColumn<Row extends RunState>(): Column<Row> {
  const t = useText()
  return {
    key: 'state',
    head: t(common.state),
    phone: 'below',
    cell: (row) => <RunChip run={row} />,
  }
}

interface Runs<Row> {
  /** Of the table, its sheet and its kept questions. */
  name: string
  title: string
  state: string | undefined
  onState: (state: string) => void
  pages: Pages<Row> & { readAll: () => Promise<Row[]> }
  columns: readonly (Column<Row> | false)[]
  onOpen: (row: Row) => void
  empty: ReactNode
}

/** The runs themselves, the newest first, narrowed by their state. */
export function RunTable<Row extends { runId: string }>(runs: Runs<Row>) {
  const t = useText()
  const word = useWord()
  const { name, title, pages } = runs
  return (
    <>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(common.state)}
          value={runs.state ?? ''}
          options={Object.keys(codes.runState)
            .filter((value) => !['sent-back', 'dry', 'empty'].includes(value))
            .map((value) => ({ value, label: word('runState', value) }))}
          onChange={runs.onState}
        />
        <ListQuestions screen={name} />
      </div>
      <Table
        name={name}
        label={title}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.runId}
        onOpen={runs.onOpen}
        columns={runs.columns}
        empty={runs.state ? <NothingFits onClear={() => runs.onState('')} /> : runs.empty}
      />
    </>
  )
}

/** Runs that a person proposes and another approves; a new one by one key. */
export function RunList<Row extends { runId: string }>({
  newLabel,
  mayStart,
  isNew,
  onNew,
  newRun,
  sheet: sheetColumns,
  ...runs
}: Runs<Row> & {
  newLabel: string
  mayStart: boolean
  isNew: boolean
  onNew: (shown: boolean) => void
  newRun: ReactNode
  sheet: readonly SheetColumn<Row>[]
}) {
  const t = useText()
  const { name, title, pages } = runs
  const sheet = useSheet(name)
  const excel = () => void sheet.write(title, sheetColumns, pages.readAll)
  const start = () => onNew(!isNew)
  useKeys([
    mayStart && { key: '+', label: newLabel, run: start },
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen
      title={title}
      showsKeys
      acts={
        <>
          {mayStart && (
            <Button kind={isNew ? 'secondary' : 'primary'} keyCap="+" pressed={isNew} onPress={start}>
              {newLabel}
            </Button>
          )}
          <Menu
            entries={[
              { label: t(common.excel), keyCap: 'E', run: excel },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
            ]}
          />
        </>
      }
    >
      {sheet.error && (
        <div className="section">
          <Told error={sheet.error} />
        </div>
      )}
      {isNew && mayStart && newRun}
      <RunTable {...runs} />
    </Screen>
  )
}
