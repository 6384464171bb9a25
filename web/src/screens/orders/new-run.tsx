import { useState } from 'react'
import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { DayField } from '../../ui/field.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Told } from '../../ui/told.tsx'
import { runListTexts } from './run-list-texts.ts'

/** What a new run would take: the waiting orders of the invoice groups, and the day that the invoices bear. */
export function NewRun({ onMade, onClose }: { onMade: (runId: string) => void; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const propose = useAct('invoicing.propose-billing')
  const waiting = useRead('invoicing.sum-orders', { state: 'waiting' })
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [invoiceOn, setInvoiceOn] = useState(company.today)
  const groups = waiting.data?.byGroup ?? []
  const chosen = groups.filter(({ invoiceGroup }) => !left.has(invoiceGroup))
  const count = chosen.reduce((sum, one) => sum + one.count, 0)
  const codes = [...new Set(chosen.map(({ invoiceGroup }) => invoiceGroup))]
  const go = () =>
    count > 0 &&
    void propose.run({ invoiceOn, ...(left.size > 0 ? { invoiceGroups: codes } : {}) } as never).then(
      ({ runId }) => onMade(runId),
      () => {},
    )
  useKeys([
    count > 0 && {
      key: 'Ctrl+Enter',
      label: t(runListTexts.proposeN, { n: count }),
      run: () => void go(),
      inFields: true,
    },
    { key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true },
  ])
  if (waiting.error)
    return (
      <div className="section">
        <Told error={waiting.error} onAgain={() => void waiting.refetch()} />
      </div>
    )
  if (!waiting.data) return null
  if (groups.length === 0)
    return (
      <section className="section" aria-label={t(runListTexts.propose)}>
        <Empty
          title={t(runListTexts.nothingWaits)}
          act={
            can('invoicing.list-imports') && (
              <ButtonLink to="/companies/$company/order-files" params={{ company: company.code }}>
                {t(runListTexts.toFiles)}
              </ButtonLink>
            )
          }
        >
          {t(runListTexts.nothingWaitsWhy)}
        </Empty>
      </section>
    )
  return (
    <section className="section new-run no-print" aria-label={t(runListTexts.propose)}>
      <Told error={propose.error} />
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">{t(common.invoiceGroup)}</th>
            <th scope="col" className="amount">
              {t(runListTexts.waiting)}
            </th>
            <th scope="col" className="amount">
              {t(runListTexts.net)}
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={`${group.invoiceGroup} ${group.currency}`}>
              <td>
                <label className="check">
                  <input
                    type="checkbox"
                    checked={!left.has(group.invoiceGroup)}
                    onChange={(event) => {
                      const next = new Set(left)
                      if (event.target.checked) next.delete(group.invoiceGroup)
                      else next.add(group.invoiceGroup)
                      setLeft(next)
                    }}
                  />
                  {group.invoiceGroup} {group.name}
                </label>
              </td>
              <td className="amount">{formats.count(group.count)}</td>
              <td className="amount">
                <Amount value={group.net} currency={group.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {propose.isRunning ? (
        <Progress label={t(runListTexts.proposing)} progress={propose.progress} />
      ) : (
        <div className="acts">
          <DayField
            label={t(runListTexts.invoiceDate)}
            value={invoiceOn}
            onChange={(day) => day && setInvoiceOn(day as typeof invoiceOn)}
          />
          <span className="form-acts">
            <Button onPress={onClose}>{t(common.cancel)}</Button>
            <Button
              kind="primary"
              keyCap="Ctrl+Enter"
              notNow={count === 0 ? t(runListTexts.chooseGroup) : null}
              onPress={() => void go()}
            >
              {t(runListTexts.proposeN, { n: count })}
            </Button>
          </span>
        </div>
      )}
    </section>
  )
}
