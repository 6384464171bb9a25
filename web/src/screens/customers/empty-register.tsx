import { Upload, UserPlus } from 'lucide-react'
import { useSession } from '../../api/session.tsx'
import { useText } from '../../lang/language.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { texts } from './texts.ts'

/** No customer yet: what a file of them looks like, and the two ways in. */
export function EmptyRegister({ onFile }: { onFile: () => void }) {
  const t = useText()
  const { can, company } = useSession()
  const sample = {
    SE: ['1001', 'Björkviks Bygg AB', '559900-1012', 'Storgatan 4', '640 11', 'Björkvik'],
    NO: ['1001', 'Fjordbygg AS', '810 000 132', 'Storgata 4', '5003', 'Bergen'],
    BG: ['1001', 'Роза Строй ООД', '201000171', 'ул. Роза 4', '6000', 'Стара Загора'],
  }[company.country]
  return (
    <Empty
      title={t(texts.noCustomers)}
      act={
        <>
          <div className="sample-sheet" aria-hidden>
            <table>
              <thead>
                <tr>
                  {[texts.number, texts.name, texts.identityNumber, texts.street, texts.postCode, texts.city].map(
                    (head) => (
                      <th key={head.en}>{t(head)}</th>
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                <tr>
                  {(sample ?? []).map((cell) => (
                    <td key={cell}>{cell}</td>
                  ))}
                </tr>
              </tbody>
            </table>
          </div>
          <span className="pills">
            {can('parties.import') && (
              <Button kind="primary" icon={<Upload size={16} aria-hidden />} onPress={onFile}>
                {t(texts.readFile)}
              </Button>
            )}
            {can('parties.save') && (
              <ButtonLink
                keyCap="+"
                icon={<UserPlus size={16} aria-hidden />}
                to="/companies/$company/customers/new"
                params={{ company: company.code }}
              >
                {t(texts.newCustomer)}
              </ButtonLink>
            )}
          </span>
        </>
      }
    >
      {t(texts.noCustomersWhy)}
    </Empty>
  )
}
