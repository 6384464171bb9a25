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
import { DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { Told } from '../../../ui/told.tsx'
import { texts } from './texts.ts'

const subjects = ['customerKind', 'invoiceGroup', 'customer', 'invoice'] as const
const kinds = ['person', 'company', 'public'] as const

type Assignment = Output<'dunning.list-assignments'>['rows'][number]

/** Whom a policy holds for, or who is asked for nothing (null): the most specific wins; what stood before ends where the new one begins. */
export function Assignments({
  policy,
  rows,
}: {
  policy: { code: string; name: string } | null
  rows: readonly Assignment[]
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const { groups } = useChoices()
  const assign = useAct('dunning.assign-policy')
  const end = useAct('dunning.end-assignment')
  const kept = useKeptFields(`assignment:${policy?.code ?? '-'}`)
  const [subject, setSubject] = kept.field<(typeof subjects)[number]>('subject', 'customerKind')
  const [value, setValue] = kept.field('value', '')
  const [reason, setReason] = kept.field('reason', '')
  const [from, setFrom] = kept.field<string | null>('from', '')
  const [last, setLast] = kept.field<string | null>('last', '')
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
  const daysOf = ({ from: first, to }: Assignment) =>
    `${formats.day(first)}${to ? ` – ${formats.day(addDays(to, -1))}` : ''}`
  const notNow =
    from === null || last === null
      ? t(common.dayWanted, { example: formats.day(company.today) })
      : value.trim() === '' || reason.trim() === ''
        ? t(texts.reason)
        : null
  const go = () =>
    void kept
      .until(
        assign.run({
          policy: policy?.code ?? null,
          [subject]: value.trim(),
          ...(from ? { from } : {}),
          ...(last ? { to: addDays(last, 1) } : {}),
          reason: reason.trim(),
        } as never),
      )
      .then(
        ({ undo }) => tell(policy ? t(texts.assigned, { name: policy.name }) : t(texts.assignedNone), undo),
        () => {},
      )
  return (
    <section className="section">
      <Told error={assign.error ?? end.error} />
      {rows.length > 0 && (
        <table className="table inset">
          <thead>
            <tr>
              <th scope="col">{t(texts.holdsFor)}</th>
              <th scope="col" className="phone-not">
                {t(common.from)}
              </th>
              <th scope="col" className="phone-not">
                {t(texts.reason)}
              </th>
              <th scope="col">
                <span className="unseen">{t(texts.end)}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.assignmentId}>
                <td className="wrap">
                  {one.customerKind
                    ? word('partyKind', one.customerKind)
                    : one.invoiceGroup
                      ? `${names.invoiceGroup} ${one.invoiceGroup}`
                      : one.customer
                        ? `${names.customer} ${one.customer}`
                        : `${names.invoice} ${one.invoice}`}
                  <div className="phone-only small quiet">
                    {daysOf(one)} · {one.reason}
                  </div>
                </td>
                <td className="phone-not">{daysOf(one)}</td>
                <td className="phone-not wrap">{one.reason}</td>
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
                                policy: policy?.code ?? null,
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
      )}
      {can('dunning.assign-policy') && (
        <div className="step-form">
          <h2>{t(policy ? texts.assign : texts.assignNone)}</h2>
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
            <DayField
              label={t(common.from)}
              value={from ?? ''}
              onChange={setFrom}
              input={{ placeholder: formats.day(company.today) }}
            />
            <DayField label={t(texts.lastDay)} value={last ?? ''} onChange={setLast} />
            <TextField label={t(texts.reason)} value={reason} onChange={setReason} input={{ maxLength: 500 }} />
          </div>
          <p className="form-acts">
            <Button notNow={notNow} working={assign.isRunning} onPress={go}>
              {t(policy ? texts.assign : texts.assignNone)}
            </Button>
          </p>
        </div>
      )}
    </section>
  )
}

/** What it holds for, as the verb names it. */
const subjectOf = ({ customerKind, invoiceGroup, customer, invoice }: Assignment) =>
  customerKind ? { customerKind } : invoiceGroup ? { invoiceGroup } : customer ? { customer } : { invoice }
