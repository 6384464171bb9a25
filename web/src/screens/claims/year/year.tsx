import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useChoices } from '../../../api/use-choices.ts'
import { useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Bars, type Part } from '../../../ui/chart.tsx'
import { chartTexts } from '../../../ui/chart-texts.ts'
import { Empty } from '../../../ui/empty.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { texts } from './texts.ts'
import '../claims.css'

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
/** Where the rows of an outcome are to be seen. */
const stateOf: Partial<Record<Outcome['outcome'], 'paid' | 'credited' | 'overdue'>> = {
  'paid-before-due': 'paid',
  'paid-late': 'paid',
  'paid-after-reminder': 'paid',
  'paid-after-collection-notice': 'paid',
  'paid-after-agency': 'paid',
  'paid-after-enforcement': 'paid',
  credited: 'credited',
  open: 'overdue',
}

/** A year's claims: after which step they were paid, and what the asking cost against what it brought. */
export default function YearScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company } = useSession()
  const choices = useChoices()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [asTable, setTable] = useState(false)
  const now = Number(company.today.slice(0, 4))
  const year = Number(search.year) || now
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const read = useRead('claims.read-year', {
    year,
    ...(search.area ? { businessArea: search.area } : {}),
    ...(search.group ? { invoiceGroup: search.group } : {}),
    ...(search.kind ? { partyKind: search.kind } : {}),
  } as never)
  const outcomes = read.data?.outcomes ?? []
  const currencies = [...new Set(outcomes.map(({ currency }) => currency))]
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
  const toRows = (outcome: Outcome['outcome']) => () => {
    const params = { company: company.code }
    if (outcome === 'lost')
      return void navigate({ to: '/companies/$company/losses', params, search: { view: 'losses' } })
    void navigate({
      to: '/companies/$company/invoices',
      params,
      search: {
        state: stateOf[outcome] ?? '',
        dueFrom: `${year}-01-01`,
        dueTo: `${year}-12-31`,
        ...(search.group ? { group: search.group } : {}),
        ...(search.area ? { area: search.area } : {}),
      } as never,
    })
  }
  return (
    <Screen title={`${t(texts.title)} ${year}`} showsKeys acts={<Menu entries={list.entries} />}>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.year)}
          value={String(year)}
          onChange={(next) => change({ year: next })}
          options={[0, 1, 2, 3, 4].map((back) => ({ value: String(now - back), label: String(now - back) }))}
        />
        {choices.areas.length > 1 && (
          <ChoicePill
            label={t(common.businessArea)}
            value={search.area ?? ''}
            onChange={(area) => change({ area })}
            options={choices.areas}
          />
        )}
        {choices.groups.length > 1 && (
          <ChoicePill
            label={t(common.invoiceGroup)}
            value={search.group ?? ''}
            onChange={(group) => change({ group })}
            options={choices.groups}
          />
        )}
        <ChoicePill
          label={t(common.customer)}
          value={search.kind ?? ''}
          onChange={(kind) => change({ kind: kind as 'person' })}
          options={['person', 'company', 'public'].map((value) => ({ value, label: word('partyKind', value) }))}
        />
      </div>
      <Told error={read.error ?? list.error} onAgain={() => void read.refetch()} />
      {read.data && outcomes.length === 0 ? (
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
                            <button type="button" className="figure-link" onClick={toRows(one.outcome)}>
                              {word('yearOutcome', one.outcome)}
                            </button>
                          </td>
                          <td className="amount">{formats.count(one.count)}</td>
                          <td className="amount">{one.days === null ? '–' : formats.amount(String(one.days), 1)}</td>
                          <td className="amount">
                            <Amount value={one.amount} />
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
                      share: [
                        formats.share(one.count / all),
                        one.days !== null && t(texts.daysN, { days: formats.amount(String(one.days), 0) }),
                      ]
                        .filter(Boolean)
                        .join(' · '),
                      tone: tones[one.outcome],
                      onOpen: toRows(one.outcome),
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
                    <th scope="col" className="amount">
                      {t(texts.charged)}
                    </th>
                    <th scope="col" className="amount">
                      {t(texts.paid)}
                    </th>
                    <th scope="col" className="amount">
                      {t(texts.lost)}
                    </th>
                    <th scope="col" className="amount">
                      {t(texts.open)}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {read.data?.charges.map((one) => (
                    <tr key={`${one.component} ${one.currency}`}>
                      <td>
                        {word('itemComponent', one.component)}{' '}
                        {one.currency !== company.currency && <span className="quieter">{one.currency}</span>}
                      </td>
                      <td className="amount">
                        <Amount value={one.charged} />
                      </td>
                      <td className="amount">
                        <Amount value={one.paid} dashForZero />
                      </td>
                      <td className="amount">
                        <Amount value={one.lost} dashForZero />
                      </td>
                      <td className="amount">
                        <Amount value={one.open} dashForZero />
                      </td>
                    </tr>
                  ))}
                  {read.data?.costs.map((one) => (
                    <tr key={one.currency}>
                      <td>{t(texts.agency)}</td>
                      <td className="amount">
                        <Amount value={`-${one.agency}`} currency={one.currency} />
                      </td>
                      <td />
                      <td />
                      <td />
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {(read.data?.letters.length ?? 0) > 0 && (
              <p className="quiet">
                {t(texts.letters)}:{' '}
                {read
                  .data!.letters.map(
                    (one) => `${formats.count(one.count)} ${word('stepKind', one.kind).toLocaleLowerCase()}`,
                  )
                  .join(' · ')}
              </p>
            )}
          </section>
        </div>
      )}
    </Screen>
  )
}
