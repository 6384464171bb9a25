import { getRouteApi } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/set-up/$table')
type Period = Output<'ledger.list-periods'>['rows'][number]

/** The days that books are kept for: which are open, closed, locked, and what each means. */
export function PeriodsScreen({ title }: { title: string }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const sheet = useSheet()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const read = useRead('ledger.list-periods', {})
  const openYear = useAct('company.open-year')
  const all = read.data?.rows ?? []
  const years = [...new Set(all.map((period) => period.startsOn.slice(0, 4)))].sort().reverse()
  const shown = search.year ?? company.today.slice(0, 4)
  const rows = all.filter((period) => shown === 'all' || period.startsOn.startsWith(shown)).reverse()
  const chosen =
    rows.find((period) => period.startsOn === search.at) ?? rows.find((p) => p.startsOn <= company.today) ?? null
  const nextYear = Number(years[0] ?? company.today.slice(0, 4)) + (years.length > 0 ? 1 : 0)
  const mayOpen = can('company.open-year')
  const open = () =>
    void openYear
      .run({ year: nextYear, ledgers: ['general'] } as never)
      .then(({ opened }) => {
        tell(t(texts.yearOpened, { n: opened, year: String(nextYear) }))
        go({ year: String(nextYear), at: '' })
      })
      .catch(() => {})
  const excel = () =>
    void sheet.write(
      title,
      [
        { title: t(common.from), kind: 'day', value: (period: Period) => period.startsOn },
        { title: t(common.to), kind: 'day', value: (period: Period) => period.endsOn },
        {
          title: t(common.state),
          value: (period: Period) => t(period.closedAt ? texts.periodClosed : texts.periodOpen),
        },
        { title: t(texts.closedBy), value: (period: Period) => period.closedBy },
        { title: t(texts.receivables), value: (period: Period) => (period.receivableLocked ? t(texts.locked) : '') },
        { title: t(texts.payables), value: (period: Period) => (period.payableLocked ? t(texts.locked) : '') },
      ],
      rows,
    )
  useKeys([
    { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen
      title={title}
      parent={{ label: t(texts.setUp), link: { to: '/companies/$company/set-up', params: { company: company.code } } }}
      showsKeys
      acts={
        mayOpen && (
          <Button working={openYear.isRunning} onPress={open}>
            {t(texts.openYear, { year: String(nextYear) })}
          </Button>
        )
      }
    >
      <div className="columns">
        <div className="main">
          <div className="sub-bar no-print">
            <ChoicePill
              label={t(texts.year)}
              value={shown === 'all' ? '' : shown}
              options={years.map((year) => ({ value: year, label: year }))}
              onChange={(year) => go({ year: year || 'all', at: '' })}
            />
            {read.data?.firstOpenDay && (
              <span className="quiet">
                {t(texts.firstOpen)}: {formats.day(read.data.firstOpenDay)}
              </span>
            )}
          </div>
          <Told error={openYear.error ?? sheet.error ?? read.error} onAgain={() => void read.refetch()} />
          <Table
            label={title}
            rows={rows}
            read={read}
            keyOf={(period) => period.startsOn}
            selected={chosen?.startsOn ?? null}
            onSelect={(period) => period.startsOn !== search.at && go({ at: period.startsOn })}
            columns={[
              {
                key: 'month',
                head: t(common.period),
                phone: 'main',
                cell: (period) => <span className="strong">{nameOf(period, formats)}</span>,
              },
              {
                key: 'state',
                head: t(common.state),
                phone: 'amount',
                cell: (period) =>
                  period.closedAt ? (
                    <Chip icon={<Lock size={12} aria-hidden />}>{t(texts.periodClosed)}</Chip>
                  ) : (
                    <Chip tone="good">{t(texts.periodOpen)}</Chip>
                  ),
              },
              {
                key: 'receivable',
                head: t(texts.receivables),
                phone: 'hide',
                cell: (period) => lockText(period.receivableLocked, t(texts.locked)),
              },
              {
                key: 'payable',
                head: t(texts.payables),
                cell: (period) => lockText(period.payableLocked, t(texts.locked)),
              },
              {
                key: 'by',
                head: t(texts.closedBy),
                phone: 'below',
                cell: (period) =>
                  period.closedAt && (
                    <span className="quiet">
                      {period.closedBy} {formats.instant(period.closedAt)}
                    </span>
                  ),
              },
            ]}
          />
        </div>
        {chosen && (
          <PeriodPane
            key={`${chosen.startsOn} ${chosen.closedAt}`}
            period={chosen}
            openBefore={all.filter((period) => !period.closedAt && period.endsOn < chosen.startsOn)}
          />
        )}
      </div>
    </Screen>
  )
}

const lockText = (isLocked: boolean, text: string) => (isLocked ? <Chip tone="warn">{text}</Chip> : null)

function nameOf(period: Period, formats: ReturnType<typeof useFormats>): string {
  const month = formats.month(period.startsOn)
  const isMonth = period.startsOn.endsWith('-01') && period.startsOn.slice(0, 7) === period.endsOn.slice(0, 7)
  return isMonth ? month : `${formats.day(period.startsOn)} – ${formats.day(period.endsOn)}`
}

function PeriodPane({ period, openBefore }: { period: Period; openBefore: Period[] }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { can } = useSession()
  const close = useAct('ledger.close-period')
  const reopen = useAct('ledger.reopen-period')
  const lock = useAct('ledger.lock-ledger')
  const [reason, setReason] = useState('')
  const [isForced, setForced] = useState(false)
  const month = nameOf(period, formats)
  const on = period.startsOn
  const hasUnposted = close.error?.problems.some((problem) => problem.code === 'period.unposted-payments')
  const wantsReason = reason.trim().length < 3
  const ledgers = [
    { key: 'receivable' as const, name: t(texts.receivables), isLocked: period.receivableLocked },
    { key: 'payable' as const, name: t(texts.payables), isLocked: period.payableLocked },
  ]
  const canClose = can('ledger.close-period') && !period.closedAt
  const closeNow = () =>
    void close
      .run({ on, earlier: openBefore.length > 0, force: isForced })
      .then(({ closed }) => tell(t(closed > 1 ? texts.periodsDone : texts.periodDone, { n: closed, month })))
      .catch(() => {})
  const closeLabel = t(openBefore.length > 0 ? texts.closePeriodsTo : texts.closePeriod, {
    n: openBefore.length + 1,
    month,
  })
  useKeys([canClose && { key: 'Ctrl+Enter', label: closeLabel, run: closeNow, inFields: true }])
  const needsReason = Boolean(period.closedAt) || ledgers.some((ledger) => ledger.isLocked)
  return (
    <aside className="side no-print" aria-label={month}>
      <section className="section">
        <header>
          <h2>{month}</h2>
          {period.closingNo > 0 && <span className="quiet small">{t(texts.closing, { n: period.closingNo })}</span>}
        </header>
        <p className="quiet">{t(period.closedAt ? texts.reopenMeans : texts.closeMeans)}</p>
        {!period.closedAt && openBefore[0] && (
          <p className="quiet">
            {t(texts.closeEarlier, { n: openBefore.length, month: nameOf(openBefore[0], formats) })}
          </p>
        )}
        <Told error={close.error ?? reopen.error} />
        {hasUnposted && <CheckField label={t(texts.closeForce)} checked={isForced} onChange={setForced} />}
        {needsReason && (
          <TextField label={t(texts.reason)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
        )}
        <span>
          {period.closedAt ? (
            can('ledger.reopen-period') ? (
              <Button
                working={reopen.isRunning}
                notNow={wantsReason && t(texts.reasonNeeded)}
                onPress={() =>
                  void reopen
                    .run({ on, reason })
                    .then(() => tell(t(texts.periodReopened, { month })))
                    .catch(() => {})
                }
              >
                {t(texts.reopenPeriod, { month })}
              </Button>
            ) : (
              <Banner>{t(common.mayNot)}</Banner>
            )
          ) : canClose ? (
            <Button kind="primary" keyCap="Ctrl+Enter" working={close.isRunning} onPress={closeNow}>
              {closeLabel}
            </Button>
          ) : (
            <Banner>{t(common.mayNot)}</Banner>
          )}
        </span>
      </section>
      {can('ledger.lock-ledger') && (
        <section className="section">
          <p className="quiet">{t(texts.lockMeans)}</p>
          <Told error={lock.error} />
          <span className="pills">
            {ledgers.map((ledger) => (
              <Button
                key={ledger.key}
                working={lock.isRunning}
                notNow={ledger.isLocked && wantsReason && t(texts.reasonNeeded)}
                onPress={() =>
                  void lock
                    .run({ ledger: ledger.key, on, lock: !ledger.isLocked, ...(ledger.isLocked ? { reason } : {}) })
                    .then(({ locked }) =>
                      tell(
                        t(locked ? texts.lockDone : texts.unlockDone, { ledger: ledger.name, month }),
                        locked
                          ? {
                              verb: 'ledger.lock-ledger',
                              input: { ledger: ledger.key, on, lock: false, reason: t(common.undo) },
                            }
                          : { verb: 'ledger.lock-ledger', input: { ledger: ledger.key, on, lock: true } },
                      ),
                    )
                    .catch(() => {})
                }
              >
                {t(ledger.isLocked ? texts.unlockLedger : texts.lockLedger, {
                  ledger: ledger.name.toLocaleLowerCase(),
                })}
              </Button>
            ))}
          </span>
        </section>
      )}
    </aside>
  )
}
