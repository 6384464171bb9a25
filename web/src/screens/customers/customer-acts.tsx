import { useNavigate } from '@tanstack/react-router'
import { Copy, Upload, UserPlus } from 'lucide-react'
import { useSession } from '../../api/session.tsx'
import { useText } from '../../lang/language.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { texts } from './texts.ts'

/** What is done with the register as a whole. */
export function CustomerActs({
  isWriting,
  onExcel,
  onChooseFile,
}: {
  isWriting: boolean
  onExcel: () => void
  onChooseFile: () => void
}) {
  const t = useText()
  const { company, can } = useSession()
  const navigate = useHere(useNavigate())
  const toDuplicates = () =>
    void navigate({ to: '/companies/$company/customers/duplicates', params: { company: company.code } })
  return (
    <>
      {can('parties.find-duplicates') && (
        <span className="on-wide">
          <ButtonLink
            kind="quiet"
            icon={<Copy size={16} aria-hidden />}
            to="/companies/$company/customers/duplicates"
            params={{ company: company.code }}
          >
            {t(texts.duplicates)}
          </ButtonLink>
        </span>
      )}
      {can('parties.export') && <ExcelButton working={isWriting} onPress={onExcel} />}
      {can('parties.import') && (
        <span className="on-wide">
          <Button icon={<Upload size={16} aria-hidden />} onPress={onChooseFile}>
            {t(texts.readFile)}
          </Button>
        </span>
      )}
      {can('parties.save') && (
        <ButtonLink
          kind="primary"
          keyCap="+"
          icon={<UserPlus size={16} aria-hidden />}
          to="/companies/$company/customers/new"
          params={{ company: company.code }}
        >
          {t(texts.newCustomer)}
        </ButtonLink>
      )}
      <Menu
        onNarrow
        entries={[
          can('parties.find-duplicates') && { label: t(texts.duplicates), run: toDuplicates },
          can('parties.import') && { label: t(texts.readFile), run: onChooseFile },
        ]}
      />
    </>
  )
}
