import { getRouteApi, Link } from '@tanstack/react-router'
import { Fragment, type ReactNode, useState } from 'react'
import type { Output, RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { usePages, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { type Say, useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Bars, type Part } from '../../../ui/chart.tsx'
import { chartTexts } from '../../../ui/chart-texts.ts'
import { Empty } from '../../../ui/empty.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { ClaimPills, claimFilterOf } from '../claim-pills.tsx'
import { texts as runTexts } from '../runs/texts.ts'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/claims/year')
type Outcome = Output<'claims.read-year'>['outcomes'][number]

/** By how hard it was to get: the age ramp says the same as elsewhere, later is darker. */
const tones: Record<Outcome['outcome'], NonNullable<Part['tone']>> = {
  'paid-before-due': 'age-0',
  'paid-late': 'age-1',
  'paid-after-reminder': 'age-1',
  'paid-after-collection-notice': 'age-2',
  'paid-after-agency': 'age-3',
  'paid-after-enforcement': 'age-4',
  credited: 'plain',
  lost: 'age-5',
  open: 'age-2',
}
/** A year's claims: after which step they were paid, and what the asking cost against what it brought; or the claims behind one bar. */
export default function YearScreen() {
  const { company, can } = useSession()
  const search = route.useSearch()
  const now = Number(company.today.slice(0, 4))
  const year = Number(search.year) || now
  const filter = { year, ...claimFilterOf(search) }
  const read = useRead('claims.read-year', filter as never)
  const chosen = read.data?.outcomes.find((one) => one.outcome === search.outcome && one.currency === search.currency)
  const charge = read.data?.charges.find((one) => one.component === search.charges && one.currency === search.currency)
  if (charge && can('claims.list-year-charges')) return <ChargeRows of={charge} year={year} filter={filter} />
  return chosen && can('claims.list-year') ? (
    <OutcomeRows of={chosen} year={year} filter={filter} />
  ) : (
    <Picture read={read} year={year} now={now} />
  )
}

function Picture({
  read,
  year,
  now,
}: {
  read: ReturnType<typeof useRead<'claims.read-year'>>
  year: number
  now: number
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [asTable, setTable] = useState(false)
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const outcomes = read.data?.outcomes ?? []
  // The books' own currency first.
  const currencies = [...new Set(outcomes.map(({ currency }) => currency))].sort(
    (a, b) => Number(b === company.currency) - Number(a === company.currency) || (a < b ? -1 : 1),
  )
  const list = useListActs<Outcome>(
    `${t(texts.title)} ${year}`,
    '',
    [
      { title: t(texts.outcome), value: (row) => word('yearOutcome', row.outcome) },
      { title: t(texts.count), kind: 'integer', value: (row) => row.count },
      { title: t(common.amount), kind: 'number', value: (row) => row.amount },
      { title: t(texts.currency), value: (row) => row.currency },
      { title: t(texts.days), value: (row) => row.days },
    ],
    outcomes,
  )
  useKeys([{ key: 'T', label: t(chartTexts.asTable), run: () => setTable(!asTable) }])
  const isNarrowed = Object.keys(claimFilterOf(search)).length > 0
  const toRows = (outcome: Outcome['outcome'], currency: string) => () =>
    void navigate({ search: (before) => ({ ...before, outcome, currency, at: undefined }) })
  const toRemittances = can('collection.list-remittances')
    ? () =>
        void navigate({
          to: '/companies/$company/collection',
          params: { company: company.code },
          search: { view: 'remittances', year: String(year) },
        })
    : undefined
  /** Each figure of a row opens where its name does. */
  const behind = ({ component, currency }: Year['charges'][number]) => ({
    onOpen:
      component === 'collected'
        ? toRemittances
        : can('claims.list-year-charges')
          ? () => void navigate({ search: (before) => ({ ...before, charges: component, currency, at: undefined }) })
          : undefined,
    openLabel: t(common.whereFrom),
    ownStop: true,
  })
  return (
    <Screen title={`${t(texts.title)} ${year}`} showsKeys acts={<Menu entries={list.entries} />}>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.year)}
          isMust
          value={String(year)}
          onChange={(next) => change({ year: next })}
          options={[0, 1, 2, 3, 4].map((back) => ({ value: String(now - back), label: String(now - back) }))}
        />
        <ClaimPills search={search} onChange={change} />
      </div>
      <Told error={read.error ?? list.error} onAgain={() => void read.refetch()} />
      {!read.data ? (
        !read.error && <PageWaiting />
      ) : outcomes.length === 0 ? (
        <Empty title={t(texts.none, { year: String(year) })}>{t(texts.noneWhy)}</Empty>
      ) : (
        <div className="scroll claim-year">
          {currencies.map((currency) => {
            const own = outcomes.filter((one) => one.currency === currency)
            const all = own.reduce((sum, one) => sum + one.count, 0)
            return (
              <section className="section" key={currency} aria-label={`${t(texts.after)} ${currency}`}>
                <header>
                  <h2>
                    {t(texts.after)} <span className="quieter small">{currency}</span>
                  </h2>
                </header>
                <p className="quiet small">{t(texts.afterWhy, { year: String(year) })}</p>
                {asTable ? (
                  <table className="table inset">
                    <thead>
                      <tr>
                        <th scope="col">{t(texts.outcome)}</th>
                        <th scope="col" className="amount">
                          {t(texts.count)}
                        </th>
                        <th scope="col" className="amount">
                          {t(texts.days)}
                        </th>
                        <th scope="col" className="amount">
                          {t(common.amount)}
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {own.map((one) => (
                        <tr key={one.outcome}>
                          <td>
                            <button type="button" className="figure-link" onClick={toRows(one.outcome, one.currency)}>
                              {word('yearOutcome', one.outcome)}
                            </button>
                          </td>
                          <td className="amount">{formats.count(one.count)}</td>
                          <td className="amount">{one.days === null ? '–' : formats.amount(String(one.days), 1)}</td>
                          <td className="amount">
                            <Amount
                              value={one.amount}
                              onOpen={can('claims.list-year') ? toRows(one.outcome, one.currency) : undefined}
                              openLabel={t(common.whereFrom)}
                              ownStop
                            />
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                ) : (
                  <Bars
                    label={t(texts.after)}
                    parts={own.map((one) => ({
                      key: one.outcome,
                      label: `${word('yearOutcome', one.outcome)} ${formats.count(one.count)}`,
                      size: Number(one.amount),
                      value: formats.whole(one.amount),
                      share: [formats.share(one.count / all), one.days !== null && sayDays(one.days, t)]
                        .filter(Boolean)
                        .join(' · '),
                      tone: tones[one.outcome],
                      onOpen: toRows(one.outcome, one.currency),
                    }))}
                  />
                )}
              </section>
            )
          })}
          <section className="section">
            <header>
              <h2>{t(texts.costs)}</h2>
            </header>
            {read.data && read.data.charges.length === 0 && read.data.costs.length === 0 ? (
              <p className="quiet">{t(texts.nothingCharged)}</p>
            ) : (
              <table className="table inset">
                <thead>
                  <tr>
                    <th scope="col">{t(texts.what)}</th>
                    <th scope="col" className="amount phone-not">
                      {t(texts.charged)}
                    </th>
                    <th scope="col" className="amount">
                      {t(texts.paid)}
                    </th>
                    <th scope="col" className="amount phone-not">
                      {t(texts.lost)}
                    </th>
                    <th scope="col" className="amount phone-not">
                      {t(texts.open)}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {read.data?.charges.map((one) => (
                    <tr key={`${one.component} ${one.currency}`}>
                      <td>
                        <ChargeName of={one} year={year} />
                        <div className="phone-only small quiet figures">
                          {t(texts.phone, { charged: formats.amount(one.charged), open: formats.amount(one.open) })}
                        </div>
                      </td>
                      <td className="amount phone-not">
                        <Amount value={one.charged} {...behind(one)} />
                      </td>
                      <td className="amount">
                        <Amount value={one.paid} dashForZero {...behind(one)} />
                      </td>
                      <td className="amount phone-not">
                        <Amount value={one.lost} dashForZero {...behind(one)} />
                      </td>
                      <td className="amount phone-not">
                        <Amount value={one.open} dashForZero {...behind(one)} />
                      </td>
                    </tr>
                  ))}
                  {read.data?.costs.map((one) => (
                    <tr key={one.currency}>
                      <td>
                        <ToRemittances year={year}>{t(texts.agency)}</ToRemittances>
                      </td>
                      <td className="phone-not" />
                      <td className="amount">
                        <Amount
                          value={`-${one.agency}`}
                          foreign={one.currency}
                          onOpen={toRemittances}
                          openLabel={t(texts.agency)}
                          ownStop
                        />
                      </td>
                      <td className="phone-not" />
                      <td className="phone-not" />
                    </tr>
                  ))}
                </tbody>
                <tfoot>
                  {read.data?.sums.map((one) => (
                    <tr key={one.currency}>
                      <td>
                        {t(texts.net)}{' '}
                        {one.currency !== company.currency && <span className="quieter">{one.currency}</span>}
                      </td>
                      <td className="amount phone-not">
                        <Amount value={one.charged} />
                      </td>
                      <td className="amount">
                        <Amount value={one.net} />
                      </td>
                      <td className="amount phone-not">
                        <Amount value={one.lost} dashForZero />
                      </td>
                      <td className="amount phone-not">
                        <Amount value={one.open} dashForZero />
                      </td>
                    </tr>
                  ))}
                </tfoot>
              </table>
            )}
            {read.data && read.data.letters.length > 0 && (
              <p className="quiet">
                {t(texts.letters)}:{' '}
                {read.data.letters.map((one, at) => (
                  <Fragment key={one.kind}>
                    {at > 0 && ' · '}
                    <LetterCount of={one} year={year} isNarrowed={isNarrowed} />
                  </Fragment>
                ))}
              </p>
            )}
          </section>
        </div>
      )}
    </Screen>
  )
}

type Year = Output<'claims.read-year'>

/** What was charged opens to its charges, what agencies collected to their remittances. */
function ChargeName({ of, year }: { of: Year['charges'][number]; year: number }) {
  const t = useText()
  const word = useWord()
  const { company, can } = useSession()
  const key = `charge.${of.component}`
  const name = key in texts ? t(texts[key as 'charge.collected']) : word('itemComponent', of.component)
  const { component, currency } = of
  const search = route.useSearch()
  return (
    <>
      {component === 'collected' ? (
        <ToRemittances year={year}>{name}</ToRemittances>
      ) : can('claims.list-year-charges') ? (
        <Link
          className="figure-link"
          to="/companies/$company/claims/year"
          params={{ company: company.code }}
          search={{ ...search, charges: component, currency, at: undefined }}
        >
          {name}
        </Link>
      ) : (
        name
      )}
      {currency !== company.currency && <span className="quieter"> {currency}</span>}
    </>
  )
}

function ToRemittances({ year, children }: { year: number; children: ReactNode }) {
  const { company, can } = useSession()
  if (!can('collection.list-remittances')) return children
  return (
    <Link
      className="figure-link"
      to="/companies/$company/collection"
      params={{ company: company.code }}
      search={{ view: 'remittances', year: String(year) }}
    >
      {children}
    </Link>
  )
}

/** So many letters of a kind; they open to their list, which knows no narrower question than the year's. */
function LetterCount({ of, year, isNarrowed }: { of: Year['letters'][number]; year: number; isNarrowed: boolean }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const key = `n.${of.kind}`
  const text =
    key in runTexts
      ? t(runTexts[key as 'n.reminder'], { n: of.count })
      : `${formats.count(of.count)} ${word('stepKind', of.kind).toLocaleLowerCase()}`
  if (isNarrowed || !can('dunning.list-letters')) return text
  return (
    <Link
      to="/companies/$company/dunning-letters"
      params={{ company: company.code }}
      search={{ kind: of.kind as 'reminder', recalled: 'no', ...daysOf(year) }}
    >
      {text}
    </Link>
  )
}
const daysOf = (year: number) => ({ from: `${year}-01-01`, to: `${year}-12-31` })

/** "8 dagar sent", "1 dag före": on average. */
const sayDays = (days: number, t: Say): string => {
  const n = Math.round(Math.abs(days))
  return n === 0 ? t(texts.onDueDay) : t(days < 0 ? texts.daysBefore : texts.daysAfter, { n })
}

/** The claims behind one bar. */
function OutcomeRows({ of, year, filter }: { of: Outcome; year: number; filter: object }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const name = word('yearOutcome', of.outcome)
  const title = `${name} ${year}`
  const currency = of.currency === company.currency ? undefined : of.currency
  const pages = usePages('claims.list-year', { ...filter, outcome: of.outcome, currency: of.currency } as never)
  const list = useListActs<RowOf<'claims.list-year'>>(
    title,
    'claims-year',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customer },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'number', title: t(common.invoice), value: (row) => row.number },
      { of: 'due', title: t(common.due), kind: 'day', value: (row) => row.dueOn },
      { of: 'closed', title: t(texts.closedOn), kind: 'day', value: (row) => row.closedOn },
      { of: 'days', title: t(texts.days), kind: 'integer', value: (row) => row.days },
      { of: 'amount', title: t(common.amount), kind: 'number', value: (row) => row.amount },
    ],
    pages.readAll,
  )
  const back = () =>
    void navigate({ search: ({ outcome: _, currency: __, at: ___, ...before }) => before, replace: false })
  useKeys([{ key: 'Escape', label: t(texts.title), run: back, unlisted: true }])
  return (
    <Screen
      title={title}
      parent={{
        label: `${t(texts.title)} ${year}`,
        link: {
          to: '/companies/$company/claims/year',
          params: { company: company.code },
          search: { ...search, outcome: undefined, currency: undefined, at: undefined },
        },
      }}
      showsKeys
      acts={<Menu entries={list.entries} />}
    >
      <Told error={pages.error ?? list.error} />
      <Table
        name="claims-year"
        label={title}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.itemId}
        selected={search.at ?? null}
        onSelect={(row) => void navigate({ search: (before) => ({ ...before, at: row.itemId }), replace: true })}
        onOpen={(row) =>
          void navigate({ to: '/companies/$company/claims/$item', params: { company: company.code, item: row.itemId } })
        }
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          { key: 'number', head: t(common.invoice), phone: 'below', cell: (row) => row.number },
          { key: 'due', head: t(common.due), cell: (row) => formats.day(row.dueOn) },
          {
            key: 'closed',
            head: t(texts.closedOn),
            phone: 'below',
            cell: (row) => (row.closedOn ? formats.day(row.closedOn) : '–'),
          },
          {
            key: 'days',
            head: t(texts.daysHead),
            align: 'amount',
            cell: (row) => (row.days === null ? '–' : formats.count(row.days)),
          },
          {
            key: 'amount',
            head: t(common.amount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.amount} currency={currency} />
              </span>
            ),
            foot: <Amount value={of.amount} currency={currency} />,
          },
        ]}
        empty={<Empty title={t(common.nothingFits)} />}
      />
    </Screen>
  )
}

