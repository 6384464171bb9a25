import { useState } from 'react'
import { useRead } from '../../api/use-verb.ts'
import { useText } from '../../lang/language.tsx'
import { roleName } from '../../lang/role-name.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { Drawer } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { useShowValue } from './show-value.tsx'
import type { Description, SetUpTable, Values } from './tables.ts'
import { texts } from './texts.ts'
import type { Names } from './use-tables.ts'
import { ValueField } from './value-field.tsx'

const asked = [
  'purpose',
  'invoiceGroup',
  'article',
  'vatCode',
  'customerKind',
  'businessArea',
  'transactionType',
] as const

/** From what a line is to its account: which rule decides, and which fitted too. */
export function WhyAccount({
  table,
  description,
  names,
  onClose,
}: {
  table: SetUpTable
  description: Description
  names: Names
  onClose: () => void
}) {
  const t = useText()
  const show = useShowValue()
  const [facts, setFacts] = useState<Values>({ purpose: 'revenue' })
  const answer = useRead(
    'company.why-account',
    Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as never,
  )
  const found = answer.data
  const problems = useProblemTexts((found?.problems ?? []) as never)
  const spoken = (rule: Values): string =>
    asked
      .filter((key) => key !== 'purpose' && rule[key])
      .map((key) => {
        const column = table.columns.find((one) => one.key === key)!
        return `${t(column.title)} ${show(table, column, rule[key], names)}`
      })
      .join(', ') || t(texts.everything)
  const role = found?.role ? roleName(found.role) : null
  const roleText = role ? t(role.phrase, { percent: role.percent }) : (found?.role ?? '')
  const because = !found
    ? ''
    : found.rule
      ? t(texts.whyRule, { what: spoken(found.rule) })
      : !found.account
        ? t(texts.whyNone, { what: roleText })
        : found.role
          ? t(texts.whyRole, { what: roleText })
          : t(texts.whyGroup)
  return (
    <Drawer title={t(texts.whyAccount)} onClose={onClose}>
      <div className="section">
        <p className="quiet">{t(texts.whyIntro)}</p>
        {asked.map((key) => {
          const column = table.columns.find((one) => one.key === key)
          return (
            column && (
              <ValueField
                key={key}
                table={table}
                column={column}
                value={facts[key] ?? null}
                values={facts}
                names={names}
                description={description}
                onChange={(value) => setFacts({ ...facts, [key]: value })}
              />
            )
          )
        })}
      </div>
      <div className="section" aria-live="polite">
        <Told error={answer.error} />
        {found && !answer.error && (
          <>
            <p className="why-answer">
              <span className="figures">{found.account ?? '–'}</span> {found.accountName}
            </p>
            <p>{because}</p>
            {Object.keys(found.dimensions).length > 0 && <Facts facts={Object.entries(found.dimensions)} />}
            {problems.map((text) => (
              <p key={text} className="negative">
                {text}
              </p>
            ))}
            {found.lost.length > 0 && (
              <>
                <h3>{t(texts.whyLost)}</h3>
                <ul>
                  {found.lost.map((rule) => (
                    <li key={String(rule.id)}>
                      <span className="figures">{String(rule.account)}</span>{' '}
                      <span className="quiet">{spoken(rule)}</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </div>
    </Drawer>
  )
}
