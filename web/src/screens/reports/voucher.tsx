import { getRouteApi, Link } from '@tanstack/react-router'
import { CheckCheck } from 'lucide-react'
import { Fragment } from 'react'
import { addressOf, type RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useReportFile } from '../../api/use-excel.ts'
import { useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { roleName } from '../../lang/role-name.ts'
import { NotHere } from '../../shell/failed.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer, type TrailStart } from '../../trail/trail-drawer.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Chip } from '../../ui/chip.tsx'
import { PdfView } from '../../ui/pdf-view.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { ReportActs } from './report-acts.tsx'
import { texts } from './texts.ts'
import { kindWord } from './voucher-kinds.ts'
import './reports.css'

const route = getRouteApi('/companies/$company/vouchers/$voucher')
type Voucher = RowOf<'reports.vouchers'>
type Posting = Voucher['postings'][number]

/** One voucher: its lines, where each came from and why it stands on its account, and the documents behind it. */
export default function VoucherScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const { voucher: id } = route.useParams()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const file = useReportFile()
  const read = useRead('reports.vouchers', { voucherId: id, limit: 1 })
  const voucher = read.data?.rows.find((row) => row.voucherId === id)
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const start = startOf(search.trail, id)
  const invoices = [...new Set(voucher?.postings.flatMap((posting) => posting.invoiceId ?? []) ?? [])]
  const payments = [...new Set(voucher?.postings.flatMap((posting) => posting.bankTransactionId ?? []) ?? [])]
  const shownInvoice = invoices.includes(search.pdf ?? '') ? search.pdf! : invoices[0]
  useKeys([
    invoices.length > 1 && {
      key: ']',
      label: t(texts.nextDocument),
      run: () => change({ pdf: invoices[(invoices.indexOf(shownInvoice!) + 1) % invoices.length] ?? '' }),
    },
  ])
  if (read.data && !voucher && !read.isPlaceholderData) return <NotHere />
  const kind = kindWord(t, voucher?.kind ?? null)
  const title = voucher ? t(texts.voucherNo, { number: voucher.voucher ?? '' }) : t(common.voucher)
  const hasOwnTexts = voucher?.postings.some((posting) => posting.text !== voucher.text) ?? false
  const foreign = voucher?.postings.some((posting) => posting.currency !== posting.baseCurrency) ?? false
  return (
    <Screen
      title={title}
      parent={{
        label: t(texts.vouchers),
        link: { to: '/companies/$company/vouchers', params: { company: company.code } },
      }}
      showsKeys
      beside={
        voucher?.reversedById ? (
          <Chip tone="outlined">{t(texts.reversed)}</Chip>
        ) : voucher?.reversesId ? (
          <Chip>{t(texts.reversal)}</Chip>
        ) : null
      }
      acts={<ReportActs onExcel={() => file.write('vouchers', { voucherId: id })} isWriting={file.isWriting} />}
    >
      <Told error={read.error ?? file.error} onAgain={() => void read.refetch()} />
      <div className="columns">
        <div className="main voucher">
          {voucher && (
            <div className="section">
              <Facts
                facts={[
                  [t(texts.postedOn), formats.dayInText(voucher.postedOn!)],
                  voucher.documentOn !== voucher.postedOn && [
                    t(texts.documentOn),
                    formats.dayInText(voucher.documentOn!),
                  ],
                  [t(texts.kind), kind],
                  [t(texts.text), voucher.text],
                  voucher.reversesId !== null && [t(texts.reverses), <ToVoucher key="r" id={voucher.reversesId!} />],
                  voucher.reversedById !== null && [
                    t(texts.reversedBy),
                    <ToVoucher key="r" id={voucher.reversedById!} />,
                  ],
                  (invoices.length > 0 || payments.length > 0) && [
                    t(texts.comesFrom),
                    <span key="from" className="pills">
                      {can('invoicing.read-invoice') &&
                        invoices.slice(0, 8).map((invoice) => (
                          <Link
                            key={invoice}
                            to="/companies/$company/invoices/$invoice"
                            params={{ company: company.code, invoice }}
                          >
                            {t(common.invoice)}
                          </Link>
                        ))}
                      {can('bank.read-transaction') &&
                        payments.slice(0, 8).map((payment) => (
                          <Link
                            key={payment}
                            to="/companies/$company/payments/$payment"
                            params={{ company: company.code, payment }}
                          >
                            {t(texts.payment)}
                          </Link>
                        ))}
                    </span>,
                  ],
                ]}
              />
            </div>
          )}
          <Table<Posting>
            label={title}
            rows={voucher?.postings ?? []}
            read={read}
            keyOf={(posting) => String(posting.row)}
            onOpen={(posting) => change({ trail: `posting.${posting.row}` })}
            onExplain={(posting) => change({ trail: `posting.${posting.row}` })}
            footLabel={
              <span className="balanced">
                <CheckCheck size={15} aria-hidden /> {t(texts.balanced)}
              </span>
            }
            columns={[
              {
                key: 'account',
                head: t(common.account),
                phone: 'main',
                cell: (posting) => (
                  <>
                    <span className="strong">{posting.account}</span> {posting.accountName}
                    {posting.partyName && <span className="quiet"> · {posting.partyName}</span>}
                  </>
                ),
              },
              hasOwnTexts && {
                key: 'text',
                head: t(texts.text),
                wrap: true,
                cell: (posting) => <span className="quiet">{posting.text}</span>,
              },
              {
                key: 'dimensions',
                head: t(texts.dimensions),
                phone: 'below',
                wrap: true,
                cell: (posting) => <span className="quiet">{posting.dimensions}</span>,
              },
              { key: 'vat', head: t(texts.vat), cell: (posting) => <span className="quiet">{posting.vatCode}</span> },
              foreign && {
                key: 'currency',
                head: t(texts.currency),
                align: 'amount',
                cell: (posting) => <Amount value={posting.amount} currency={posting.currency ?? undefined} />,
              },
              {
                key: 'debit',
                head: t(texts.debit),
                align: 'amount',
                phone: 'amount',
                cell: (posting) =>
                  isCredit(posting) ? null : (
                    <>
                      <span className="phone-only quiet small">{t(texts.debit)} </span>
                      <Amount
                        value={posting.baseAmount}
                        openLabel={t(common.whereFrom)}
                        onOpen={() => change({ trail: `posting.${posting.row}` })}
                      />
                    </>
                  ),
                foot: read.data?.totals?.map((total) => <Amount key={total.baseCurrency} value={total.debit} />),
              },
              {
                key: 'credit',
                head: t(texts.credit),
                align: 'amount',
                phone: 'amount',
                cell: (posting) =>
                  isCredit(posting) ? (
                    <>
                      <span className="phone-only quiet small">{t(texts.credit)} </span>
                      <Amount
                        value={posting.baseAmount?.replace('-', '')}
                        openLabel={t(common.whereFrom)}
                        onOpen={() => change({ trail: `posting.${posting.row}` })}
                      />
                    </>
                  ) : null,
                foot: read.data?.totals?.map((total) => <Amount key={total.baseCurrency} value={total.debit} />),
              },
            ]}
          />
          {invoices.length === 1 && can('invoicing.why-account') && can('invoicing.read-invoice') && (
            <WhyAccounts invoiceId={invoices[0]!} />
          )}
        </div>
        {start ? (
          <TrailDrawer
            key={search.trail}
            start={start}
            title={trailTitle(voucher, start.line ?? null, formats.amount)}
            onClose={() => change({ trail: '' })}
          />
        ) : (
          shownInvoice &&
          can('invoicing.read-pdf') && (
            <aside className="side document-side no-print" aria-label={t(texts.documents)}>
              <PdfView
                source={addressOf(company.code, 'invoicing.read-pdf', { invoiceId: shownInvoice })}
                name={t(common.invoice)}
              />
            </aside>
          )
        )}
      </div>
    </Screen>
  )
}

