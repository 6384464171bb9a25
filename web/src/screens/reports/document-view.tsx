import { Link } from '@tanstack/react-router'
import { addressOf, type RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { Amount } from '../../ui/amount.tsx'
import { PdfView } from '../../ui/pdf-view.tsx'
import { Facts } from '../../ui/strip.tsx'
import { texts } from './texts.ts'

export type OpenItem = RowOf<'reports.open-items'>

/** One open item: its facts, where it leads, and the document as it was sent. */
export function DocumentView({ item }: { item: OpenItem }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const kind = capital(t(codes.itemKind[item.kind as keyof typeof codes.itemKind]))
  const name = item.partyName ?? t(texts.hiddenName)
  return (
    <div className="document-view">
      <div className="section">
        <Facts
          facts={[
            [
              t(common.customer),
              item.partyNumber && can('parties.read') ? (
                <Link
                  key="party"
                  to="/companies/$company/customers/$number"
                  params={{ company: company.code, number: item.partyNumber }}
                >
                  {name}
                </Link>
              ) : (
                name
              ),
            ],
            [kind, item.number],
            [t(common.due), formats.day(item.dueOn)],
            [t(common.openAmount), <Amount key="open" value={item.open} currency={item.currency ?? undefined} />],
          ]}
        />
        <p className="pills">
          {item.invoiceId && can('invoicing.read-invoice') && (
            <Link
              to="/companies/$company/invoices/$invoice"
              params={{ company: company.code, invoice: item.invoiceId }}
              className="button"
            >
              {t(texts.openInvoice)}
            </Link>
          )}
          {item.bankTransactionId && can('bank.read-transaction') && (
            <Link
              to="/companies/$company/payments/$payment"
              params={{ company: company.code, payment: item.bankTransactionId }}
              className="button"
            >
              {t(texts.openPayment)}
            </Link>
          )}
          {item.voucherId && (
            <Link
              to="/companies/$company/vouchers/$voucher"
              params={{ company: company.code, voucher: item.voucherId }}
              className="button"
            >
              {t(texts.openVoucher)}
            </Link>
          )}
        </p>
      </div>
      {item.invoiceId && can('invoicing.read-pdf') ? (
        <PdfView
          source={addressOf(company.code, 'invoicing.read-pdf', { invoiceId: item.invoiceId })}
          name={`${kind} ${item.number}`}
        />
      ) : (
        <p className="section quiet">{t(texts.noDocument)}</p>
      )}
    </div>
  )
}

const capital = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1)
