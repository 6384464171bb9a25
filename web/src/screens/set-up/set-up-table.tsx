import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useExcel } from '../../api/use-excel.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table, type Column as TableColumn } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { PageWaiting } from '../../ui/waiting.tsx'
import { PeriodsScreen } from './periods.tsx'
import { RowForm } from './row-form.tsx'
import { useRowTitle, useShowValue, ValueCell } from './show-value.tsx'
import {
  type Column,
  type Description,
  isBlank,
  keyOf,
  keysOf,
  type SetUpTable,
  standingOf,
  thingOf,
  type Values,
} from './tables.ts'
import { texts } from './texts.ts'
import { type Names, useDescription, useNames, useRows } from './use-tables.ts'
import { WhyAccount } from './why-account.tsx'
import './set-up.css'

const route = getRouteApi('/companies/$company/set-up/$table')

export default function SetUpTableScreen() {
  const t = useText()
  const { company } = useSession()
  const { table: name } = route.useParams()
  const described = useDescription()
  const table = described.data?.tables.find((one) => one.name === name) ?? null
  if (described.error || (described.data && !table))
    return (
      <Screen title={t(texts.setUp)}>
        {described.error ? (
          <Told error={described.error} onAgain={() => void described.refetch()} />
        ) : (
          <Empty
            title={t(texts.unknownTable)}
            act={
              <Link to="/companies/$company/set-up" params={{ company: company.code }}>
                {t(texts.toSetUp)}
              </Link>
            }
          />
        )}
      </Screen>
    )
  if (!table || !described.data)
    return (
      <Screen title={t(texts.setUp)}>
        <PageWaiting />
      </Screen>
    )
  if (table.name === 'periods') return <PeriodsScreen title={t(table.title)} />
  return <Editor key={table.name} table={table} description={described.data} />
}

function Editor({ table, description }: { table: SetUpTable; description: Description }) {
  const names = useNames(table, description)
  const rows = useRows(table)
  if (table.name === 'profile')
    return <OneRow table={table} description={description} names={names} row={rows.data?.[0]} />
  return (
    <Rows
      table={table}
      description={description}
      names={names}
      rows={rows.data}
      error={rows.error}
      again={() => void rows.refetch()}
    />
  )
}

interface Shown {
  table: SetUpTable
  description: Description
  names: Names
}

const parentLink = (label: string, company: string) => ({
  label,
  link: { to: '/companies/$company/set-up', params: { company } } as const,
})

function OneRow({ table, description, names, row }: Shown & { row: Values | undefined }) {
  const t = useText()
  const { company } = useSession()
  const excel = useTableExcel(table)
  useKeys([{ key: 'E', label: t(common.excel), run: excel.run }])
  return (
    <Screen title={t(table.title)} parent={parentLink(t(texts.setUp), company.code)} showsKeys>
      <ChangedNotice verbs={[table.saves, 'company.import-set-up']} isTyped />
      <div className="scroll">
        <div className="one-row">
          {row && <RowForm table={table} description={description} names={names} row={row} onSaved={() => {}} />}
        </div>
      </div>
    </Screen>
  )
}

const shownMax = 14
const shownLeast = 4
const standings = { holds: 'good', comes: 'act', ended: 'outlined' } as const

