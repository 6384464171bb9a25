import { getRouteApi } from '@tanstack/react-router'
import { call } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useFormats, useText } from '../../lang/language.tsx'
import { useHere } from '../../shell/use-here.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { formTexts } from './form-texts.ts'

const route = getRouteApi('/companies/$company/invoices/new')

/** A credit note begins with what it takes back. */
export function WhichInvoice() {
  const t = useText()
  const formats = useFormats()
  const navigate = useHere(route.useNavigate())
  const { company } = useSession()
  return (
    <SearchField
      label={t(formTexts.whichInvoice)}
      chosen=""
      autoFocus
      find={async (search) =>
        search.trim()
          ? (await call(company.code, 'invoicing.list-invoices', { search: search.trim(), limit: 8 } as never)).rows
          : []
      }
      keyOf={(row) => row.invoiceId}
      show={(row) => (
        <>
          <span>
            {row.number} <span className="quiet">{row.customerName}</span>
          </span>
          <span className="figures">{formats.amount(row.gross)}</span>
        </>
      )}
      onChoose={(row) =>
        void navigate({
          to: '/companies/$company/invoices/$invoice',
          params: { company: company.code, invoice: row.invoiceId },
          search: { act: 'credit' },
        })
      }
    />
  )
}
