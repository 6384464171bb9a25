import { getRouteApi } from '@tanstack/react-router'
import { CheckCheck, ChevronDown, ListFilter, TriangleAlert } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { Input } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useChoices } from '../../api/use-choices.ts'
import { useReportFile } from '../../api/use-excel.ts'
import { usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { stringifySearch } from '../../shell/params.ts'
import { Questions } from '../../shell/questions.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ChoicePill, TextPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { Dates, type Moving } from './dates.tsx'
import { ItemsDrawer } from './items-drawer.tsx'
import { LearntDrawer } from './learnt-drawer.tsx'
import { groupTitles, LimitsChip, RowChips, useGroupings } from './pivot-chips.tsx'
import { type Measure, PivotGrid } from './pivot-grid.tsx'
import { type Line, linesOf, type Pivot, type PivotRow, totalLines } from './pivot-lines.ts'
import { ReportActs } from './report-acts.tsx'
import { texts } from './texts.ts'
import './reports.css'

const route = getRouteApi('/companies/$company/ageing')
const standardLimits = '30.60.90.180'
const settleMillis = 350

export default function AgeingScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, areas, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const choices = useChoices()
  const groupings = useGroupings()
  const { moving, onMove } = useMoving(search.asOf || company.today, search.knownAt ?? '', (to) =>
    change({ asOf: to.asOf === company.today ? '' : to.asOf, knownAt: to.knownAt, cell: '', item: '' }),
  )
  const rows = search.rows ?? (areas.length > 0 ? ['business-area', 'invoice-group'] : ['invoice-group', 'party'])
  const limits = search.limits || standardLimits
  const measure: Measure = search.measure ?? 'amount'
  const order = search.order ?? 'open'
  const asOf = search.asOf || company.today
  const filters = {
    businessArea: search.area,
    invoiceGroup: search.group,
    customerKind: search.kind,
    party: search.party,
    excludeInternal: search.internal === 'without' ? true : undefined,
  }
  /** On a phone the day and the groups stand in one line until somebody wants others. */
  const [isAsking, setAsking] = useState(false)
  const unfolded = new Set(search.open ?? [])
  // The second level is counted when somebody looks into the first: by customer it is a line for each of them.
  const levels = unfolded.size > 0 ? rows : rows.slice(0, 1)
  const whole: Input<'reports.ageing-pivot'> = {
    ...filters,
    asOf: moving?.asOf ?? asOf,
    knownAt: (moving?.knownAt ?? search.knownAt) || undefined,
    rows: rows.join(','),
    edges: limits.split('.').join(','),
    measure,
    amounts: search.amounts === 'document' ? 'document' : 'base',
    order,
  }
  const asked = { ...whole, rows: levels.join(',') }
  const read = useRead('reports.ageing-pivot', { ...asked, proof: false })
  const pivot = read.data
  // Every posting is added for it: the figures do not wait.
  const proved = useRead(
    'reports.ageing-pivot',
    moving === null ? { ...whole, rows: rows[0]!, measure: 'amount', order: 'open', limit: 1, proof: true } : null,
  )
  const rest = usePages('reports.ageing-pivot', moving === null && pivot?.next ? { ...asked, proof: false } : null)
  const learnt = useRead(
    'reports.learnt-since',
    moving === null ? { ...filters, asOf, since: search.knownAt || undefined, limit: 1 } : null,
  )
  const allRows: readonly PivotRow[] = pivot?.next && rest.rows.length > 0 ? rest.rows : (pivot?.rows ?? [])
  const lines = pivot ? linesOf(pivot, allRows, (id) => unfolded.has(id), rows.length) : []
  const totals = pivot ? totalLines(pivot) : []
  const change = (part: Partial<typeof search>, isNew = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: !isNew })
  const bucketName = (index: number): string => {
    const bucket = pivot?.buckets[index]
    if (!bucket) return t(common.sum)
    if (bucket.fromDays === null) return t(texts.notDue)
    return bucket.toDays === null ? t(texts.over, { n: bucket.fromDays - 1 }) : `${bucket.fromDays}–${bucket.toDays}`
  }
  const nameOf = (line: Line) => {
    if (line.kind === 'on-account') return { name: t(common.onAccount), code: null }
    if (line.kind === 'suspense') return { name: t(texts.unidentified), code: null }
    if (line.kind === 'total' || !line.row) return { name: t(common.sum), code: null }
    const grouping = rows[line.kind === 'child' ? 1 : 0] ?? ''
    const { key, code, name } = line.row
    const kind = grouping === 'party-kind' && key ? codes.partyKind[key as keyof typeof codes.partyKind] : undefined
    const country = grouping === 'country' && key ? codes.country[key as keyof typeof codes.country] : undefined
    const known = kind ?? country
    // The server names a group that is none in the company's language; the reader has one of their own.
    const shown = known ? t(known) : key === null ? t(texts.none) : (name ?? t(texts.hiddenName))
    const withCode = /^(party|account|dimension)/.test(grouping) && code !== null && code !== shown
    return { name: shown.charAt(0).toLocaleUpperCase() + shown.slice(1), code: withCode ? code : null }
  }
  const cell = cellOf(search.cell, [...lines, ...totals])
  const titleOf = (line: Line): string => {
    const parent = lines.find(({ id }) => id === line.parent)
    return [parent ? nameOf(parent).name : '', nameOf(line).name].filter(Boolean).join(', ')
  }
  const openCell = (line: Line, column: number) => {
    change({ cell: `${line.id}:${column < (pivot?.buckets.length ?? 0) ? column : ''}`, item: '', events: '' }, true)
  }
  const items = cell && pivot ? itemsOf(pivot, cell) : null
  const restNow = useRef(rest.more)
  restNow.current = rest.more
  const onNearEnd = useCallback(() => restNow.current(), [])
  const file = useReportFile()
  const query = stringifySearch({ ...search, cell: '', item: '', events: '', open: [] }).slice(1)
  const filterWords = [
    search.area && `${t(common.businessArea)}: ${labelOf(choices.areas, search.area)}`,
    search.group && `${t(common.invoiceGroup)}: ${labelOf(choices.groups, search.group)}`,
    search.kind && `${t(texts.customerKind)}: ${search.kind}`,
    search.party && `${t(common.customer)}: ${search.party}`,
    search.internal === 'without' && t(texts.withoutInternal),
  ].filter(Boolean)
  return (
    <Screen
      title={t(texts.ageing)}
      acts={
        <>
          <Choice
            label={t(texts.measure)}
            value={measure}
            options={[
              {
                value: 'amount',
                label: t(company.currency === 'SEK' || company.currency === 'NOK' ? texts.kronor : texts.money),
              },
              { value: 'share', label: t(texts.share) },
              { value: 'count', label: t(texts.count) },
            ]}
            onChange={(value) => change({ measure: value })}
          />
          <ReportActs
            onExcel={can('reports.export') && (() => file.write('ageing-pivot', whole))}
            isWriting={file.isWriting}
          />
        </>
      }
    >
      <p className="print-only report-printed">
        {t(texts.dayShown)}: {formats.dayInText(asOf)} · {t(texts.knownAt)}:{' '}
        {search.knownAt
          ? formats.instant(search.knownAt)
          : `${t(texts.allKnown)}, ${formats.instant(new Date().toISOString())}`}
        {' · '}
        {t(texts.rows)}: {rows.map((row) => groupings.find((one) => one.value === row)?.label ?? row).join(', ')} ·{' '}
        {t(texts.printFilters)}: {filterWords.length > 0 ? filterWords.join('; ') : t(texts.noFilters)}
      </p>
      <button
        type="button"
        className="ageing-asks no-print"
        aria-expanded={isAsking}
        onClick={() => setAsking(!isAsking)}
      >
        <span>
          {formats.dayInText(asOf)} ·{' '}
          {rows.map((row) => groupings.find((one) => one.value === row)?.label ?? row).join(', ')}
          {filterWords.length > 0 && <span className="quiet"> · {filterWords.join('; ')}</span>}
        </span>
        <ChevronDown size={16} aria-hidden />
      </button>
      <div className={`ageing-controls ${isAsking ? '' : 'folded'}`}>
        <Questions
          screen="ageing"
          query={query}
          onAsk={(wanted) => void navigate({ href: `/companies/${company.code}/ageing${wanted ? `?${wanted}` : ''}` })}
        />
        <Dates
          asOf={asOf}
          knownAt={search.knownAt ?? ''}
          monthEnds={pivot?.monthEnds ?? []}
          moving={moving}
          onMove={onMove}
          learnt={learnt.data}
          onLearnt={() => change({ events: '1', cell: '', item: '' }, true)}
        />
        <div className="sub-bar pivot-bar no-print">
          <RowChips rows={rows} onChange={(wanted) => change({ rows: wanted, open: [], cell: '', item: '' })} />
          <LimitsChip
            limits={limits}
            onChange={(wanted) => change({ limits: wanted === standardLimits ? '' : wanted, cell: '', item: '' })}
          />
          <Filters search={search} choices={choices} onChange={(part) => change({ ...part, cell: '', item: '' })} />
        </div>
      </div>
      <Told error={read.error ?? file.error} onAgain={() => void read.refetch()} />
      <div className="columns">
        <div className="main">
          {pivot && totals.length > 0 && (
            <PivotGrid
              pivot={pivot}
              lines={lines}
              totals={totals}
              measure={measure}
              order={order === 'name' ? 'name' : 'open'}
              head={groupings.find(({ value }) => value === rows[0])?.label ?? t(groupTitles.party!)}
              nameOf={nameOf}
              bucketName={bucketName}
              onOrder={(wanted) => change({ order: wanted === 'open' ? undefined : wanted })}
              onFold={(line, isOpen) =>
                change({ open: isOpen ? [...unfolded, line.id] : [...unfolded].filter((id) => id !== line.id) })
              }
              onOpen={openCell}
              onMore={(line) => change(narrowedTo(line, rows), true)}
              isResting={cell !== null || search.events === '1'}
              onNearEnd={onNearEnd}
            />
          )}
          {pivot && totals.length === 0 && (
            <Empty
              title={t(texts.noAgeing)}
              act={
                filterWords.length > 0 && (
                  <Button onPress={() => change({ area: '', group: '', kind: '', party: '', internal: '' })}>
                    {t(common.clearFilters)}
                  </Button>
                )
              }
            >
              {t(texts.noAgeingWhy)}
            </Empty>
          )}
          {!pivot && !read.error && <Waiting />}
          {pivot && (
            <Proof
              pivot={pivot}
              proof={proved.data?.proof ?? null}
              isCurrent={moving === null && !read.isPlaceholderData && !proved.isPlaceholderData}
            />
          )}
        </div>
        {items && cell && (
          <ItemsDrawer
            key={search.cell}
            title={`${titleOf(cell.line)} · ${bucketName(cell.column)}`}
            asked={items}
            shown={search.item ?? ''}
            onShow={(item) => change({ item }, item !== '')}
            onClose={() => change({ cell: '', item: '' })}
            onAll={() =>
              void navigate({
                to: '/companies/$company/open-items',
                params: { company: company.code },
                search: openItemsSearch(items, company.today),
              })
            }
          />
        )}
        {search.events === '1' && (
          <LearntDrawer
            title={t(texts.learntAfter, {
              day: search.knownAt ? formats.instant(search.knownAt) : formats.dayInText(asOf),
            })}
            asked={{ ...filters, asOf, since: search.knownAt || undefined }}
            onClose={() => change({ events: '' })}
          />
        )}
      </div>
    </Screen>
  )
}

