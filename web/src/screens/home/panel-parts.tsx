import { Link, useNavigate } from '@tanstack/react-router'
import { Check, Lock, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Output } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import type { Formats } from '../../lang/formats.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { addDays } from '../../lang/read-entry.ts'
import { wholeParts } from '../../lang/whole-parts.ts'
import { useHere } from '../../shell/use-here.ts'
import { Bars, Columns, moveAlong, Trend } from '../../ui/chart.tsx'
import { texts } from './texts.ts'
import { daysBetween } from './work-lines.ts'

type Figures = Output<'workspace.read-figures'>
/** What is asked of the server and where its rows are: the page's filter, or the panel's own. */
export interface Narrowed {
  area: string
  group: string
  party: string
  asOf: string
}

interface Shown {
  figures: Figures | undefined
  /** Told once above the panels. */
  error: ApiRefused | null
  /** Of the question before, until the answer to this one is here. */
  isOld: boolean
  narrowed: Narrowed
  /** What this panel alone is narrowed by, in words. */
  own: string
  asTable: boolean
  title: string
}

function PanelFrame({ shown, beside, children }: { shown: Shown; beside?: ReactNode; children: ReactNode }) {
  return (
    <>
      <header className="panel-head">
        <h2>
          {shown.title}
          {shown.own && <span className="panel-own">{shown.own}</span>}
        </h2>
        {beside}
      </header>
      {shown.figures === undefined ? (
        shown.error ? (
          <p className="quieter">–</p>
        ) : (
          <p className="panel-waiting" aria-hidden>
            <span className="waiting" />
            <span className="waiting" />
          </p>
        )
      ) : (
        <div className="panel-body" aria-busy={shown.isOld || undefined}>
          {children}
        </div>
      )}
    </>
  )
}

/** Where the rows behind a figure are. */
function useOpen({ area, group, party, asOf }: Narrowed) {
  const navigate = useHere(useNavigate())
  const { company } = useSession()
  const filter = {
    ...(asOf ? { asOf } : {}),
    ...(area ? { area } : {}),
    ...(group ? { group } : {}),
    ...(party ? { party } : {}),
  }
  return {
    items: ({
      unplaced,
      ...days
    }: {
      fromDays?: number | null | undefined
      toDays?: number | null | undefined
      unplaced?: 'only' | 'without' | undefined
    }) =>
      void navigate({
        to: '/companies/$company/open-items',
        params: { company: company.code },
        search: {
          ...filter,
          ...(days.fromDays === null || days.fromDays === undefined ? {} : { fromDays: String(days.fromDays) }),
          ...(days.toDays === null || days.toDays === undefined ? {} : { toDays: String(days.toDays) }),
          ...(unplaced ? { unplaced } : {}),
        },
      }),
    ageing: (search: { rows?: string[]; asOf?: string } = {}) =>
      void navigate({
        to: '/companies/$company/ageing',
        params: { company: company.code },
        search: { ...filter, ...search },
      }),
    address: (path: string) => void navigate({ href: `/companies/${company.code}/${path}` }),
  }
}

export function Receivables(shown: Shown) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const open = useOpen(shown.narrowed)
  const part = shown.figures?.receivables
  const agrees = part?.difference !== null && part?.difference !== undefined && isZero(part.difference)
  const unplaced = part && !isZero(part.onAccount) ? 'without' : undefined
  // What is shown adds up to the figure above it.
  const whole = wholeParts(part ? [...part.buckets.map(({ amount }) => amount), part.onAccount] : [])
  const label = (bucket: NonNullable<typeof part>['buckets'][number]): string =>
    bucket.fromDays === null
      ? t(texts.notDue)
      : bucket.toDays === null
        ? t(texts.daysOver, { from: String(bucket.fromDays - 1) })
        : t(texts.daysSpan, { from: String(bucket.fromDays), to: String(bucket.toDays) })
  return (
    <PanelFrame shown={shown}>
      {part && (
        <>
          <p className="panel-figure">
            <button type="button" className="key-figure figures" onClick={() => open.ageing()}>
              {formats.whole(part.open)}
              <span className="figure-currency"> {shown.figures?.currency}</span>
            </button>
            {part.difference !== null && (
              <Link
                to="/companies/$company/reconciliation"
                params={{ company: company.code }}
                search={shown.narrowed.asOf ? { asOf: shown.narrowed.asOf } : {}}
                className={`agreement ${agrees ? 'good' : 'bad'}`}
                title={agrees ? t(texts.agreesWith) : undefined}
              >
                {agrees ? <Check size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
                {agrees ? t(texts.agrees) : t(texts.differs, { amount: formats.amount(part.difference) })}
              </Link>
            )}
          </p>
          <Bars
            label={t(texts.receivables)}
            parts={[
              ...part.buckets.map((bucket, index) => ({
                key: bucket.key,
                label: label(bucket),
                size: Math.max(Number(bucket.amount), 0),
                value: formats.whole(whole[index]!),
                ...(bucket.share === null ? {} : { share: formats.share(Number(bucket.share)) }),
                tone: `age-${Math.min(index, 5)}` as 'age-0',
                onOpen: () => open.items({ fromDays: bucket.fromDays, toDays: bucket.toDays, unplaced }),
              })),
              ...(unplaced === undefined
                ? []
                : [
                    {
                      key: 'on-account',
                      label: t(common.onAccount),
                      size: 0,
                      value: formats.whole(whole.at(-1)!),
                      onOpen: () => open.items({ unplaced: 'only' }),
                    },
                  ]),
            ]}
          />
        </>
      )}
    </PanelFrame>
  )
}

