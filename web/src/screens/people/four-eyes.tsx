import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

/** The general parameters that ask for a second person end so. */
const ending = '-four-eyes'

/** Where a second person is asked for; what is always asked for is said, too. */
export function FourEyes() {
  const t = useText()
  const tell = useTell()
  const { company, can } = useSession()
  const parameters = useRead('company.list-parameters', {})
  const groups = useRead(
    'company.list-invoice-groups',
    can('company.list-invoice-groups') ? { on: company.today } : null,
  )
  const saveParameter = useAct('company.save-parameters')
  const saveGroup = useAct('company.save-invoice-groups')
  const described = useRead('company.read-set-up-tables', {}, { staleMillis: 60_000 })
  const offered =
    described.data?.tables
      .find((table) => table.name === 'parameters')
      ?.columns.find((column) => column.key === 'name')
      ?.choices?.filter((choice) => choice.value.endsWith(ending)) ?? []
  /** What holds today; without a row two people are asked for. */
  const needsTwo = (name: string): boolean => {
    const held = (parameters.data?.rows ?? [])
      .filter((row) => row.name === name && String(row.validFrom ?? '') <= company.today)
      .sort((a, b) => (String(a.validFrom ?? '') < String(b.validFrom ?? '') ? -1 : 1))
      .at(-1)
    return (held?.value as { required?: boolean } | undefined)?.required !== false
  }
  const mayParameters = can('company.save-parameters')
  const mayGroups = can('company.save-invoice-groups')
  const told = (what: string, isOn: boolean) => t(isOn ? texts.eyesOn : texts.eyesOff, { what })
  const setParameter = (name: string, title: string, required: boolean) => {
    const row = (value: boolean) => ({ name, validFrom: company.today, value: { required: value } })
    void saveParameter
      .run({ rows: [row(required)] } as never)
      .then(() => tell(told(title, required), { verb: 'company.save-parameters', input: { rows: [row(!required)] } }))
      .catch(() => {})
  }
  const setGroup = (code: string, name: string, twoPersonApproval: boolean) =>
    void saveGroup
      .run({ rows: [{ code, twoPersonApproval }] } as never)
      .then(() =>
        tell(told(`${code} ${name}`, twoPersonApproval), {
          verb: 'company.save-invoice-groups',
          input: { rows: [{ code, twoPersonApproval: !twoPersonApproval }] },
        }),
      )
      .catch(() => {})
  return (
    <div className="scroll">
      <div className="narrow-page">
        <div className="section">
          <p className="quiet">{t(texts.fourEyesIntro)}</p>
          <Told error={saveParameter.error ?? saveGroup.error ?? parameters.error ?? groups.error} />
          {(!mayParameters || !mayGroups) && <p className="quiet">{t(common.mayNot)}</p>}
        </div>
        <div className="section">
          <ul className="eyes-list">
            {offered.map(({ value: name, title }) => {
              const spoken = title ? t(title) : name
              return (
                <li key={name}>
                  <label className="check">
                    <input
                      type="checkbox"
                      checked={needsTwo(name)}
                      disabled={!mayParameters || !parameters.data}
                      onChange={(event) => setParameter(name, spoken, event.target.checked)}
                    />
                    <span>{spoken}</span>
                  </label>
                </li>
              )
            })}
          </ul>
        </div>
        <div className="section">
          <h2>{t(texts.groupsEyes)}</h2>
          <ul className="eyes-list">
            {(groups.data?.rows ?? []).map((row) => {
              const [code, name] = [String(row.code), String(row.name ?? '')]
              return (
                <li key={code}>
                  <label className="check">
                    <input
                      type="checkbox"
                      checked={row.twoPersonApproval === true}
                      disabled={!mayGroups}
                      onChange={(event) => setGroup(code, name, event.target.checked)}
                    />
                    <span>
                      <span className="figures">{code}</span> {name}
                    </span>
                  </label>
                </li>
              )
            })}
          </ul>
        </div>
      </div>
    </div>
  )
}
