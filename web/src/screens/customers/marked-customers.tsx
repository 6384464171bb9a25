import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Button } from '../../ui/button.tsx'
import { texts } from './texts.ts'

/** Statements of so many are one file. */
const statementsMost = 100
/** So many numbers are asked for in one question; the sum of more is not told. */
const summedMost = 1000

/** What those that are marked owe together, and what is done with them. */
export function MarkedCustomers({
  marked,
  isWriting,
  onStatements,
  onUnmark,
}: {
  /** Customer numbers. */
  marked: ReadonlySet<string>
  isWriting: boolean
  onStatements: () => void
  onUnmark: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const navigate = useHere(useNavigate())
  const of = useRead(
    'parties.list',
    marked.size <= summedMost ? { numbers: [...marked].join(','), mask: 'true', limit: 1 } : null,
  )
  const toMerge = () => {
    const [into, from] = [...marked]
    void navigate({
      to: '/companies/$company/customers/duplicates',
      params: { company: company.code },
      search: { from: from!, into: into! },
    })
  }
  return (
    <div className="marked-bar no-print" role="status">
      <span className="strong">{t(common.marked, { n: marked.size })}</span>
      <span className="figures">
        {of.data?.totals?.map((one) => `${formats.amount(one.amount)} ${one.baseCurrency}`).join(' · ')}
      </span>
      <span className="last pills">
        {can('reports.statement-pdf') && (
          <Button
            keyCap="U"
            working={isWriting}
            notNow={marked.size > statementsMost && t(texts.atMost, { n: statementsMost })}
            onPress={onStatements}
          >
            {t(texts.statementsOf, { n: marked.size })}
          </Button>
        )}
        {can('parties.merge') && marked.size === 2 && <Button onPress={toMerge}>{t(texts.mergeThese)}</Button>}
        <Button kind="quiet" onPress={onUnmark}>
          {t(common.unmark)}
        </Button>
      </span>
    </div>
  )
}