function ToVoucher({ id }: { id: string }) {
  const t = useText()
  const { company } = useSession()
  const read = useRead('reports.vouchers', { voucherId: id, limit: 1 })
  return (
    <Link to="/companies/$company/vouchers/$voucher" params={{ company: company.code, voucher: id }}>
      {read.data?.rows[0]?.voucher ?? t(common.voucher)}
    </Link>
  )
}

const linesShown = 12

/** Line by line of the invoice: which account, and what decided it. */
function WhyAccounts({ invoiceId }: { invoiceId: string }) {
  const t = useText()
  const read = useRead('invoicing.read-invoice', { invoiceId })
  const lines = (read.data?.invoice.lines ?? []).filter((line) => !line.textOnly).slice(0, linesShown)
  if (lines.length === 0) return null
  return (
    <section className="section">
      <h2>{t(texts.whyAccount)}</h2>
      <dl className="facts">
        {lines.map((line) => (
          <Fragment key={line.lineNo}>
            <dt>{line.name}</dt>
            <dd>
              <Why invoiceId={invoiceId} lineNo={line.lineNo} />
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

function Why({ invoiceId, lineNo }: { invoiceId: string; lineNo: number }) {
  const t = useText()
  const formats = useFormats()
  const read = useRead('invoicing.why-account', { invoiceId, lineNo })
  const why = read.data
  if (!why) return null
  const since = why.rule?.validFrom
  const role = why.role ? roleName(why.role) : null
  return (
    <>
      <span className="strong">{why.accounts.map((one) => one.account).join(', ')}</span>{' '}
      <span className="quiet">
        {t(codes.accountReason[why.because])}
        {role && `: ${t(role.phrase, { percent: role.percent })}`}
        {typeof since === 'string' &&
          /^\d{4}-/.test(since) &&
          `, ${t(texts.inForceSince, { day: formats.day(since) })}`}
      </span>
    </>
  )
}

const isCredit = (posting: Posting): boolean => posting.baseAmount?.startsWith('-') ?? false

/** "posting.3" of this voucher, or the voucher itself. */
function startOf(trail: string | undefined, voucherId: string): TrailStart | null {
  if (!trail) return null
  const line = /^posting\.(\d+)$/.exec(trail)?.[1]
  return line ? { kind: 'posting', id: voucherId, line: Number(line) } : { kind: 'voucher', id: voucherId }
}

const trailTitle = (
  voucher: Voucher | undefined,
  line: number | null,
  amount: (value: string | null) => string,
): string => {
  const posting = voucher?.postings.find((one) => one.row === line)
  return posting ? amount(posting.baseAmount) : (voucher?.voucher ?? '')
}
