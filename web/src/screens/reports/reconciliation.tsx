import { getRouteApi } from '@tanstack/react-router'
import { CheckCheck, Sheet, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useReportFile } from '../../api/use-excel.ts'
import { useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { addDays } from '../../lang/read-entry.ts'
import { monthEnd } from '../../lang/read-month.ts'
import { ListQuestions } from '../../shell/questions.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Empty } from '../../ui/empty.tsx'
import { DayPill } from '../../ui/pill.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { checkTexts } from './check-texts.ts'
import { ImportLedger } from './import-ledger.tsx'
import { ReportActs } from './report-acts.tsx'
import { texts } from './texts.ts'
import './reports.css'

const route = getRouteApi('/companies/$company/reconciliation')
type Reconciliation = Output<'reports.reconciliation'>

const isNil = (amount: string | null): boolean => !/[1-9]/.test(amount ?? '')

export default function ReconciliationScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [isImporting, setImporting] = useState(false)
  const asOf = search.asOf || company.today
  const read = useRead('reports.reconciliation', { asOf, limit: 500 })
  const answer = read.data
  const file = useReportFile()
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const differing = answer?.accounts.filter((row) => !isNil(row.difference) || !isNil(row.baseDifference)) ?? []
  const months = [1, 2, 3].map((back) => {
    let day = company.today
    for (let i = 0; i < back; i++) day = addDays(`${day.slice(0, 7)}-01`, -1)
    return monthEnd(day.slice(0, 7))
  })
  return (
    <Screen
      title={t(texts.reconciliation)}
      acts={
        <>
          {can('exchange.import-ledger') && <Button onPress={() => setImporting(true)}>{t(texts.importLedger)}</Button>}
          <ReportActs
            onExcel={can('reports.export') && (() => file.write('reconciliation', { asOf }))}
            isWriting={file.isWriting}
          />
        </>
      }
    >
      <p className="print-only">
        {t(texts.dayShown)}: {formats.dayInText(asOf)}
      </p>
      <div className="sub-bar no-print">
        <DayPill
          label={t(texts.dayShown)}
          value={search.asOf ?? ''}
          onChange={(day) => change({ asOf: day === company.today ? '' : day })}
        />
        {months.map((day) => (
          <button
            key={day}
            type="button"
            className={`pill chip-button ${day === asOf ? 'chosen' : ''}`}
            aria-pressed={day === asOf}
            onClick={() => change({ asOf: day })}
          >
            {formats.dayInText(day, 'short')}
          </button>
        ))}
        <ListQuestions screen="reconciliation" />
      </div>
      <Told error={read.error ?? file.error} onAgain={() => void read.refetch()} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label={t(texts.reconciliation)}>
        {!answer && !read.error && <Waiting />}
        {answer && (
          <>
            <p className="verdict" aria-live="polite">
              {differing.length === 0 ? (
                <CheckCheck size={18} aria-hidden className="good" />
              ) : (
                <TriangleAlert size={18} aria-hidden className="bad" />
              )}
              <span className="strong">
                {differing.length === 0
                  ? t(texts.allAgrees, { day: formats.dayInText(answer.asOf) })
                  : t(texts.someDiffers, { n: differing.length })}
              </span>
            </p>
            <Accounts answer={answer} />
            {differing.length > 0 && <PerParty asOf={asOf} />}
            {answer.manualPostings.length > 0 && <ManualPostings rows={answer.manualPostings} />}
            <Imported answer={answer} onImport={() => setImporting(true)} />
          </>
        )}
        {can('bank.list-accounts') && <Banks />}
        {can('reports.verify') && <Checks isAsked={search.checks === '1'} onAsk={() => change({ checks: '1' })} />}
      </section>
      {isImporting && <ImportLedger onClose={() => setImporting(false)} />}
    </Screen>
  )
}

