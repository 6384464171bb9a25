import { useState } from 'react'
import { useSession } from '../../../api/session.tsx'
import { useChoices } from '../../../api/use-choices.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useText } from '../../../lang/language.tsx'
import { useKeys } from '../../../shell/keys.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { DayField } from '../../../ui/field.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { Told } from '../../../ui/told.tsx'
import { texts } from './texts.ts'

/** What a new run looks at: the day of its letters, policies and invoice groups; all of them as long as nothing is unticked. */
export function NewRun({ onMade, onClose }: { onMade: (runId: string) => void; onClose: () => void }) {
  const t = useText()
  const { company, can } = useSession()
  const propose = useAct('dunning.propose')
  const policies = useRead('dunning.list-policies', {}).data?.rows ?? []
  const invoiceGroups = useChoices().groups.map(({ value, label }) => ({ code: value, name: label }))
  const [on, setOn] = useState<string>(company.today)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const chosenPolicies = policies.filter(({ code }) => !left.has(`policy ${code}`))
  const chosenGroups = invoiceGroups.filter(({ code }) => !left.has(`group ${code}`))
  const notNow =
    (policies.length > 0 && chosenPolicies.length === 0) || (invoiceGroups.length > 0 && chosenGroups.length === 0)
      ? t(texts.chooseOne)
      : null
  const go = () =>
    !notNow &&
    void propose
      .run({
        on,
        ...(chosenPolicies.length < policies.length ? { policies: chosenPolicies.map(({ code }) => code) } : {}),
        ...(chosenGroups.length < invoiceGroups.length ? { invoiceGroups: chosenGroups.map(({ code }) => code) } : {}),
      } as never)
      .then(
        ({ runId }) => onMade(runId),
        () => {},
      )
  useKeys([
    { key: 'Ctrl+Enter', label: t(texts.propose), run: () => void go(), inFields: true },
    { key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true },
  ])
  const toggle = (key: string) => {
    const next = new Set(left)
    if (!next.delete(key)) next.add(key)
    setLeft(next)
  }
  const list = (title: string, kind: string, rows: readonly { code: string; name: string }[]) =>
    rows.length > 0 && (
      <fieldset className="new-run-list">
        <legend className="label">{title}</legend>
        {rows.map(({ code, name }) => (
          <label key={code} className="check">
            <input type="checkbox" checked={!left.has(`${kind} ${code}`)} onChange={() => toggle(`${kind} ${code}`)} />
            {name} <span className="quieter">{code}</span>
          </label>
        ))}
      </fieldset>
    )
  return (
    <section className="section new-dunning-run no-print" aria-label={t(texts.newRun)}>
      <Told error={propose.error} />
      <DayField label={t(texts.letterDay)} value={on} onChange={(day) => day && setOn(day)} />
      {list(t(texts.policies), 'policy', policies)}
      {list(t(common.invoiceGroup), 'group', invoiceGroups)}
      <p className="small quiet">{t(texts.whichRest)}</p>
      {propose.isRunning ? (
        <Progress label={t(texts.proposing)} progress={propose.progress} />
      ) : (
        <span className="form-acts">
          {can('jobs.save-schedule') && can('dunning.run-unattended') && (
            <ButtonLink
              kind="link"
              to="/companies/$company/jobs"
              params={{ company: company.code }}
              search={{ view: 'schedules', open: 'new', verb: 'dunning.run-unattended' }}
            >
              {t(texts.byItself)}
            </ButtonLink>
          )}
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" notNow={notNow} onPress={() => void go()}>
            {t(texts.propose)}
          </Button>
        </span>
      )}
    </section>
  )
}
