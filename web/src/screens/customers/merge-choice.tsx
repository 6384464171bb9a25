import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useText } from '../../lang/language.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { type Found, findCustomers } from './find-customers.ts'
import { texts } from './texts.ts'

/** With whom: the preview is a page of its own. */
export function MergeChoice({ number, onClose }: { number: string; onClose: () => void }) {
  const t = useText()
  const { company } = useSession()
  const navigate = useHere(useNavigate())
  return (
    <Dialog title={t(texts.mergeWith)} onClose={onClose}>
      <p>{t(texts.mergeChoiceWhy)}</p>
      <SearchField<Found>
        label={t(texts.customerThatRemains)}
        chosen=""
        autoFocus
        placeholder={t(texts.findCustomer)}
        find={async (text) => (await findCustomers(company.code, text)).filter((row) => row.number !== number)}
        keyOf={(row) => row.id}
        show={(row) => (
          <span className="option-line">
            <span className="strong">
              {row.isProtected ? t(texts.protectedCustomer, { number: row.number }) : row.name}
            </span>
            <span className="quiet">{[row.number, row.city].filter(Boolean).join(' · ')}</span>
          </span>
        )}
        onChoose={(row) =>
          void navigate({
            to: '/companies/$company/customers/duplicates',
            params: { company: company.code },
            search: { from: number, into: row.number },
          })
        }
      />
    </Dialog>
  )
}