type Search = ReturnType<typeof route.useSearch>
type FilterName = 'area' | 'group' | 'kind' | 'party' | 'internal' | 'amounts'

/** Only what narrows is shown; the rest is added from one menu. */
function Filters({
  search,
  choices,
  onChange,
}: {
  search: Search
  choices: ReturnType<typeof useChoices>
  onChange: (part: Partial<Search>) => void
}) {
  const t = useText()
  const [added, setAdded] = useState<ReadonlySet<FilterName>>(new Set())
  const holder = useRef<HTMLSpanElement>(null)
  const isShown = (name: FilterName) => Boolean(search[name]) || added.has(name)
  const add = (name: FilterName) => {
    setAdded(new Set([...added, name]))
    requestAnimationFrame(() =>
      holder.current?.querySelector<HTMLElement>(`[data-filter=${name}] :is(select, input)`)?.focus(),
    )
  }
  const set = (name: FilterName) => (value: string) => {
    if (value === '') setAdded(new Set([...added].filter((one) => one !== name)))
    onChange({ [name]: value })
  }
  const pills: [FilterName, string, ReactNode][] = [
    [
      'area',
      t(common.businessArea),
      <ChoicePill
        key="area"
        label={t(common.businessArea)}
        value={search.area ?? ''}
        options={choices.areas}
        onChange={set('area')}
      />,
    ],
    [
      'group',
      t(common.invoiceGroup),
      <ChoicePill
        key="group"
        label={t(common.invoiceGroup)}
        value={search.group ?? ''}
        options={choices.groups}
        onChange={set('group')}
      />,
    ],
    [
      'kind',
      t(texts.customerKind),
      <TextPill key="kind" label={t(texts.customerKind)} value={search.kind ?? ''} onChange={set('kind')} />,
    ],
    [
      'party',
      t(texts.customerNumber),
      <TextPill key="party" label={t(texts.customerNumber)} value={search.party ?? ''} onChange={set('party')} />,
    ],
    [
      'internal',
      t(texts.internal),
      <ChoicePill
        key="internal"
        label={t(texts.internal)}
        value={search.internal ?? ''}
        options={[{ value: 'without', label: t(texts.withoutInternal) }]}
        onChange={set('internal')}
      />,
    ],
    [
      'amounts',
      t(texts.openAmountIn),
      <ChoicePill
        key="amounts"
        label={t(texts.openAmountIn)}
        value={search.amounts ?? ''}
        all={t(texts.inBooks)}
        options={[{ value: 'document', label: t(texts.inDocument) }]}
        onChange={set('amounts')}
      />,
    ],
  ]
  const offered = pills.filter(
    ([name]) =>
      !isShown(name) &&
      !(name === 'area' && choices.areas.length < 2) &&
      !(name === 'group' && choices.groups.length < 2),
  )
  return (
    <span className="pills filters" ref={holder}>
      {pills
        .filter(([name]) => isShown(name))
        .map(([name, , pill]) => (
          <span key={name} data-filter={name}>
            {pill}
          </span>
        ))}
      <Menu
        name={t(common.filter)}
        button={
          <>
            <ListFilter size={15} aria-hidden />
            {t(texts.printFilters)}
          </>
        }
        entries={offered.map(([name, label]) => ({
          label,
          run: () => (name === 'internal' ? onChange({ internal: 'without' }) : add(name)),
        }))}
      />
    </span>
  )
}