export function Cash(shown: Shown) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const open = useOpen(shown.narrowed)
  const accounts = useRead('bank.list-accounts', can('bank.list-accounts') ? {} : null, { staleMillis: 300_000 })
  const part = shown.figures?.cash
  const asOf = shown.figures?.asOf ?? company.today
  const currency = shown.figures?.currency ?? company.currency
  const weeks = part?.weeks ?? []
  const most = Math.max(0, ...weeks.flatMap(({ paid, due, expected }) => [paid, due, expected].map(Number)))
  const unit = unitOf(most, currency)
  const highest = Math.max(...weeks.map(({ paid }) => Number(paid)))
  const highestDue = Math.max(...weeks.map(({ due }) => Number(due)))
  const isApplied = part?.basis === 'applied'
  // The money of a week lies on the bank's account; where several banks have theirs, in the vouchers of the week.
  const ledgerAccounts = [
    ...new Set((accounts.data?.rows ?? []).filter((row) => row.currency === currency).map((row) => row.account)),
  ]
  const openWeek = (week: (typeof weeks)[number]) => {
    const past = `from=${week.from}&to=${week.to > asOf ? asOf : week.to}`
    if (week.from > asOf || isApplied)
      open.items({ fromDays: daysBetween(week.to, asOf), toDays: daysBetween(week.from, asOf) })
    else if (ledgerAccounts.length === 1 && can('reports.general-ledger'))
      open.address(`general-ledger?account=${ledgerAccounts[0]}&${past}`)
    else open.address(`vouchers?${past}`)
  }
  return (
    <PanelFrame
      shown={shown}
      beside={part && most > 0 && <span className="quiet">{t(unit.label, { currency: unit.currency })}</span>}
    >
      {part && (
        <>
          <p className="legend" aria-hidden>
            <span className="came">{t(isApplied ? texts.applied : texts.paid)}</span>
            <span className="due">{t(texts.fallsDue)}</span>
            {weeks.some(({ expected }) => expected !== null) && <span className="expected">{t(texts.expected)}</span>}
          </p>
          <Columns
            label={t(texts.cash)}
            asTable={shown.asTable}
            heads={[
              t(texts.weekHead),
              t(isApplied ? texts.applied : texts.paid),
              t(texts.fallsDue),
              t(texts.expectedHead),
            ]}
            columns={weeks.map((week) => {
              const number = weekNumber(week.from)
              const isNow = week.from <= asOf && asOf <= week.to
              const paid = Number(week.paid ?? 0)
              const amounts = { paid: formats.amount(week.paid ?? '0'), due: formats.amount(week.due) }
              const top = Math.max(paid, Number(week.expected ?? 0), Number(week.due))
              return {
                key: week.from,
                label: isNow ? t(texts.week, { n: String(number) }) : String(number),
                size: paid,
                expected: Math.max(Number(week.expected ?? 0) - paid, 0),
                mark: Number(week.due),
                value: shown.asTable
                  ? week.paid === null
                    ? '–'
                    : amounts.paid
                  : t(texts.weekLong, { week: String(number), ...amounts }),
                markValue: amounts.due,
                expectedValue:
                  week.expected === null
                    ? '–'
                    : week.expectedLow !== null && week.expectedHigh !== null
                      ? `${formats.amount(week.expected)} (${formats.whole(week.expectedLow)}–${formats.whole(week.expectedHigh)})`
                      : formats.amount(week.expected),
                isNow,
                top:
                  top > 0 && (paid === highest || Number(week.due) === highestDue)
                    ? inUnit(top, unit.size, formats)
                    : undefined,
                onOpen: () => openWeek(week),
              }
            })}
            note={isApplied && <p className="small quiet">{t(texts.appliedNote)}</p>}
          />
        </>
      )}
    </PanelFrame>
  )
}

