import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Input } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useChoices } from '../../api/use-choices.ts'
import { useReportFile } from '../../api/use-excel.ts'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { addDays } from '../../lang/read-entry.ts'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer } from '../../trail/trail-drawer.tsx'
import { AgeMark, ageOf } from '../../ui/age-mark.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { ChoicePill, DayPill, TextPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { Ages } from './ages.tsx'
import { DocumentView, type OpenItem } from './document-view.tsx'
import { keyOf } from './items-drawer.tsx'
import { ReportActs } from './report-acts.tsx'
import { texts } from './texts.ts'
import './reports.css'

const route = getRouteApi('/companies/$company/open-items')
type Search = ReturnType<typeof route.useSearch>
const markedMax = 200

/** Ages as they are asked for most; others come by the address from the table of ages. */
const ages = [
  { value: '0', from: null, to: 0 },
  { value: '1-30', from: 1, to: 30 },
  { value: '31-60', from: 31, to: 60 },
  { value: '61-90', from: 61, to: 90 },
  { value: '91-', from: 91, to: null },
  { value: '1-', from: 1, to: null },
] as const

const controls = ['receivable-and-suspense', 'payable', 'prepayment', 'suspense'] as const

/** Of the address, what asks nothing of the figures. */
const ownOfPage = new Set(['sort', 'at', 'pdf', 'trail'])