/** The charges behind one row of costs and yield. */
function ChargeRows({ of, year, filter }: { of: Year['charges'][number]; year: number; filter: object }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const key = `charge.${of.component}`
  const title = `${key in texts ? t(texts[key as 'charge.collected']) : word('itemComponent', of.component)} ${year}`
  const currency = of.currency === company.currency ? undefined : of.currency
  const pages = usePages('claims.list-year-charges', {
    ...filter,
    component: of.component,
    currency: of.currency,
  } as never)
  const list = useListActs<RowOf<'claims.list-year-charges'>>(
    title,
    'claims-year-charges',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customer },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'number', title: t(common.invoice), value: (row) => row.number },
      { of: 'on', title: t(common.date), kind: 'day', value: (row) => row.chargedOn },
      { of: 'charged', title: t(texts.charged), kind: 'number', value: (row) => row.charged },
      { of: 'paid', title: t(texts.paid), kind: 'number', value: (row) => row.paid },
      { of: 'lost', title: t(texts.lost), kind: 'number', value: (row) => row.lost },
      { of: 'open', title: t(texts.open), kind: 'number', value: (row) => row.open },
    ],
    pages.readAll,
  )
  const whole = { ...search, charges: undefined, currency: undefined, at: undefined }
  useKeys([{ key: 'Escape', label: t(texts.title), run: () => void navigate({ search: whole }), unlisted: true }])
  return (
    <Screen
      title={title}
      parent={{
        label: `${t(texts.title)} ${year}`,
        link: { to: '/companies/$company/claims/year', params: { company: company.code }, search: whole },
      }}
      showsKeys
      acts={<Menu entries={list.entries} />}
    >
      <Told error={pages.error ?? list.error} />
      <Table
        name="claims-year-charges"
        label={title}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.itemId}
        selected={search.at ?? null}
        onSelect={(row) => void navigate({ search: (before) => ({ ...before, at: row.itemId }), replace: true })}
        onOpen={(row) =>
          void (row.invoiceId
            ? navigate({
                to: '/companies/$company/invoices/$invoice',
                params: { company: company.code, invoice: row.invoiceId },
              })
            : navigate({
                to: '/companies/$company/claims/$item',
                params: { company: company.code, item: row.claimId },
              }))
        }
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          { key: 'number', head: t(common.invoice), phone: 'below', cell: (row) => row.number },
          { key: 'on', head: t(common.date), phone: 'below', cell: (row) => formats.day(row.chargedOn) },
          ...(['charged', 'paid', 'lost', 'open'] as const).map((part) => ({
            key: part,
            head: t(texts[part]),
            align: 'amount' as const,
            ...(part === 'charged' ? { phone: 'amount' as const } : {}),
            cell: (row: RowOf<'claims.list-year-charges'>) => (
              <Amount value={row[part]} currency={currency} dashForZero={part !== 'charged'} />
            ),
            foot: <Amount value={of[part]} currency={currency} />,
          })),
        ]}
        empty={<Empty title={t(common.nothingFits)} />}
      />
    </Screen>
  )
}
