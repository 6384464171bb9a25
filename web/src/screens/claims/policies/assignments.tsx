import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useChoices } from '../../../api/use-choices.ts'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { addDays } from '../../../lang/read-entry.ts'
import { useWord } from '../../../lang/use-word.ts'
import { useTell } from '../../../shell/toast.tsx'
import { Button } from '../../../ui/button.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Told } from '../../../ui/told.tsx'
import { texts } from './texts.ts'

const subjects = ['customerKind', 'invoiceGroup', 'customer', 'invoice'] as const
const kinds = ['person', 'company', 'public'] as const

/** Whom a policy holds for: the most specific wins; what stood before ends where the new one begins. */
export function Assignments({ code, name, read }: { code: string; name: string; read: Output<'dunning.read-policy'> }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const { groups } = useChoices()
  const assign = useAct('dunning.assign-policy')
  const end = useAct('dunning.end-assignment')
  const kept = useKeptFields(`assignment:${code}`)
  const [subject, setSubject] = kept.field<(typeof subjects)[number]>('subject', 'customerKind')
  const [value, setValue] = kept.field('value', '')
  const [reason, setReason] = kept.field('reason', '')
  const names = {
    customerKind: t(texts.customerKind),
    invoiceGroup: t(common.invoiceGroup),
    customer: t(common.customer),
    invoice: t(common.invoice),
  }
  const options =
    subject === 'customerKind'
      ? kinds.map((kind) => ({ value: kind as string, label: word('partyKind', kind) }))
      : subject === 'invoiceGroup'
        ? groups
        : null
  const notNow = value.trim() === '' || reason.trim() === '' ? t(texts.reason) : null
  const go = () =>
    void kept.until(assign.run({ policy: code, [subject]: value.trim(), reason: reason.trim() } as never)).then(
      () => {
        tell(t(texts.assigned, { name }))
      },
      () => {},
    )
  return (
    <section className="section">
      <Told error={assign.error ?? end.error} />
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">{t(texts.holdsFor)}</th>
            <th scope="col">{t(common.from)}</th>
            <th scope="col">{t(texts.reason)}</th>
            <th scope="col">
              <span className="unseen">{t(texts.end)}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {read.assignments.map((one) => (
            <tr key={one.assignmentId}>
              <td>
                {one.customerKind
                  ? word('partyKind', one.customerKind)
                  : one.invoiceGroup
                    ? `${names.invoiceGroup} ${one.invoiceGroup}`
                    : one.customer
                      ? `${names.customer} ${one.customer}`
                      : `${names.invoice} ${one.invoice}`}
              </td>
              <td>
                {formats.day(one.from)}
                {one.to && ` – ${formats.day(addDays(one.to, -1))}`}
              </td>
              <td>{one.reason}</td>
              <td>
                {can('dunning.end-assignment') && (
                  <Button
                    kind="link"
                    onPress={() =>
                      void end.run({ assignmentId: one.assignmentId }).then(
                        () =>
                          tell(t(texts.ended), {
                            verb: 'dunning.assign-policy',
                            input: {
                              policy: code,
                              ...subjectOf(one),
                              ...(one.to ? { to: one.to } : {}),
                              reason: one.reason,
                            },
                          }),
                        () => {},
                      )
                    }
                  >
                    {t(texts.end)}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {can('dunning.assign-policy') && (
        <div className="step-form">
          <h2>{t(texts.assign)}</h2>
          <div className="row">
            <SelectField
              label={t(texts.assignWhat)}
              value={subject}
              options={subjects.map((one) => ({ value: one, label: names[one] }))}
              onChange={(next) => {
                setSubject(next as typeof subject)
                setValue('')
              }}
            />
            {options ? (
              <SelectField label={names[subject]} value={value} empty="" options={options} onChange={setValue} />
            ) : (
              <TextField label={t(texts.number)} value={value} onChange={setValue} />
            )}
            <TextField label={t(texts.reason)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
          </div>
          <p className="form-acts">
            <Button notNow={notNow} working={assign.isRunning} onPress={go}>
              {t(texts.assign)}
            </Button>
          </p>
        </div>
      )}
    </section>
  )
}

/** What it holds for, as the verb names it. */
const subjectOf = ({
  customerKind,
  invoiceGroup,
  customer,
  invoice,
}: Output<'dunning.read-policy'>['assignments'][number]) =>
  customerKind ? { customerKind } : invoiceGroup ? { invoiceGroup } : customer ? { customer } : { invoice }
