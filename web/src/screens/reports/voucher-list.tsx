import { getRouteApi } from '@tanstack/react-router'
import { Upload } from 'lucide-react'
import { useRef } from 'react'
import type { Input, RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useChoices } from '../../api/use-choices.ts'
import { useReportFile } from '../../api/use-excel.ts'
import { usePages, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { ListQuestions } from '../../shell/questions.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer } from '../../trail/trail-drawer.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { NothingFits } from '../../ui/nothing-fits.tsx'
import { AmountPill, ChoicePill, DayPill, TextPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { useSheetColumns } from '../../ui/use-columns.ts'
import { ExportDrawer } from './export-drawer.tsx'
import { FilterBar } from './filter-bar.tsx'
import { PeriodChips } from './period-chips.tsx'
import { ReportActs } from './report-acts.tsx'
import { texts } from './texts.ts'
import { kindWord, voucherKinds } from './voucher-kinds.ts'
import './reports.css'

const route = getRouteApi('/companies/$company/vouchers')
type Search = ReturnType<typeof route.useSearch>
type Voucher = RowOf<'reports.vouchers'>

export default function VoucherListScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const choices = useChoices()
  const file = useReportFile()
  const sheetColumns = useSheetColumns('vouchers', {
    voucher: ['voucher', 'row'],
    posted: ['postedOn', 'documentOn'],
    kind: ['kind'],
    text: ['text'],
    accounts: ['account', 'accountName', 'partyNumber', 'partyName', 'vatCode', 'dimensions'],
    debit: ['currency', 'amount', 'baseCurrency', 'baseAmount'],
  })
  const finder = useRef<HTMLInputElement>(null)
  const change = (part: Partial<Search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const order = search.order ?? 'newest'
  const asked = questionOf(search)
  const pages = usePages('reports.vouchers', { ...asked, order, withTotals: false })
  const head = useRead('reports.vouchers', { ...asked, limit: 1 })
  const totals = head.data?.totals ?? []
  const mayExport = can('exchange.list-exports')
  const open = (row: Voucher) =>
    void navigate({
      to: '/companies/$company/vouchers/$voucher',
      params: { company: company.code, voucher: row.voucherId! },
    })
  const showExport = () => change({ shown: search.shown === 'export' ? '' : 'export', trail: '' })
  useKeys([{ key: '/', label: t(common.search), run: () => finder.current?.focus(), unlisted: true }])
  const hasFilter = Object.keys(asked).length > 0
  // The same sum account by account, where the general ledger can be asked the same.
  const { from, to, businessArea, ...others } = asked
  const toLedger =
    can('reports.account-balances') && from && Object.keys(others).length === 0
      ? () =>
          void navigate({
            to: '/companies/$company/general-ledger',
            params: { company: company.code },
            search: { from, to: to ?? '', area: businessArea ?? '' },
          })
      : undefined
  return (
    <Screen
      title={t(texts.vouchers)}
      showsKeys
      acts={
        <>
          {mayExport && (
            <Button icon={<Upload size={15} aria-hidden />} pressed={search.shown === 'export'} onPress={showExport}>
              {t(texts.export)}
            </Button>
          )}
          <ReportActs
            pages={pages}
            onExcel={() => file.write('vouchers', { ...asked, order }, sheetColumns)}
            isWriting={file.isWriting}
          />
        </>
      }
    >
      <FilterBar>
        <FindPill
          label={t(texts.text)}
          inputRef={finder}
          value={search.q ?? ''}
          onChange={(q) => change({ q: q.trim().length === 1 ? '' : q.trim() })}
        />
        <AmountPill
          label={t(common.amount)}
          value={search.amount ?? ''}
          onChange={(amount) => change({ amount: amount.replace('-', '') })}
        />
        <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => change({ from })} />
        <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => change({ to })} />
        <PeriodChips span={{ from: search.from ?? '', to: search.to ?? '' }} onChange={(span) => change({ ...span })} />
        <ChoicePill
          label={t(texts.kind)}
          value={search.kind ?? ''}
          options={Object.keys(voucherKinds).map((value) => ({ value, label: kindWord(t, value) }))}
          onChange={(kind) => change({ kind })}
        />
        <TextPill label={t(common.account)} value={search.account ?? ''} onChange={(account) => change({ account })} />
        <TextPill label={t(texts.customerNumber)} value={search.party ?? ''} onChange={(party) => change({ party })} />
        <TextPill
          label={t(texts.series)}
          value={[search.series, search.number].filter(Boolean).join(' ')}
          onChange={(entry) => {
            const read = /^\s*([^\d\s]*)\s*(\d*)\s*$/.exec(entry)
            if (read) change({ series: read[1]!.toUpperCase(), number: read[2]! })
          }}
        />
        {choices.areas.length > 1 && (
          <ChoicePill
            label={t(common.businessArea)}
            value={search.area ?? ''}
            options={choices.areas}
            onChange={(area) => change({ area })}
          />
        )}
        {search.run && <TextPill label={t(texts.run)} value={search.run} onChange={(run) => change({ run })} />}
        <ChoicePill
          label={t(texts.order)}
          value={order === 'newest' ? '' : order}
          all={t(texts.newest)}
          options={[{ value: 'oldest', label: t(texts.oldest) }]}
          onChange={(value) => change({ order: value === '' ? 'newest' : (value as 'oldest') })}
        />
        <ListQuestions screen="vouchers" />
      </FilterBar>
      <Told error={file.error ?? head.error} />
      <div className="columns">
        <div className="main">
          <Table
            name="vouchers"
            label={t(texts.vouchers)}
            rows={pages.rows}
            pages={pages}
            keyOf={(row) => row.voucherId!}
            selected={search.at ?? null}
            onSelect={(row) => row.voucherId !== search.at && change({ at: row.voucherId ?? '' })}
            onOpen={open}
            onExplain={(row) => change({ at: row.voucherId ?? '', trail: row.voucherId ?? '', shown: '' })}
            footLabel={
              totals.length > 0
                ? t(texts.voucherCount, { n: totals.reduce((n, total) => n + (total.vouchers ?? 0), 0) })
                : t(common.sum)
            }
            columns={[
              {
                key: 'voucher',
                head: t(common.voucher),
                phone: 'main',
                cell: (row) => <span className="strong nowrap">{row.voucher}</span>,
              },
              { key: 'posted', head: t(texts.postedOn), phone: 'below', cell: (row) => formats.day(row.postedOn) },
              {
                key: 'kind',
                head: t(texts.kind),
                phone: 'below',
                cell: (row) => kindWord(t, row.kind),
              },
              { key: 'text', head: t(texts.text), cell: (row) => row.text },
              {
                key: 'accounts',
                narrow: 'hide',
                head: t(common.account),
                cell: (row) => (
                  <span className="quiet">
                    {[...new Set(row.postings.map((posting) => posting.account))].join(', ')}
                  </span>
                ),
              },
              {
                key: 'state',
                head: t(common.state),
                rare: true,
                cell: (row) =>
                  row.reversesId ? (
                    <Chip>{t(texts.reversal)}</Chip>
                  ) : row.reversedById ? (
                    <Chip tone="outlined">{t(texts.reversed)}</Chip>
                  ) : null,
              },
              {
                key: 'debit',
                head: t(texts.debit),
                align: 'amount',
                phone: 'amount',
                cell: (row) => (
                  <Amount
                    value={row.debit}
                    openLabel={t(common.whereFrom)}
                    onOpen={() => change({ at: row.voucherId ?? '', trail: row.voucherId ?? '', shown: '' })}
                  />
                ),
                foot: (
                  <span className="stacked">
                    {totals.map((total) => (
                      <Amount
                        key={total.baseCurrency}
                        value={total.debit}
                        currency={totals.length > 1 ? (total.baseCurrency ?? undefined) : undefined}
                        onOpen={toLedger}
                        openLabel={t(texts.generalLedger)}
                        ownStop
                      />
                    ))}
                  </span>
                ),
              },
            ]}
            empty={
              hasFilter ? (
                <NothingFits
                  onClear={() => void navigate({ search: search.shown ? { shown: search.shown } : {}, replace: true })}
                />
              ) : (
                <Empty title={t(texts.noVouchers)}>{t(texts.noVouchersWhy)}</Empty>
              )
            }
          />
        </div>
        {search.trail && (
          <TrailDrawer
            key={search.trail}
            start={{ kind: 'voucher', id: search.trail }}
            title={pages.rows.find((row) => row.voucherId === search.trail)?.voucher ?? ''}
            onClose={() => change({ trail: '' })}
          />
        )}
        {search.shown === 'export' && mayExport && (
          <ExportDrawer from={search.from ?? ''} to={search.to ?? ''} onClose={() => change({ shown: '' })} />
        )}
      </div>
    </Screen>
  )
}

function questionOf(search: Search): Input<'reports.vouchers'> {
  const question: Record<string, string> = {
    from: search.from ?? '',
    to: search.to ?? '',
    series: search.series ?? '',
    number: search.number ?? '',
    account: search.account ?? '',
    party: search.party ?? '',
    kind: search.kind ?? '',
    businessArea: search.area ?? '',
    amount: search.amount ?? '',
    text: search.q ?? '',
    runId: search.run ?? '',
  }
  return Object.fromEntries(Object.entries(question).filter(([, value]) => value !== '')) as Input<'reports.vouchers'>
}