export function Machine(shown: Shown) {
  const t = useText()
  const formats = useFormats()
  const { company, seesAllAreas } = useSession()
  const part = shown.figures?.machine
  const weeks = (part?.weeks ?? []).filter(({ payments }) => payments > 0)
  const last = weeks.at(-1)
  return (
    <PanelFrame shown={shown}>
      {!part && <p className="quiet">{t(seesAllAreas ? texts.machineAll : texts.machineWhole)}</p>}
      {part && !last && <p className="quiet">{t(texts.noPayments)}</p>}
      {last && (
        <>
          <p className="panel-figure">
            <Link to="/companies/$company/bank/files" params={{ company: company.code }} className="key-figure figures">
              {formats.share(Number(last.share))}
            </Link>
            {!shown.asTable && <Trend values={weeks.map(({ share }) => Number(share))} label={t(texts.trend)} />}
          </p>
          <p className="quiet">{t(texts.machineOf, { matched: last.matched, all: last.payments })}</p>
          {shown.asTable && (
            <Twin
              label={shown.title}
              heads={[t(texts.weekHead), shown.title]}
              rows={weeks.map((week) => [
                String(weekNumber(week.from)),
                `${formats.share(Number(week.share))} (${formats.count(week.matched)}/${formats.count(week.payments)})`,
              ])}
            />
          )}
        </>
      )}
    </PanelFrame>
  )
}

export function Dso(shown: Shown) {
  const t = useText()
  const formats = useFormats()
  const open = useOpen(shown.narrowed)
  const part = shown.figures?.dso
  const months = (part?.months ?? []).filter(({ days }) => days !== null)
  const before = months.at(-1)
  return (
    <PanelFrame shown={shown}>
      {part && part.days === null && <p className="quiet">{t(texts.dsoNone, { month: formats.month(part.asOf) })}</p>}
      {part && part.days !== null && (
        <>
          <p className="panel-figure">
            <button type="button" className="key-figure figures" onClick={() => open.ageing({ asOf: part.asOf })}>
              {formats.amount(part.days, 1)}
            </button>
            {!shown.asTable && (
              <Trend values={[...months.map(({ days }) => Number(days)), Number(part.days)]} label={t(texts.trend)} />
            )}
          </p>
          <p className="quiet">{t(texts.dsoAt, { month: formats.month(part.asOf) })}</p>
          {before && (
            <p className="quiet">
              {t(texts.dsoWas, { days: formats.amount(before.days, 1), month: formats.month(before.asOf) })}
            </p>
          )}
          {shown.asTable && (
            <Twin
              label={shown.title}
              heads={[t(common.period), shown.title]}
              rows={[...months, part].map(({ asOf, days }) => [formats.month(asOf), formats.amount(days, 1)])}
            />
          )}
        </>
      )}
    </PanelFrame>
  )
}

export function Debtors(shown: Shown) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const open = useOpen(shown.narrowed)
  const debtors = shown.figures?.debtors
  return (
    <PanelFrame
      shown={shown}
      beside={
        debtors &&
        debtors.length > 0 && (
          <button type="button" className="button link" onClick={() => open.items({ fromDays: 1 })}>
            {t(texts.showAll)}
          </button>
        )
      }
    >
      {debtors && debtors.length === 0 && <p className="quiet">{t(texts.noDebtors)}</p>}
      {debtors && debtors.length > 0 && (
        <ul className="debtors" aria-label={shown.title} onKeyDown={moveAlong}>
          {debtors.map((debtor, index) => (
            <li key={debtor.partyId}>
              <Link
                to="/companies/$company/customers/$number"
                params={{ company: company.code, number: debtor.number ?? debtor.partyId }}
                data-part
                tabIndex={index === 0 ? 0 : -1}
                title={formats.day(debtor.oldestDueOn)}
              >
                {debtor.isProtected && <Lock size={14} aria-hidden />}
                <span className="debtor-name">
                  {debtor.name ?? debtor.number}
                  {debtors.some((other) => other !== debtor && other.name === debtor.name) && (
                    <span className="quieter figures"> {debtor.number}</span>
                  )}
                </span>
                <span className="figures nowrap">
                  <span className="strong">{formats.whole(debtor.overdue)}</span>
                  <span className="phone-only quieter"> {shown.figures?.currency}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </PanelFrame>
  )
}

function Twin({
  label,
  heads,
  rows,
}: {
  label: string
  heads: readonly [string, string]
  rows: readonly (readonly [string, string])[]
}) {
  return (
    <table className="table inset chart-table">
      <caption className="unseen">{label}</caption>
      <thead>
        <tr>
          <th scope="col">{heads[0]}</th>
          <th scope="col" className="amount">
            {heads[1]}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <td>{name}</td>
            <td className="amount">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function unitOf(most: number, currency: string) {
  if (most >= 1_000_000) return { size: 1_000_000, label: texts.unitMillion, currency }
  if (most >= 10_000) return { size: 1000, label: texts.unitThousand, currency }
  return { size: 1, label: texts.unitPlain, currency }
}

/** For a figure above a column only: one decimal of the unit. */
const inUnit = (value: number, size: number, formats: Formats): string =>
  formats.amount(String(Math.round((value / size) * 10) / 10), size === 1_000_000 ? 1 : 0)

/** ISO 8601: the week that holds the year's first Thursday is the first. */
export function weekNumber(monday: string): number {
  const thursday = addDays(monday, 3)
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1
}