export default function OpenItemsScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const choices = useChoices()
  const sheetColumns = useSheetColumns('open-items', {
    party: ['partyNumber', 'partyName'],
    number: ['kind', 'number', 'account', 'openedOn', 'invoiceGroup', 'businessArea'],
    reference: ['reference'],
    due: ['dueOn'],
    state: ['daysOverdue'],
    amount: ['currency', 'amount'],
    open: ['open', 'baseCurrency', 'baseOpen'],
  })
  const file = useReportFile()
  const finder = useRef<HTMLInputElement>(null)
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const change = (part: Partial<Search>, isNew = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: !isNew })
  const filter = (part: Partial<Search>) => {
    setMarked(new Set())
    change({ ...part, pdf: '', trail: '' })
  }
  const asked = questionOf(search, company.today)
  const pages = usePages('reports.open-items', { ...asked, totals: false })
  const totals = useRead('reports.open-items', { ...asked, order: 'due', limit: 1 })
  // Those of another filter are not shown below this one's rows.
  const sums = (totals.isPlaceholderData ? undefined : totals.data?.totals) ?? []
  const rowOf = (key: string | undefined) => pages.rows.find((row) => keyOf(row) === key)
  const shownDocument = search.pdf ? rowOf(search.pdf) : undefined
  const at = pages.rows.findIndex((row) => keyOf(row) === (search.at ?? ''))
  const showDocument = (row: OpenItem | undefined) => row && change({ at: keyOf(row), pdf: keyOf(row), trail: '' })
  const open = (row: OpenItem) => {
    const params = { company: company.code }
    if (row.invoiceId)
      void navigate({ to: '/companies/$company/invoices/$invoice', params: { ...params, invoice: row.invoiceId } })
    else if (row.bankTransactionId)
      void navigate({
        to: '/companies/$company/payments/$payment',
        params: { ...params, payment: row.bankTransactionId },
      })
    else if (row.voucherId)
      void navigate({ to: '/companies/$company/vouchers/$voucher', params: { ...params, voucher: row.voucherId } })
  }
  useKeys([
    { key: '/', label: t(common.search), run: () => finder.current?.focus(), unlisted: true },
    pages.rows.length > 0 && {
      key: ']',
      label: t(texts.showDocument),
      run: () => showDocument(pages.rows[search.pdf ? at + 1 : Math.max(at, 0)]),
    },
    pages.rows.length > 0 && {
      key: '[',
      label: t(texts.previousDocument),
      run: () => showDocument(pages.rows[search.pdf ? at - 1 : Math.max(at, 0)]),
      unlisted: true,
    },
  ])
  const age = ages.find(
    (one) =>
      (one.from === null ? '' : String(one.from)) === (search.fromDays ?? '') &&
      (one.to === null ? '' : String(one.to)) === (search.toDays ?? ''),
  )
  const ageLabel = (one: (typeof ages)[number]) =>
    one.value === '0'
      ? t(texts.notDue)
      : one.value === '1-'
        ? t(texts.overdueOnly)
        : one.to === null
          ? t(texts.over, { n: one.from - 1 })
          : `${one.from}–${one.to}`
  const more = otherFilters(search, t, formats)
  const hasFilter =
    more.length > 0 ||
    [
      search.area,
      search.group,
      search.kind,
      search.party,
      search.q,
      search.item,
      search.control,
      search.fromDays,
      search.toDays,
    ].some(Boolean)
  // The same sum by customer and age, held against the ledger there; what ageing cannot ask stands here row by row.
  const { asOf, knownAt, area, group, kind, party, internal, ...others } = search
  const asksMore = Object.entries(others).some(([name, value]) => value && !ownOfPage.has(name))
  const toAges =
    can('reports.ageing-pivot') && !asksMore
      ? () =>
          void navigate({
            to: '/companies/$company/ageing',
            params: { company: company.code },
            search: { asOf, knownAt, area, group, kind, party, internal },
          })
      : undefined
  const clear: Partial<Search> = {
    area: '',
    group: '',
    kind: '',
    party: '',
    q: '',
    item: '',
    control: '',
    fromDays: '',
    toDays: '',
    ...Object.fromEntries(more.flatMap(({ names }) => names.map((name) => [name, '']))),
  }
  const foreign = sums.some((sum) => sum.currency !== sum.baseCurrency)
  return (
    <Screen
      title={t(texts.openItems)}
      showsKeys
      acts={
        <ReportActs
          pages={pages}
          onExcel={() => file.write('open-items', fileQuestion(asked), sheetColumns)}
          isWriting={file.isWriting}
        />
      }
    >
      <p className="print-only">
        {t(texts.dayShown)}: {formats.dayInText(asked.asOf ?? company.today)} · {t(texts.knownAt)}:{' '}
        {search.knownAt ? formats.instant(search.knownAt) : t(texts.allKnown)}
      </p>
      <div className="sub-bar no-print">
        <FindPill
          label={t(texts.findItem)}
          inputRef={finder}
          value={search.q ?? ''}
          onChange={(q) => filter({ q: q.trim().length === 1 ? '' : q.trim() })}
        />
        <DayPill
          label={t(texts.dayShown)}
          value={search.asOf ?? ''}
          onChange={(asOf) => filter({ asOf: asOf === company.today ? '' : asOf })}
        />
        <ChoicePill
          label={t(texts.ageFrom)}
          value={age?.value ?? ''}
          options={ages.map((one) => ({ value: one.value, label: ageLabel(one) }))}
          onChange={(value) => {
            const one = ages.find((other) => other.value === value)
            filter({
              fromDays: one && one.from !== null ? String(one.from) : '',
              toDays: one && one.to !== null ? String(one.to) : '',
            })
          }}
        />
        {choices.areas.length > 1 && (
          <ChoicePill
            label={t(common.businessArea)}
            value={search.area ?? ''}
            options={choices.areas}
            onChange={(area) => filter({ area })}
          />
        )}
        {choices.groups.length > 1 && (
          <ChoicePill
            label={t(common.invoiceGroup)}
            value={search.group ?? ''}
            options={choices.groups}
            onChange={(group) => filter({ group })}
          />
        )}
        {search.party && (
          <TextPill label={t(texts.customerNumber)} value={search.party} onChange={(party) => filter({ party })} />
        )}
        {search.kind && (
          <TextPill label={t(texts.customerKind)} value={search.kind} onChange={(kind) => filter({ kind })} />
        )}
        {more.map((one) => (
          <ChoicePill
            key={one.names.join(' ')}
            label={one.label}
            value="1"
            options={[{ value: '1', label: one.value }]}
            onChange={(value) => value === '' && filter(Object.fromEntries(one.names.map((name) => [name, ''])))}
          />
        ))}
        <span className="rare">
          <DayPill
            label={t(texts.knownAt)}
            value={search.knownAt ? localDay(search.knownAt) : ''}
            onChange={(day) => filter({ knownAt: day === '' ? '' : new Date(`${day}T23:59:59.999`).toISOString() })}
          />
          <ChoicePill
            label={t(texts.kind)}
            value={search.item ?? ''}
            options={Object.entries(codes.itemKind).map(([value, word]) => ({ value, label: t(word) }))}
            onChange={(item) => filter({ item })}
          />
          <ChoicePill
            label={t(texts.ledgerOf)}
            value={search.control ?? ''}
            all={t(codes.accountControl.receivable)}
            options={controls.map((value) => ({
              value,
              label: t(value === 'receivable-and-suspense' ? texts.withUnplaced : codes.accountControl[value]),
            }))}
            onChange={(control) => filter({ control })}
          />
        </span>
        <ListQuestions screen="open-items" />
      </div>
      <Told error={file.error} />
      <Ages
        asked={asked}
        chosen={{ fromDays: search.fromDays ?? '', toDays: search.toDays ?? '' }}
        onChoose={(span) => filter({ ...span, dueFrom: '', dueTo: '' })}
      />
      <div className="columns">
        <div className="main">
          <Table
            name="open-items"
            label={t(texts.openItems)}
            rows={pages.rows}
            pages={pages}
            keyOf={keyOf}
            selected={search.at ?? null}
            onSelect={(row) =>
              keyOf(row) !== search.at && change({ at: keyOf(row), ...(search.pdf ? { pdf: keyOf(row) } : {}) })
            }
            onOpen={open}
            onExplain={(row) => change({ at: keyOf(row), trail: row.itemId ?? '', pdf: '' })}
            {...(can('subledger.allocate') ? { marked, onMark: setMarked } : {})}
            sorting={{ by: search.sort ?? 'due', isDescending: search.sort === 'open' }}
            onSort={({ by }) => filter({ sort: by as Search['sort'] })}
            footLabel={
              sums.length > 0 ? t(texts.items, { n: sums.reduce((n, sum) => n + (sum.items ?? 0), 0) }) : t(common.sum)
            }
            columns={[
              {
                key: 'party',
                head: t(common.customer),
                sort: 'party',
                phone: 'main',
                cell: (row) => (
                  <>
                    <span className="strong">{row.partyName ?? t(texts.hiddenName)}</span>{' '}
                    <span className="quieter" data-narrow="hide">
                      {row.partyNumber}
                    </span>
                  </>
                ),
              },
              {
                key: 'number',
                head: t(texts.document),
                sort: 'number',
                phone: 'below',
                cell: (row) => (
                  <>
                    {row.kind !== 'invoice' && (
                      <span className="quiet">{t(codes.itemKind[row.kind as keyof typeof codes.itemKind])} </span>
                    )}
                    {row.number}
                  </>
                ),
              },
              {
                key: 'reference',
                head: t(texts.reference),
                narrow: 'hide',
                cell: (row) => <span className="quiet">{row.reference}</span>,
              },
              { key: 'due', head: t(common.due), sort: 'due', narrow: 'hide', cell: (row) => formats.day(row.dueOn) },
              {
                key: 'state',
                head: t(common.state),
                phone: 'below',
                cell: (row) => <StateOf row={row} />,
              },
              {
                key: 'amount',
                head: t(texts.original),
                align: 'amount',
                narrow: 'hide',
                cell: (row) => <Amount value={row.amount} />,
              },
              {
                key: 'open',
                head: t(common.openAmount),
                sort: 'open',
                align: 'amount',
                phone: 'amount',
                cell: (row) => (
                  <Amount
                    value={row.open}
                    currency={foreign ? (row.currency ?? undefined) : undefined}
                    openLabel={t(common.whereFrom)}
                    onOpen={() => change({ at: keyOf(row), trail: row.itemId ?? '', pdf: '' })}
                  />
                ),
                foot: (
                  <span className="stacked">
                    {sums.map((sum) => (
                      <Amount
                        key={`${sum.currency} ${sum.baseCurrency}`}
                        value={sum.open}
                        currency={foreign || sums.length > 1 ? (sum.currency ?? undefined) : undefined}
                        onOpen={toAges}
                        openLabel={t(texts.ageing)}
                        ownStop
                      />
                    ))}
                  </span>
                ),
              },
            ]}
            empty={
              hasFilter ? (
                <NothingFits onClear={() => filter(clear)} />
              ) : (
                <Empty title={t(texts.noItems)}>{t(texts.noItemsWhy)}</Empty>
              )
            }
          />
          {marked.size > 0 && (
            <Marked
              rows={pages.rows.filter((row) => marked.has(keyOf(row)))}
              asked={asked}
              onDone={() => setMarked(new Set())}
            />
          )}
        </div>
        {search.trail && (
          <TrailDrawer
            key={search.trail}
            start={{ kind: 'item', id: search.trail }}
            asOf={search.asOf}
            knownAt={search.knownAt}
            title={trailTitle(pages.rows, search.trail, formats.amount)}
            onClose={() => change({ trail: '' })}
          />
        )}
        {shownDocument && !search.trail && (
          <Drawer
            title={`${shownDocument.partyName ?? t(texts.hiddenName)} ${shownDocument.number}`}
            onClose={() => change({ pdf: '' })}
          >
            <DocumentView item={shownDocument} />
          </Drawer>
        )}
      </div>
    </Screen>
  )
}