/** At the foot: the ledger says the same, account by account; while figures are on their way nothing is claimed. */
function Proof({ pivot, proof, isCurrent }: { pivot: Pivot; proof: Pivot['proof']; isCurrent: boolean }) {
  const t = useText()
  const formats = useFormats()
  const navigate = useHere(route.useNavigate())
  const { company, can } = useSession()
  // A currency that the books have left has nothing to tell.
  const told = proof?.accounts.filter(({ basePostings }) => /[1-9]/.test(basePostings)) ?? []
  const differing = proof?.accounts.filter((account) => account.partiesDiffering > 0) ?? []
  const openLedger = (account: string) =>
    void navigate({
      to: '/companies/$company/general-ledger',
      params: { company: company.code },
      search: { account, to: pivot.asOf },
    })
  return (
    <footer className="proof" aria-live="polite">
      {!proof || !isCurrent ? (
        <span className="quieter">{t(texts.counting)}</span>
      ) : (
        <>
          {proof.agrees ? (
            <CheckCheck size={16} aria-hidden className="good" />
          ) : (
            <TriangleAlert size={16} aria-hidden className="bad" />
          )}
          <span className={proof.agrees ? 'strong' : 'strong bad'}>
            {t(proof.agrees ? texts.agrees : texts.differs)}
          </span>
          {(proof.agrees ? (told.length > 0 ? told : proof.accounts) : differing).map((account) => (
            <span key={`${account.account} ${account.currency} ${account.baseCurrency}`}>
              {t(texts.accountOn, { account: accountIn(account), day: formats.dayInText(pivot.asOf, 'short') })}{' '}
              <Amount
                value={account.basePostings}
                currency={account.baseCurrency}
                onOpen={can('reports.general-ledger') ? () => openLedger(account.account) : undefined}
              />
              {!proof.agrees && (
                <span className="bad"> {t(texts.difference, { amount: formats.amount(account.baseDifference) })}</span>
              )}
            </span>
          ))}
          {proof.agrees && <span>{t(texts.difference, { amount: formats.amount('0') })}.</span>}
          {proof.hidden
            .filter(({ amount }) => /[1-9]/.test(amount))
            .map((one) => (
              <span key={one.baseCurrency} className="quiet">
                {t(texts.hiddenByFilter, { amount: `${formats.amount(one.amount)} ${one.baseCurrency}` })}
              </span>
            ))}
        </>
      )}
      <span className="last quiet figures">
        {t(texts.itemsIn, { n: pivot.items, s: formats.amount(String(pivot.elapsedMs / 1000), 2) })}
      </span>
    </footer>
  )
}