function Rows({
  table,
  description,
  names,
  rows,
  error,
  again,
}: Shown & { rows: Values[] | undefined; error: Error | null; again: () => void }) {
  const t = useText()
  const tell = useTell()
  const formats = useFormats()
  const show = useShowValue()
  const rowTitle = useRowTitle()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const filterField = useRef<HTMLInputElement>(null)
  const remove = useAct('company.remove-rows')
  const excel = useTableExcel(table)
  const [newNo, setNewNo] = useState(0)
  const mayChange = can(table.saves)
  const mayRemove = table.removable && can('company.remove-rows')
  const hasDays = table.columns.some((column) => ['validFrom', 'validTo', 'closedOn'].includes(column.key))

  const all = rows ?? []
  const listed = useMemo(() => {
    const wanted = (search.q ?? '').trim().toLocaleLowerCase()
    const fits = (row: Values): boolean =>
      (search.show === 'all' || !hasDays || standingOf(table, row, all, company.today) !== 'ended') &&
      (wanted === '' ||
        table.columns.some((column) =>
          show(table, column, row[column.key], names).toLocaleLowerCase().includes(wanted),
        ))
    const found = all.filter(fits)
    const [sorted, descending] = sortingOf(table, search.sort)
    const column = table.columns.find((one) => one.key === sorted)
    if (!column) return found
    const sign = descending ? -1 : 1
    return [...found].sort((a, b) => sign * formats.compare(String(a[column.key] ?? ''), String(b[column.key] ?? '')))
  }, [all, search.q, search.show, search.sort, table, names, show, company.today, formats, hasDays])
  const current = all.find((row) => keyOf(table, row) === search.at) ?? null
  const open = (row: Values) => go({ at: keyOf(table, row), open: 'row' })
  const add = () => {
    setNewNo(newNo + 1)
    go({ open: 'new', from: undefined })
  }
  const takeOut = async () => {
    if (!current || !mayRemove) return
    const at = listed.findIndex((row) => keyOf(table, row) === search.at)
    const next = listed[at + 1] ?? listed[at - 1]
    const done = await remove.run({ table: table.name as never, rows: [keysOf(table, current)] }).catch(() => null)
    if (!done) return
    const name = rowTitle(table, current, names)
    tell(t(done.closed.length > 0 ? texts.closedInstead : texts.removed, { name }), {
      verb: table.saves,
      input: { rows: [current] },
    })
    go({ at: next ? keyOf(table, next) : '', open: '' })
  }
  useKeys([
    mayChange && { key: '+', label: t(texts.addRow), run: add },
    mayRemove && current && { key: 'Backspace', label: t(common.remove), run: () => void takeOut() },
    table.name === 'posting-rules' &&
      can('company.why-account') && { key: 'W', label: t(texts.whyAccount), run: () => go({ open: 'why' }) },
    { key: '/', label: t(common.filter), run: () => filterField.current?.focus() },
    { key: 'E', label: t(common.excel), run: excel.run },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  const [sortedBy, isDescending] = sortingOf(table, search.sort)
  const holder = useRef<HTMLDivElement>(null)
  const shownMost = useFitting(holder, `${table.name} ${search.open ?? ''}`)
  const shown = columnsToShow(table, all, shownMost)
  // On a phone a row is known by its name; its code stands below.
  const main = Math.max(
    0,
    shown.findIndex(({ key }) => key === 'name'),
  )
  const columns = shown.map(
    (column, at): TableColumn<Values> => ({
      key: column.key,
      head: t(column.title),
      sort: column.key,
      ...(column.kind === 'decimal' || column.kind === 'integer' ? { align: 'amount' as const } : {}),
      phone: at === main ? 'main' : column.kind === 'decimal' ? 'amount' : at < 3 ? 'below' : 'hide',
      rare: column.key === 'validFrom',
      cell: (row) =>
        isBlank(row[column.key]) && column.key === 'validFrom' ? null : isBlank(row[column.key]) && column.isKey ? (
          <span className="quieter">{t(texts.any)}</span>
        ) : at === 0 ? (
          <span className="strong">
            <ValueCell column={column} value={row[column.key]} text={show(table, column, row[column.key], names)} />
          </span>
        ) : (
          <ValueCell column={column} value={row[column.key]} text={show(table, column, row[column.key], names)} />
        ),
    }),
  )
  return (
    <Screen
      title={t(table.title)}
      parent={parentLink(t(texts.setUp), company.code)}
      showsKeys
      acts={
        <>
          {table.name === 'posting-rules' && can('company.why-account') && (
            <Button keyCap="W" onPress={() => go({ open: 'why' })}>
              {t(texts.whyAccount)}
            </Button>
          )}
          <ExcelButton onPress={excel.run} />
          {mayChange ? (
            <Button kind="primary" keyCap="+" icon={<Plus size={16} aria-hidden />} onPress={add}>
              {t(texts.addRow)}
            </Button>
          ) : (
            <span className="quiet small">{t(can(table.saves) ? texts.needsAllAreas : texts.mayNotChange)}</span>
          )}
        </>
      }
    >
      <ChangedNotice
        verbs={[table.saves, 'company.import-set-up', 'company.remove-rows']}
        isTyped={Boolean(search.open)}
      />
      <div className="columns">
        <div className="main" ref={holder}>
          <div className="sub-bar no-print">
            <FindPill
              inputRef={filterField}
              label={t(texts.filterRows)}
              value={search.q ?? ''}
              onChange={(q) => go({ q })}
              isLive
            />
            {hasDays && (
              <Choice
                label={t(texts.shown)}
                value={search.show ?? 'now'}
                options={[
                  { value: 'now', label: t(texts.showNow) },
                  { value: 'all', label: t(texts.showAll) },
                ]}
                onChange={(value) => go({ show: value })}
              />
            )}
            <ListQuestions screen={`set-up/${table.name}`} />
            <span className="quiet figures last">{t(common.rows, { n: listed.length })}</span>
          </div>
          {(error || excel.error || remove.error) && (
            <div className="told-holder">
              <Told error={(remove.error ?? excel.error ?? error) as ApiRefused} onAgain={again} />
            </div>
          )}
          <Table
            name={`set-up/${table.name}`}
            label={t(table.title)}
            rows={listed}
            keyOf={(row) => keyOf(table, row)}
            selected={search.at ?? null}
            onSelect={(row) => search.at !== keyOf(table, row) && go({ at: keyOf(table, row) })}
            onOpen={open}
            sorting={{ by: sortedBy, isDescending }}
            onSort={({ by, isDescending: descends }) => go({ sort: descends ? `-${by}` : by })}
            columns={[
              ...columns,
              hasDays && {
                key: 'standing',
                head: t(common.state),
                phone: 'below',
                rare: true,
                cell: (row) => {
                  const standing = standingOf(table, row, all, company.today)
                  return standing === 'holds' ? null : <Chip tone={standings[standing]}>{t(texts[standing])}</Chip>
                },
              },
            ]}
            empty={
              rows === undefined ? null : all.length === 0 ? (
                <Empty
                  title={t(texts.noRows)}
                  act={
                    mayChange && (
                      <Button kind="primary" keyCap="+" onPress={add}>
                        {t(texts.addRow)}
                      </Button>
                    )
                  }
                >
                  {t(texts.noRowsWhy, { table: t(table.title) })}
                </Empty>
              ) : (
                <NothingFits
                  title={t(search.q ? common.nothingFits : texts.allEnded)}
                  onClear={() => go({ q: '', show: 'all' })}
                />
              )
            }
          />
        </div>
        {search.open === 'row' && current && (
          <RowDrawer
            key={search.at}
            table={table}
            description={description}
            names={names}
            row={current}
            rows={all}
            onGo={go}
            onRemove={mayRemove ? () => void takeOut() : null}
            mayChange={mayChange}
          />
        )}
        {search.open === 'new' && (
          <Drawer
            key={`new ${search.from ?? ''} ${newNo}`}
            title={t(texts.newIn, { table: t(table.title) })}
            onClose={() => go({ open: '', from: '' })}
          >
            <div className="section">
              {search.from && <p className="quiet small">{t(texts.newFromDayWhy)}</p>}
              <RowForm
                table={table}
                description={description}
                names={names}
                row={null}
                {...beginsWith(table, all, search.from)}
                onSaved={(values, another) => {
                  if (another) setNewNo(newNo + 1)
                  go({ at: keyOf(table, values), open: another ? 'new' : '', from: '' })
                }}
              />
            </div>
          </Drawer>
        )}
        {search.open === 'why' && (
          <WhyAccount table={table} description={description} names={names} onClose={() => go({ open: '' })} />
        )}
      </div>
    </Screen>
  )
}

function RowDrawer({
  table,
  description,
  names,
  row,
  rows,
  onGo,
  onRemove,
  mayChange,
}: Shown & {
  row: Values
  rows: readonly Values[]
  onGo: (change: { at?: string; open?: 'row' | 'new' | ''; from?: string }) => void
  onRemove: (() => void) | null
  mayChange: boolean
}) {
  const t = useText()
  const formats = useFormats()
  const rowTitle = useRowTitle()
  const { company } = useSession()
  const versions = table.keys.includes('validFrom')
    ? rows.filter((other) => thingOf(table, other) === thingOf(table, row))
    : []
  const title = rowTitle(table, row, names) || t(table.title)
  return (
    <Drawer title={title} onClose={() => onGo({ open: '' })}>
      <div className="section">
        <RowForm table={table} description={description} names={names} row={row} onSaved={() => onGo({ open: '' })} />
      </div>
      {table.keys.includes('validFrom') && (
        <div className="section">
          <header>
            <h3>{t(texts.history)}</h3>
            {mayChange && (
              <Button kind="link" onPress={() => onGo({ open: 'new', from: keyOf(table, row) })}>
                {t(texts.newFromDay)}
              </Button>
            )}
          </header>
          <ul className="versions">
            {versions.map((version) => {
              const standing = standingOf(table, version, rows, company.today)
              const key = keyOf(table, version)
              return (
                <li key={key}>
                  <button type="button" aria-current={version === row} onClick={() => onGo({ at: key, open: 'row' })}>
                    <span className="figures">
                      {version.validFrom ? formats.day(String(version.validFrom)) : t(texts.always)} –{' '}
                      {version.validTo ? formats.day(String(version.validTo)) : t(texts.untilFurther)}
                    </span>
                    <Chip tone={standings[standing]}>{t(texts[standing])}</Chip>
                  </button>
                </li>
              )
            })}
          </ul>
          <p className="small quiet">{t(texts.newFromDayWhy)}</p>
        </div>
      )}
      {onRemove && (
        <div className="section">
          <p className="small quiet">{t(texts.removeWhy)}</p>
          <span>
            <Button kind="destructive" keyCap="Backspace" onPress={onRemove}>
              {t(common.remove)}
            </Button>
          </span>
        </div>
      )}
    </Drawer>
  )
}

/** A new row of the same thing begins with what holds, without its days. */
function beginsWith(table: SetUpTable, rows: readonly Values[], from: string | undefined): { begins?: Values } {
  const earlier = from ? rows.find((row) => keyOf(table, row) === from) : undefined
  return earlier ? { begins: { ...earlier, validFrom: null, validTo: null } } : {}
}

/** As many columns as stand whole in the table's frame: one less until none is cut off. @param among begins anew when it changes */
function useFitting(holder: RefObject<HTMLElement | null>, among: string): number {
  const [fits, setFits] = useState({ among, most: shownMax })
  const most = fits.among === among ? fits.most : shownMax
  useLayoutEffect(() => {
    const frame = holder.current?.querySelector('.table-frame')
    if (frame && most > shownLeast && frame.scrollWidth > frame.clientWidth + 1) setFits({ among, most: most - 1 })
  })
  useEffect(() => {
    const again = () => setFits({ among, most: shownMax })
    addEventListener('resize', again)
    return () => removeEventListener('resize', again)
  }, [among])
  return most
}

/** Keys and names first, then what any row fills in; the rest stands in the form. */
function columnsToShow(table: SetUpTable, rows: readonly Values[], most: number): Column[] {
  const fits = (column: Column): boolean =>
    column.kind !== 'words' || ['names', 'exemptionTexts'].includes(column.key)
      ? rows.length === 0 || rows.some((row) => !isBlank(row[column.key]) && row[column.key] !== false)
      : false
  const main = table.columns.filter((column) => column.isKey || column.required || column.key === 'name')
  const shown = new Set(
    [...main.filter(fits), ...table.columns.filter((column) => !main.includes(column)).filter(fits)].slice(0, most),
  )
  if (table.name === 'posting-rules' || table.name === 'cash-postings')
    for (const column of table.columns) if (column.key === 'account') shown.add(column)
  return table.columns.filter((column) => shown.has(column))
}

function sortingOf(table: SetUpTable, sort: string | undefined): [by: string, isDescending: boolean] {
  if (!sort) return table.name === 'exchange-rates' ? ['validOn', true] : [table.keys[0]!, false]
  return sort.startsWith('-') ? [sort.slice(1), true] : [sort, false]
}

/** The table as one sheet of the workbook: it can be changed in Excel and dropped back. */
function useTableExcel(table: SetUpTable) {
  const { take, error } = useExcel()
  return { error, run: () => void take('company.export-set-up', { table: table.name }) }
}