function Accounts({ answer }: { answer: Reconciliation }) {
  const t = useText()
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  const asOf = answer.asOf === company.today ? '' : answer.asOf
  const openItems = (account: string | null) =>
    void navigate({
      to: '/companies/$company/open-items',
      params: { company: company.code },
      search: { asOf, account: account ?? '', control: 'all' },
    })
  const openLedger = (account: string | null) =>
    void navigate({
      to: '/companies/$company/general-ledger',
      params: { company: company.code },
      search: { account: account ?? '', from: `${answer.asOf.slice(0, 4)}-01-01`, to: answer.asOf },
    })
  if (answer.accounts.length === 0) return <Empty title={t(texts.noControl)} />
  return (
    <section className="report-section">
      <h2>{t(texts.controlAccounts)}</h2>
      <table className="table folds stacks" aria-label={t(texts.controlAccounts)}>
        <thead>
          <tr>
            <th scope="col">{t(common.account)}</th>
            <th scope="col" className="amount">
              {t(texts.subledger)}
            </th>
            <th scope="col" className="amount">
              {t(texts.inLedger)}
            </th>
            <th scope="col" className="amount">
              {t(texts.differenceHead)}
            </th>
            <th scope="col">{t(common.state)}</th>
          </tr>
        </thead>
        <tbody>
          {answer.accounts.map((row) => (
            <tr key={`${row.account} ${row.currency} ${row.baseCurrency}`}>
              <td data-phone="main">
                <span className="strong">{row.account}</span> {row.accountName}{' '}
                <span className="quieter">{row.currency}</span>
              </td>
              <td className="amount" data-phone="below">
                <span className="phone-only quieter">{t(texts.subledger)} </span>
                <Opens value={row.items} onOpen={() => openItems(row.account)} />
              </td>
              <td className="amount" data-phone="below">
                <span className="phone-only quieter">{t(texts.inLedger)} </span>
                <Opens value={row.postings} onOpen={() => openLedger(row.account)} />
              </td>
              <td className="amount strong" data-phone="below">
                <span className="phone-only quieter">{t(texts.differenceHead)} </span>
                <Amount value={row.difference} />
              </td>
              <td data-phone="amount">
                <Verdict agrees={isNil(row.difference) && isNil(row.baseDifference)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** In a table without rows to choose among, each figure is reached by Tab. */
const Opens = ({ value, onOpen }: { value: string | null; onOpen: () => void }) => (
  <button type="button" className="figure-link" onClick={onOpen}>
    <Amount value={value} />
  </button>
)

function Verdict({ agrees }: { agrees: boolean }) {
  const t = useText()
  return <Chip tone={agrees ? 'good' : 'bad'}>{t(agrees ? texts.agreesShort : texts.differsShort)}</Chip>
}

function PerParty({ asOf }: { asOf: string }) {
  const t = useText()
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  const read = useRead('reports.reconciliation', { asOf, byParty: true, limit: 1 })
  const rows = read.data?.accounts ?? []
  return (
    <section className="report-section">
      <h2>{t(texts.perParty)}</h2>
      <Told error={read.error} onAgain={() => void read.refetch()} />
      <table className="table" aria-label={t(texts.perParty)}>
        <thead>
          <tr>
            <th scope="col">{t(common.customer)}</th>
            <th scope="col">{t(common.account)}</th>
            <th scope="col" className="amount">
              {t(texts.subledger)}
            </th>
            <th scope="col" className="amount">
              {t(texts.inLedger)}
            </th>
            <th scope="col" className="amount">
              {t(texts.differenceHead)}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.account} ${row.partyId} ${row.currency} ${row.baseCurrency}`}>
              <td>
                {row.partyName ?? t(texts.none)} <span className="quieter">{row.partyNumber}</span>
              </td>
              <td>
                {row.account} <span className="quieter">{row.currency}</span>
              </td>
              <td className="amount">
                <Opens
                  value={row.items}
                  onOpen={() =>
                    void navigate({
                      to: '/companies/$company/open-items',
                      params: { company: company.code },
                      search: { asOf, account: row.account ?? '', partyId: row.partyId ?? '', control: 'all' },
                    })
                  }
                />
              </td>
              <td className="amount">
                <Opens
                  value={row.postings}
                  onOpen={() =>
                    void navigate({
                      to: '/companies/$company/vouchers',
                      params: { company: company.code },
                      search: { account: row.account ?? '', party: row.partyNumber ?? '', to: asOf },
                    })
                  }
                />
              </td>
              <td className="amount strong">
                <Amount value={row.difference} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ManualPostings({ rows }: { rows: Reconciliation['manualPostings'] }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  return (
    <section className="report-section">
      <h2>{t(texts.manualPostings)}</h2>
      <table className="table" aria-label={t(texts.manualPostings)}>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.voucherId} ${row.account} ${row.amount}`}>
              <td className="strong">{row.voucher}</td>
              <td>{formats.day(row.postedOn)}</td>
              <td>{row.account}</td>
              <td>{row.text}</td>
              <td className="amount">
                <Opens
                  value={row.amount}
                  onOpen={() =>
                    void navigate({
                      to: '/companies/$company/vouchers/$voucher',
                      params: { company: company.code, voucher: row.voucherId! },
                    })
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The general ledger as its own program wrote it, against what is posted here: differences by cause. */
function Imported({ answer, onImport }: { answer: Reconciliation; onImport: () => void }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const gl = answer.generalLedger
  const file = useReportFile()
  const cause = (name: string) => {
    const word = codes.reconciliationCause[name as keyof typeof codes.reconciliationCause]
    return word ? t(word) : name
  }
  if (!gl)
    return (
      <section className="report-section">
        <h2>{t(texts.imported)}</h2>
        <p className="quiet pad">
          {t(texts.importedNone)}{' '}
          {can('exchange.import-ledger') && (
            <button type="button" className="button link" onClick={onImport}>
              {t(texts.importLedger)}
            </button>
          )}
        </p>
      </section>
    )
  return (
    <section className="report-section">
      <h2>
        {t(texts.imported)} <span className="quiet">{formats.dayInText(gl.asOf)}</span>
      </h2>
      <table className="table" aria-label={t(texts.imported)}>
        <thead>
          <tr>
            <th scope="col">{t(common.account)}</th>
            <th scope="col" className="amount">
              {t(texts.posted)}
            </th>
            <th scope="col" className="amount">
              {t(texts.importedAmount)}
            </th>
            <th scope="col" className="amount">
              {t(texts.differenceHead)}
            </th>
            <th scope="col">{t(texts.cause)}</th>
            <th scope="col" className="amount">
              {t(texts.unexplained)}
            </th>
          </tr>
        </thead>
        <tbody>
          {gl.accounts.map((row) => (
            <tr key={row.account}>
              <td className="strong">{row.account}</td>
              <td className="amount">
                <Amount value={row.posted} />
              </td>
              <td className="amount">
                <Amount value={row.imported} />
              </td>
              <td className="amount strong">
                <Amount value={row.difference} />
              </td>
              <td className="wrap">
                {row.causes
                  .map((one) => `${cause(one.cause)} ${formats.count(one.count)}: ${formats.amount(one.effect)}`)
                  .join(' · ') || <Verdict agrees={isNil(row.difference)} />}
              </td>
              <td className="amount">
                <Amount value={row.unexplained} dashForZero />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {gl.differences.length > 0 && can('reports.export') && (
        <p className="pad no-print">
          <Button
            icon={<Sheet size={15} aria-hidden />}
            working={file.isWriting}
            onPress={() => file.write('ledger-differences', { importId: gl.importId })}
          >
            {t(texts.differencesInExcel)}
          </Button>{' '}
          {gl.next !== null && <span className="quiet">{t(texts.firstShown, { n: gl.differences.length })}</span>}
        </p>
      )}
      <Told error={file.error} />
      {gl.differences.length > 0 && (
        <table className="table" aria-label={t(texts.cause)}>
          <thead>
            <tr>
              <th scope="col">{t(texts.cause)}</th>
              <th scope="col">{t(common.account)}</th>
              <th scope="col">{t(texts.posted)}</th>
              <th scope="col">{t(texts.importedAmount)}</th>
              <th scope="col" className="amount">
                {t(texts.effect)}
              </th>
            </tr>
          </thead>
          <tbody>
            {gl.differences.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a ledger's rows have no id; the list is read whole
              <tr key={index}>
                <td>{cause(row.cause)}</td>
                <td>{row.account}</td>
                <td>
                  {row.voucherId ? (
                    <a href={`/companies/${company.code}/vouchers/${row.voucherId}`}>
                      {row.voucher} {formats.day(row.postedOn)}
                    </a>
                  ) : (
                    '–'
                  )}{' '}
                  <Amount value={row.amount} />
                </td>
                <td>
                  {row.importedVoucher} {formats.day(row.importedOn)} <Amount value={row.importedAmount} />
                </td>
                <td className="amount">
                  <Amount value={row.effect} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Banks() {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  const read = useRead('bank.list-accounts', {})
  const rows = read.data?.rows ?? []
  if (read.data && rows.length === 0) return null
  return (
    <section className="report-section">
      <h2>{t(texts.banks)}</h2>
      <Told error={read.error} onAgain={() => void read.refetch()} />
      <table className="table folds stacks" aria-label={t(texts.banks)}>
        <thead>
          <tr>
            <th scope="col">{t(common.account)}</th>
            <th scope="col" className="amount">
              {t(texts.bankSays)}
            </th>
            <th scope="col" className="amount">
              {t(texts.booksSay)}
            </th>
            <th scope="col" className="amount">
              {t(texts.differenceHead)}
            </th>
            <th scope="col">{t(texts.unmatched)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td data-phone="main">
                <span className="strong">{row.name}</span>{' '}
                <span className="quieter">
                  {row.account} {row.currency}
                </span>
              </td>
              <td className="amount" data-phone="below">
                <span className="phone-only quieter">{t(texts.bankSays)} </span>
                {row.balance === null ? (
                  <span className="quieter">{t(texts.noBalance)}</span>
                ) : (
                  <>
                    <Amount value={row.balance} /> <span className="quieter">{formats.day(row.balanceOn)}</span>
                  </>
                )}
              </td>
              <td className="amount" data-phone="below">
                <span className="phone-only quieter">{t(texts.booksSay)} </span>
                <Opens
                  value={row.bookBalance}
                  onOpen={() =>
                    void navigate({
                      to: '/companies/$company/general-ledger',
                      params: { company: company.code },
                      search: { account: row.account },
                    })
                  }
                />
              </td>
              <td className="amount strong" data-phone="amount">
                <Amount value={row.difference} />
              </td>
              <td data-phone="below">
                <span className="phone-only quieter">{t(texts.unmatched)} </span>
                {row.unmatched.count === 0 ? (
                  <span className="quieter">–</span>
                ) : (
                  <a className="button link" href={`/companies/${company.code}/matching`}>
                    {formats.count(row.unmatched.count)}
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Every promise of the books, counted anew: what it proves, over how many rows, and the first one that breaks it. */
function Checks({ isAsked, onAsk }: { isAsked: boolean; onAsk: () => void }) {
  const t = useText()
  const formats = useFormats()
  const read = useRead('reports.verify', isAsked ? {} : null, { staleMillis: 600_000 })
  const failed = read.data?.checks.filter((check) => check.failed > 0) ?? []
  return (
    <section className="report-section">
      <h2>{t(texts.checks)}</h2>
      <Told error={read.error} onAgain={() => void read.refetch()} />
      {!read.data && (
        <p className="no-print pad pills">
          <Button onPress={onAsk} working={isAsked && read.isFetching}>
            {t(texts.runChecks)}
          </Button>
          <span className="quiet">{t(texts.checksWhy)}</span>
        </p>
      )}
      {read.data && (
        <>
          <p className="verdict" role="status">
            {read.data.ok ? (
              <CheckCheck size={18} aria-hidden className="good" />
            ) : (
              <TriangleAlert size={18} aria-hidden className="bad" />
            )}
            <span className="strong">
              {read.data.ok
                ? t(texts.checksHold, { n: read.data.checks.length })
                : t(texts.checksFail, { n: failed.length })}
            </span>
            <span className="quiet">
              {t(common.asOfTime, { time: formats.time(new Date(read.dataUpdatedAt).toISOString()) })}
            </span>
          </p>
          <table className="table" aria-label={t(texts.checks)}>
            <thead>
              <tr>
                <th scope="col">{t(texts.proves)}</th>
                <th scope="col" className="amount">
                  {t(texts.checkedRows)}
                </th>
                <th scope="col" className="amount">
                  {t(texts.failedRows)}
                </th>
                <th scope="col">{t(common.state)}</th>
              </tr>
            </thead>
            <tbody>
              {[...failed, ...read.data.checks.filter((check) => check.failed === 0)].map((check) => (
                <tr key={check.name} className={check.failed > 0 ? 'wrong' : ''}>
                  <td className="wrap">
                    {checkTexts[check.name] ? t(checkTexts[check.name]!) : check.says}
                    {check.first && (
                      <p className="small">
                        {t(texts.firstBroken)}: <code>{JSON.stringify(check.first)}</code>
                      </p>
                    )}
                  </td>
                  <td className="amount figures">{formats.count(check.checked)}</td>
                  <td className="amount figures">
                    {check.failed === 0 ? <span className="quieter">–</span> : formats.count(check.failed)}
                  </td>
                  <td>
                    <Chip tone={check.failed === 0 ? 'good' : 'bad'}>
                      {t(check.failed === 0 ? texts.holds : texts.fails)}
                    </Chip>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}
