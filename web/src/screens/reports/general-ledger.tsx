import { getRouteApi } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useChoices } from '../../api/use-choices.ts'
import { useReportFile } from '../../api/use-excel.ts'
import { usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { addDays } from '../../lang/read-entry.ts'
import { ListQuestions } from '../../shell/questions.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer } from '../../trail/trail-drawer.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ChoicePill, DayPill, TextPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { FilterBar } from './filter-bar.tsx'
import { PeriodChips, type Span } from './period-chips.tsx'
import { ReportActs } from './report-acts.tsx'
import { texts } from './texts.ts'
import { kindWord } from './voucher-kinds.ts'
import './reports.css'

const route = getRouteApi('/companies/$company/general-ledger')
type Search = ReturnType<typeof route.useSearch>

export default function GeneralLedgerScreen() {
  const search = route.useSearch()
  return search.account ? <Movements account={search.account} /> : <Balances />
}

function useLedger(): {
  search: Search
  span: Span
  change: (part: Partial<Search>, isNew?: boolean) => void
} {
  const { company } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  return {
    search,
    span: {
      from: search.from || `${(search.to || company.today).slice(0, 7)}-01`,
      to: search.to || company.today,
    },
    change: (part, isNew = false) => void navigate({ search: (before) => ({ ...before, ...part }), replace: !isNew }),
  }
}

/** What an opening balance is made of: the year that ends the day before. */
function before({ from }: Span): Span {
  const to = addDays(from, -1)
  return { from: `${to.slice(0, 4)}-01-01`, to }
}

/** What a closing balance is made of: its year until then; undefined where that is shown already. */
const wholeYear = ({ from, to }: Span): Span | undefined =>
  from > `${to.slice(0, 4)}-01-01` ? { from: `${to.slice(0, 4)}-01-01`, to } : undefined

function Period() {
  const t = useText()
  const { span, change } = useLedger()
  return (
    <>
      <DayPill label={t(common.from)} value={span.from} onChange={(from) => change({ from })} />
      <DayPill label={t(common.to)} value={span.to} onChange={(to) => change({ to })} />
      <PeriodChips span={span} onChange={(chosen) => change({ ...chosen })} />
    </>
  )
}

/** The ledger at a glance: every account with what it began, what moved, what it came to. */
function Balances() {
  const t = useText()
  const formats = useFormats()
  const { search, span, change } = useLedger()
  const navigate = useHere(route.useNavigate())
  const choices = useChoices()
  const { company, can } = useSession()
  const file = useReportFile()
  const sheetColumns = useSheetColumns('general-ledger', {
    account: ['account', 'accountName', 'kind'],
    opening: ['baseCurrency', 'opening'],
    debit: ['debit'],
    credit: ['credit'],
    closing: ['closing'],
  })
  const asked = {
    ...span,
    ...(search.kind ? { kind: search.kind as 'asset' } : {}),
    ...(search.area ? { businessArea: search.area } : {}),
  }
  const pages = usePages('reports.account-balances', asked, 1000)
  const head = useRead('reports.account-balances', { ...asked, limit: 1 })
  const totals = head.data?.totals ?? []
  const several = totals.length > 1
  const open = (account: string, other?: Span) => change({ ...other, account, at: '', trail: '' }, true)
  // What moved stands in the period's vouchers; of one kind of account alone no list of vouchers adds up to it.
  const toVouchers =
    can('reports.vouchers') && !search.kind
      ? () =>
          void navigate({
            to: '/companies/$company/vouchers',
            params: { company: company.code },
            search: { ...span, area: search.area },
          })
      : undefined
  const behind = {
    opening: () => change({ ...before(span), at: '', trail: '' }, true),
    debit: toVouchers,
    credit: toVouchers,
    closing: wholeYear(span) && (() => change({ ...wholeYear(span), at: '', trail: '' }, true)),
  }
  const sum = (of: 'opening' | 'debit' | 'credit' | 'closing') => (
    <span className="stacked">
      {totals.map((total) => (
        <Amount
          key={total.baseCurrency}
          value={total[of]}
          currency={several ? total.baseCurrency : undefined}
          onOpen={behind[of]}
          openLabel={t(common.whereFrom)}
          ownStop
        />
      ))}
    </span>
  )
  const figure = (of: 'opening' | 'debit' | 'credit' | 'closing', title: string) => ({
    key: of,
    head: title,
    align: 'amount' as const,
    ...(of === 'closing' ? { phone: 'amount' as const } : {}),
    foot: sum(of),
    cell: (row: (typeof pages.rows)[number]) => (
      <Amount
        value={row[of]}
        dashForZero={of === 'debit' || of === 'credit'}
        currency={several && of === 'closing' ? row.baseCurrency : undefined}
        onOpen={() => open(row.account, of === 'opening' ? before(span) : undefined)}
      />
    ),
  })
  return (
    <Screen
      title={t(texts.generalLedger)}
      showsKeys
      acts={
        <ReportActs
          onExcel={can('reports.export') && (() => file.write('account-balances', asked, sheetColumns))}
          isWriting={file.isWriting}
          pages={pages}
        />
      }
    >
      <p className="print-only">
        {t(texts.periodIs, { from: formats.dayInText(span.from), to: formats.dayInText(span.to) })}
      </p>
      <FilterBar>
        <Period />
        <ChoicePill
          label={t(texts.kindOfAccount)}
          value={search.kind ?? ''}
          options={Object.entries(codes.accountKind).map(([value, word]) => ({ value, label: t(word) }))}
          onChange={(kind) => change({ kind })}
        />
        {choices.areas.length > 1 && (
          <ChoicePill
            label={t(common.businessArea)}
            value={search.area ?? ''}
            options={choices.areas}
            onChange={(area) => change({ area })}
          />
        )}
        <ListQuestions screen="general-ledger" />
      </FilterBar>
      <Told error={file.error} />
      <Table
        name="general-ledger"
        label={t(texts.generalLedger)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => `${row.account} ${row.baseCurrency}`}
        selected={search.at ?? null}
        onSelect={(row) => change({ at: `${row.account} ${row.baseCurrency}` })}
        onOpen={(row) => open(row.account)}
        columns={[
          {
            key: 'account',
            head: t(common.account),
            phone: 'main',
            wrap: true,
            cell: (row) => (
              <>
                <span className="strong">{row.account}</span> {row.accountName}
              </>
            ),
          },
          {
            key: 'postings',
            head: t(texts.postings),
            align: 'amount',
            narrow: 'hide',
            cell: (row) =>
              row.postings === 0 ? (
                <span className="quieter">–</span>
              ) : (
                <span className="quiet figures">{formats.count(row.postings)}</span>
              ),
          },
          figure('opening', t(texts.opening)),
          figure('debit', t(texts.debit)),
          figure('credit', t(texts.credit)),
          figure('closing', t(texts.closing)),
        ]}
        empty={<Empty title={t(texts.noMovements)}>{t(texts.noVouchersWhy)}</Empty>}
      />
    </Screen>
  )
}

/** One account: opening balance, each posting with the balance after it, closing balance. */
function Movements({ account }: { account: string }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const { search, span, change } = useLedger()
  const navigate = useHere(route.useNavigate())
  const file = useReportFile()
  const sheetColumns = useSheetColumns('account-movements', {
    posted: ['row', 'postedOn', 'documentOn'],
    voucher: ['voucher', 'number', 'reference', 'dueOn', 'text'],
    kind: ['kind'],
    party: ['partyNumber', 'partyName'],
    debit: ['currency', 'amount'],
    credit: ['baseCurrency', 'baseAmount'],
    balance: ['balance', 'baseBalance'],
  })
  const asked = { ...span, account }
  const pages = usePages('reports.general-ledger', asked)
  const balances = useRead('reports.account-balances', { ...span, accountFrom: account, accountTo: account })
  const sums = balances.data?.rows ?? []
  const name = pages.rows[0]?.accountName ?? sums[0]?.accountName ?? ''
  const several = sums.length > 1
  const year = wholeYear(span)
  // What closes an account of open items is what is open then; any other account is the sum of its year.
  const toClosing =
    sums.some(({ control }) => control) && can('reports.open-items')
      ? () =>
          void navigate({
            to: '/companies/$company/open-items',
            params: { company: company.code },
            search: { asOf: span.to === company.today ? '' : span.to, account, control: 'all' },
          })
      : year && (() => change({ ...year, at: '', trail: '' }, true))
  const toVouchers = can('reports.vouchers')
    ? () =>
        void navigate({
          to: '/companies/$company/vouchers',
          params: { company: company.code },
          search: { ...span, account },
        })
    : undefined
  const stacked = (of: 'debit' | 'credit' | 'closing') => (
    <span className="stacked">
      {sums.map((sum) => (
        <Amount
          key={sum.baseCurrency}
          value={sum[of]}
          currency={several ? sum.baseCurrency : undefined}
          onOpen={of === 'closing' ? toClosing : toVouchers}
          openLabel={t(common.whereFrom)}
          ownStop
        />
      ))}
    </span>
  )
  const keyOf = (row: (typeof pages.rows)[number]) =>
    `${row.row} ${row.voucherId ?? ''} ${row.itemId ?? ''} ${row.baseCurrency} ${row.baseBalance ?? ''} ${row.baseAmount ?? ''}`
  const openRow = (row: (typeof pages.rows)[number]) =>
    row.voucherId &&
    void navigate({
      to: '/companies/$company/vouchers/$voucher',
      params: { company: company.code, voucher: row.voucherId },
    })
  const isCredit = (row: (typeof pages.rows)[number]) => row.baseAmount?.startsWith('-') ?? false
  const explain = (row: (typeof pages.rows)[number]) =>
    row.voucherId && change({ at: keyOf(row), trail: row.itemId ? `item.${row.itemId}` : `voucher.${row.voucherId}` })
  const [trailKind, trailId] = (search.trail ?? '').split('.')
  return (
    <Screen
      title={`${account} ${name}`}
      parent={{
        label: t(texts.generalLedger),
        link: {
          to: '/companies/$company/general-ledger',
          params: { company: company.code },
          search: { from: search.from ?? '', to: search.to ?? '', kind: search.kind ?? '', area: search.area ?? '' },
        },
      }}
      showsKeys
      acts={
        <ReportActs
          onExcel={() => file.write('general-ledger', asked, sheetColumns)}
          isWriting={file.isWriting}
          pages={pages}
        />
      }
    >
      <p className="print-only">
        {t(texts.periodIs, { from: formats.dayInText(span.from), to: formats.dayInText(span.to) })}
      </p>
      <FilterBar>
        <TextPill
          label={t(common.account)}
          value={account}
          onChange={(wanted) => change({ account: wanted, trail: '' })}
        />
        <Period />
        <ListQuestions screen="general-ledger" />
      </FilterBar>
      <Told error={file.error} />
      <div className="columns">
        <div className="main">
          <Table
            name="account-movements"
            label={`${account} ${name}`}
            rows={pages.rows}
            pages={pages}
            keyOf={keyOf}
            selected={search.at ?? null}
            onSelect={(row) => change({ at: keyOf(row) })}
            onOpen={openRow}
            onExplain={explain}
            footLabel={t(texts.closing)}
            columns={[
              {
                key: 'posted',
                head: t(texts.postedOn),
                phone: 'below',
                cell: (row) =>
                  row.row === 'opening' ? (
                    <span className="strong">{t(texts.opening)}</span>
                  ) : row.row === 'closing' ? (
                    <span className="strong">{t(texts.closing)}</span>
                  ) : (
                    formats.day(row.postedOn)
                  ),
              },
              {
                key: 'voucher',
                head: t(common.voucher),
                phone: 'main',
                cell: (row) => <span className="strong nowrap">{row.voucher}</span>,
              },
              {
                key: 'kind',
                head: t(texts.kind),
                cell: (row) => <span className="quiet">{kindWord(t, row.kind)}</span>,
              },
              {
                key: 'party',
                head: t(common.customer),
                phone: 'below',
                cell: (row) => row.partyName ?? <span className="quiet">{row.text}</span>,
              },
              {
                key: 'debit',
                head: t(texts.debit),
                align: 'amount',
                foot: stacked('debit'),
                cell: (row) =>
                  row.baseAmount === null || isCredit(row) ? null : (
                    <Amount value={row.baseAmount} onOpen={() => explain(row)} openLabel={t(common.whereFrom)} />
                  ),
              },
              {
                key: 'credit',
                head: t(texts.credit),
                align: 'amount',
                foot: stacked('credit'),
                cell: (row) =>
                  isCredit(row) ? (
                    <Amount
                      value={row.baseAmount?.replace('-', '')}
                      onOpen={() => explain(row)}
                      openLabel={t(common.whereFrom)}
                    />
                  ) : null,
              },
              {
                key: 'balance',
                head: t(texts.balance),
                align: 'amount',
                phone: 'amount',
                foot: stacked('closing'),
                cell: (row) => (
                  <Amount
                    value={row.baseBalance}
                    currency={several ? (row.baseCurrency ?? undefined) : undefined}
                    onOpen={
                      row.row === 'opening' ? () => change({ ...before(span), at: '', trail: '' }, true) : undefined
                    }
                    openLabel={t(common.whereFrom)}
                  />
                ),
              },
            ]}
            empty={<Empty title={t(texts.noMovements)} />}
          />
        </div>
        {trailId && (
          <TrailDrawer
            key={search.trail}
            start={{ kind: trailKind === 'item' ? 'item' : 'voucher', id: trailId }}
            title={pages.rows.find((row) => row.itemId === trailId || row.voucherId === trailId)?.voucher ?? ''}
            onClose={() => change({ trail: '' })}
          />
        )}
      </div>
    </Screen>
  )
}