/** What stands in a foreign currency is proved by itself, and told apart. */
const accountIn = ({ account, currency, baseCurrency }: { account: string; currency: string; baseCurrency: string }) =>
  currency === baseCurrency ? account : `${account} ${currency}`

const Waiting = () => (
  <table className="table" aria-hidden>
    <tbody>
      {[64, 80, 48, 72, 56].map((width) => (
        <tr key={width}>
          <td>
            <span className="waiting" style={{ width: `${width}%` }} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** A slider asks while it moves, and stands in the address when it has come to rest. */
function useMoving(asOf: string, knownAt: string, settle: (to: Moving) => void) {
  const [moving, setMoving] = useState<Moving | null>(null)
  const settleNow = useRef(settle)
  settleNow.current = settle
  useEffect(() => {
    if (!moving) return
    const timer = setTimeout(() => {
      settleNow.current(moving)
      setMoving(null)
    }, settleMillis)
    return () => clearTimeout(timer)
  }, [moving])
  return {
    moving,
    onMove: (to: Moving, isSettled: boolean) => {
      if (to.asOf === asOf && to.knownAt === knownAt) return setMoving(null)
      if (!isSettled) return setMoving(to)
      setMoving(null)
      settleNow.current(to)
    },
  }
}

interface Cell {
  line: Line
  /** Number of buckets = the sum. */
  column: number
}

function cellOf(address: string | undefined, lines: readonly Line[]): Cell | null {
  const cut = address?.lastIndexOf(':') ?? -1
  if (!address || cut < 0) return null
  const line = lines.find(({ id }) => id === address.slice(0, cut))
  if (!line?.figures) return null
  const column = address.slice(cut + 1)
  return { line, column: column === '' ? line.figures.cells.length : Number(column) }
}

/** What lists the rows behind a figure: the server's own link, and the days of the bucket. */
function itemsOf(pivot: Pivot, { line, column }: Cell): Input<'reports.open-items'> {
  const bucket = pivot.buckets[column]
  return {
    ...(line.figures!.items as Input<'reports.open-items'>),
    ...(bucket?.dueFrom ? { dueFrom: bucket.dueFrom } : {}),
    ...(bucket?.dueTo ? { dueTo: bucket.dueTo } : {}),
    order: 'open',
  }
}

/** The same question as the address of the list of open items. */
function openItemsSearch(items: Input<'reports.open-items'>, today: string) {
  return {
    asOf: items.asOf === today ? '' : (items.asOf ?? ''),
    knownAt: items.knownAt ?? '',
    area: items.businessArea ?? '',
    group: items.invoiceGroup ?? '',
    kind: items.customerKind ?? '',
    party: items.party ?? '',
    partyId: items.partyId ?? '',
    partyKind: items.partyKind ?? '',
    country: items.country ?? '',
    currency: items.currency ?? '',
    account: items.account ?? '',
    control: items.control === 'receivable' ? '' : (items.control ?? ''),
    internal: items.excludeInternal ? 'without' : '',
    unplaced: items.unplaced ?? '',
    dimension: items.dimension ?? '',
    dimensionValue: items.dimensionValue ?? '',
    dueFrom: items.dueFrom ?? '',
    dueTo: items.dueTo ?? '',
  }
}

/** A group with more below it than is shown becomes the filter, its parts the rows. */
function narrowedTo(line: Line, rows: readonly string[]) {
  const { key, code } = line.row!
  const filter = {
    'business-area': { area: code ?? '-' },
    'invoice-group': { group: code ?? '-' },
    'customer-kind': { kind: key ?? '-' },
    party: { party: code ?? '' },
  }[rows[0] ?? '']
  return filter ? { ...filter, rows: rows.slice(1), open: [] } : { rows: [rows[1]!, rows[0]!], open: [] }
}

const labelOf = (options: readonly { value: string; label: string }[], value: string): string =>
  options.find((option) => option.value === value)?.label ?? value
