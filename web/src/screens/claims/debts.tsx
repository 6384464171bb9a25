import { Link } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { Amount } from '../../ui/amount.tsx'
import { texts } from './year/texts.ts'

interface Debt {
  itemId: string
  number: string
  component: string
  dueOn?: string
  /** When it was taken into the plan or the case. */
  taken: string
  open: string
}

/** The claims that a plan or a case is about: what they were then, and what is open now. */
export function Debts({ title, takenHead, debts }: { title: string; takenHead: string; debts: readonly Debt[] }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company } = useSession()
  const hasDays = debts.some(({ dueOn }) => dueOn)
  return (
    <section className="claim-section">
      <h2>{title}</h2>
      <div className="section">
        <table className="table inset">
          <thead>
            <tr>
              <th scope="col">{t(common.invoice)}</th>
              <th scope="col">
                <span className="unseen">{t(texts.what)}</span>
              </th>
              {hasDays && (
                <th scope="col" className="phone-not">
                  {t(common.due)}
                </th>
              )}
              <th scope="col" className="amount">
                {takenHead}
              </th>
              <th scope="col" className="amount">
                {t(common.openAmount)}
              </th>
            </tr>
          </thead>
          <tbody>
            {debts.map((debt) => (
              <tr key={debt.itemId}>
                <td>
                  {debt.component === 'capital' ? (
                    <Link to="/companies/$company/claims/$item" params={{ company: company.code, item: debt.itemId }}>
                      {debt.number}
                    </Link>
                  ) : (
                    <span className="quiet">{debt.number}</span>
                  )}
                </td>
                <td>{word('itemComponent', debt.component)}</td>
                {hasDays && <td className="phone-not">{formats.day(debt.dueOn)}</td>}
                <td className="amount">
                  <Amount value={debt.taken} />
                </td>
                <td className="amount strong">
                  <Amount value={debt.open} dashForZero />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