function StateOf({ row }: { row: OpenItem }) {
  const t = useText()
  const word = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1)
  if (row.open?.startsWith('-')) return <Chip tone="act">{word(t(codes.itemStanding['to-set-off']))}</Chip>
  return (
    <span className="pills">
      {(row.daysOverdue ?? 0) > 0 ? (
        <span className="late-days">
          <AgeMark age={ageOf(row.daysOverdue ?? 0)} />
          {t(texts.daysLate, { n: row.daysOverdue ?? 0 })}
        </span>
      ) : (
        <span className="quiet">{t(texts.notDue)}</span>
      )}
      {row.open !== row.amount && <Chip tone="warn">{word(t(codes.itemStanding['part-paid']))}</Chip>}
    </span>
  )
}

/** What is marked: its sum as the server adds it, and setting it off, with the reason where that cannot be. */
function Marked({
  rows,
  asked,
  onDone,
}: {
  rows: readonly OpenItem[]
  asked: Input<'reports.open-items'>
  onDone: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { can } = useSession()
  const allocate = useAct('subledger.allocate')
  const setOff = useAct('subledger.set-off')
  const ids = [...new Set(rows.flatMap((row) => row.itemId ?? []))]
  const sum = useRead(
    'reports.open-items',
    ids.length > 0 && ids.length <= markedMax
      ? { asOf: asked.asOf, knownAt: asked.knownAt, items: ids.join(','), limit: 1 }
      : null,
  )
  const pair = pairOf(rows)
  const isRunning = allocate.isRunning || setOff.isRunning
  const run = async () => {
    if (!pair || isRunning) return
    if (pair.onOneAccount) {
      const done = await allocate.run({ itemId: pair.one, targets: pair.others.map((itemId) => ({ itemId })) })
      tell(
        [
          t(texts.setOffItems, { n: done.allocations.length }),
          /[1-9]/.test(done.left)
            ? t(texts.setOffLeft, { amount: `${formats.amount(done.left)} ${done.currency}` })
            : '',
        ]
          .filter(Boolean)
          .join(', '),
        {
          verb: 'subledger.undo-allocation',
          input: { allocationIds: done.allocations.map((one) => one.allocationId), reason: t(texts.undoReason) },
        },
      )
    } else {
      const done = await setOff.run({ debitItemId: pair.debit, creditItemId: pair.credit })
      tell(t(texts.setOffDone, { amount: formats.amount(done.amount), currency: done.currency }), {
        verb: 'subledger.undo-set-off',
        input: { voucherId: done.voucherId },
      })
    }
    onDone()
  }
  const may = can('subledger.allocate')
  const start = () => void run().catch(() => {})
  useKeys([
    { key: 'Ctrl+Enter', label: t(texts.setOffMarked), run: start, unlisted: true },
    { key: 'Escape', label: t(common.unmark), run: onDone, unlisted: true },
  ])
  return (
    <div className="marked-bar no-print" role="status">
      <span className="strong">{t(common.marked, { n: rows.length })}</span>
      {sum.data && !sum.isPlaceholderData && (
        <span className="figures">
          {t(texts.markedSum, {
            sum: sum.data.totals.map((one) => `${formats.amount(one.open)} ${one.currency}`).join(' · '),
          })}
        </span>
      )}
      <Told error={allocate.error ?? setOff.error} />
      <span className="last pills">
        {!pair && <span className="quiet">{t(texts.setOffWhy)}</span>}
        <Button onPress={onDone} kind="quiet" keyCap="Escape">
          {t(common.unmark)}
        </Button>
        <Button
          kind="primary"
          keyCap="Ctrl+Enter"
          working={isRunning}
          notNow={!may ? t(common.mayNot) : !pair && t(texts.setOffWhy)}
          onPress={start}
        >
          {t(texts.setOffMarked)}
        </Button>
      </span>
    </div>
  )
}

type Pair =
  | { onOneAccount: true; one: string; others: string[] }
  | { onOneAccount: false; debit: string; credit: string }

/** One item on one side, and those it goes against: of one customer, in one currency. */
function pairOf(rows: readonly OpenItem[]): Pair | null {
  const alike = (of: (row: OpenItem) => unknown) => new Set(rows.map(of)).size === 1
  if (!alike((row) => row.partyId) || !alike((row) => row.currency)) return null
  const idsOf = (isCredit: boolean) => [
    ...new Set(rows.filter((row) => row.open?.startsWith('-') === isCredit).flatMap((row) => row.itemId ?? [])),
  ]
  const [credits, debits] = [idsOf(true), idsOf(false)]
  if (alike((row) => row.account)) {
    if (credits.length === 1 && debits.length > 0) return { onOneAccount: true, one: credits[0]!, others: debits }
    if (debits.length === 1 && credits.length > 0) return { onOneAccount: true, one: debits[0]!, others: credits }
    return null
  }
  if (credits.length !== 1 || debits.length !== 1) return null
  return { onOneAccount: false, debit: debits[0]!, credit: credits[0]! }
}

/** The address as the server is asked. */
function questionOf(search: Search, today: string): Input<'reports.open-items'> {
  const asOf = search.asOf || today
  const days = (text: string | undefined) => (text ? Number(text) : null)
  const [from, to] = [days(search.fromDays), days(search.toDays)]
  const dueFrom = search.dueFrom || (to === null ? '' : addDays(asOf, -to))
  const dueTo = search.dueTo || (from === null ? '' : addDays(asOf, -from))
  const question: Record<string, string | boolean> = {
    asOf,
    knownAt: search.knownAt ?? '',
    businessArea: search.area ?? '',
    invoiceGroup: search.group ?? '',
    customerKind: search.kind ?? '',
    party: search.party ?? '',
    partyId: search.partyId ?? '',
    partyKind: search.partyKind ?? '',
    country: search.country ?? '',
    currency: search.currency ?? '',
    account: search.account ?? '',
    control: search.control || 'receivable',
    excludeInternal: search.internal === 'without',
    unplaced: search.unplaced ?? '',
    kind: search.item ?? '',
    dimension: search.dimension ?? '',
    dimensionValue: search.dimensionValue ?? '',
    dueFrom,
    dueTo,
    text: search.q ?? '',
    order: search.sort ?? 'due',
  }
  return Object.fromEntries(
    Object.entries(question).filter(([, value]) => value !== '' && value !== false),
  ) as Input<'reports.open-items'>
}

const fileQuestion = (asked: Input<'reports.open-items'>): Record<string, unknown> => ({ ...asked })

/** Filters that come by the address from another screen: each is shown, and can be taken away. */
function otherFilters(
  search: Search,
  t: ReturnType<typeof useText>,
  formats: ReturnType<typeof useFormats>,
): { label: string; value: string; names: (keyof Search)[] }[] {
  const found: { label: string; value: string; names: (keyof Search)[] }[] = []
  const add = (name: keyof Search, label: string, value: string, ...more: (keyof Search)[]) =>
    search[name] && found.push({ label, value, names: [name, ...more] })
  add('partyId', t(common.customer), t(texts.chosenOne))
  add(
    'partyKind',
    t(texts.partyKind),
    t(codes.partyKind[search.partyKind as keyof typeof codes.partyKind] ?? texts.none),
  )
  add('country', t(texts.country), search.country ?? '')
  add('currency', t(texts.currency), search.currency ?? '')
  add('account', t(common.account), search.account ?? '')
  add('internal', t(texts.internal), t(texts.withoutInternal))
  add('unplaced', t(texts.unplaced), t(search.unplaced === 'only' ? texts.onlyThose : texts.withoutThose))
  add('dimension', search.dimension ?? '', search.dimensionValue ?? '', 'dimensionValue')
  if (search.dueFrom || search.dueTo)
    found.push({
      label: t(common.due),
      value: `${search.dueFrom ? formats.day(search.dueFrom) : ''}–${search.dueTo ? formats.day(search.dueTo) : ''}`,
      names: ['dueFrom', 'dueTo'],
    })
  return found
}

const two = (value: number): string => String(value).padStart(2, '0')
const localDay = (instant: string): string => {
  const at = new Date(instant)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

const trailTitle = (rows: readonly OpenItem[], id: string, amount: (value: string | null) => string): string => {
  const row = rows.find((one) => one.itemId === id)
  return row ? amount(row.open) : ''
}
