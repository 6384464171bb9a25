import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call, type Input, type Output, type VerbName } from '../../api/call.ts'
import { ApiRefused, type Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useSharedDraft } from '../../api/use-shared-draft.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { changeTexts } from '../../shell/change-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useIsShown } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { BothVersions } from '../../ui/both-versions.tsx'
import { Button } from '../../ui/button.tsx'
import { heldHand, useHandWhen } from '../../ui/give-hand.ts'
import { meetsNotUnderstood } from '../../ui/not-understood.ts'
import { Told } from '../../ui/told.tsx'
import { useRowTitle, useShowValue } from './show-value.tsx'
import {
  type Column,
  type Description,
  inForm,
  isBlank,
  isForeign,
  keysOf,
  missingFields,
  type SetUpTable,
  type Values,
} from './tables.ts'
import { texts } from './texts.ts'
import { TrialLine, TryRow, useRowTrial } from './try-row.tsx'
import { RuleTrialLine, TryRule, useRuleTrial } from './try-rule.tsx'
import type { Names } from './use-tables.ts'
import { ValueField } from './value-field.tsx'

interface Props {
  table: SetUpTable
  description: Description
  names: Names
  /** null: a new one. */
  row: Values | null
  /** What a new one begins with. */
  begins?: Values
  onSaved: (values: Values, another: boolean) => void
}

/** The fields of one row, with every problem where it is, and what has been typed kept. */
export function RowForm({ table, description, names, row, begins, onSaved }: Props) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const client = useQueryClient()
  const show = useShowValue()
  const title = useRowTitle()
  const { company, can, seesAllAreas } = useSession()
  const [isSaving, setSaving] = useState(false)
  const isShown = useIsShown()
  const [error, setError] = useState<ApiRefused | null>(null)
  const form = useRef<HTMLDivElement>(null)
  const first: Values = row ?? { ...defaultsOf(table), ...begins }
  const draft = useSharedDraft<Values>(draftName(table, row), first)
  const { changed, conflicts, value: values } = draft
  const mayNot = !seesAllAreas ? t(texts.needsAllAreas) : !can(table.saves) ? t(texts.mayNotChange) : null
  const isUnchanged = row !== null && changed.length === 0

  const rowTrial = useRowTrial(
    table,
    row ? { ...keysOf(table, row), ...pick(values, changed) } : pruned(table, values),
    { isNew: row === null, isChanged: changed.length > 0 },
    !mayNot,
  )
  const ruleTrial = useRuleTrial(table, pruned(table, values))

  const save = async (another: boolean) => {
    if (isSaving || mayNot || isUnchanged || conflicts.length > 0 || meetsNotUnderstood(form.current)) return
    setSaving(true)
    setError(null)
    const give = heldHand()
    const sent = row ? { ...keysOf(table, row), ...pick(values, changed) } : pruned(table, values)
    try {
      const saved = (await call(
        company.code,
        table.saves as VerbName,
        { rows: [sent], was: [row ? draft.was : null] } as Input<VerbName>,
        { key: crypto.randomUUID() },
      )) as Output<'company.save-accounts'>
      const after = { ...values }
      await draft.discard()
      await client.invalidateQueries({ queryKey: [company.code] })
      tell(t(texts.saved, { name: title(table, after, names) }), undoOf(table, row, after, saved))
      if (isShown()) onSaved(after, another)
    } catch (caught) {
      if (!(caught instanceof ApiRefused)) throw caught
      setError(caught)
      if (caught.status === 409) void client.invalidateQueries({ queryKey: [company.code] })
      requestAnimationFrame(() => give(form.current?.querySelector<HTMLElement>('[aria-invalid]')))
    } finally {
      setSaving(false)
    }
  }
  const [lacking] = missingFields(description, table)
  // Who was sent here by what lacks stands on it; a new row is typed at once.
  useHandWhen(
    draft.isReady && (row === null || lacking !== undefined),
    () =>
      (lacking && form.current?.querySelector<HTMLElement>(`[data-field="${lacking}"] :is(input, select)`)) ||
      (row === null ? form.current?.querySelector<HTMLElement>('input, select, textarea') : null),
  )
  useKeys([
    !mayNot && { key: 'Ctrl+Enter', label: t(common.save), run: () => void save(false), inFields: true },
    !mayNot &&
      row === null && {
        key: 'Ctrl+Shift+Enter',
        label: t(texts.saveAndNew),
        run: () => void save(true),
        inFields: true,
        unlisted: true,
      },
  ])
  const fields = table.columns.filter(
    (column) =>
      (row === null || !column.isKey || table.name === 'profile') &&
      (!isForeign(table, column, company.country) || (values[column.key] !== false && !isBlank(values[column.key]))),
  )
  const keys =
    row && table.name !== 'profile'
      ? table.columns.filter((column) => column.isKey && (column.key === 'validFrom' || !isBlank(row[column.key])))
      : []
  const known = new Set(fields.map((column) => column.key))
  const loose = error?.problems.filter((problem) => !known.has(problem.column ?? '')) ?? []
  const named = (problems: readonly Problem[]) => inForm(table, problems, t)
  return (
    <div className="row-form" ref={form}>
      {keys.length > 0 && (
        <dl className="facts row-keys" title={t(texts.keyStays)}>
          {keys.map((column) => [
            <dt key={`${column.key} label`}>{t(column.title)}</dt>,
            <dd key={column.key} className="strong">
              {show(table, column, row![column.key], names) || <span className="quieter">{t(texts.always)}</span>}
            </dd>,
          ])}
        </dl>
      )}
      {mayNot && <Banner>{mayNot}</Banner>}
      {loose.length > 0 && (
        <Told error={new ApiRefused(named(loose), error!.status)} onAgain={() => void save(false)} />
      )}
      <BothVersions
        fields={conflicts.flatMap((key) => {
          const column = table.columns.find((one) => one.key === key)
          const choose = (act: (key: string) => void) => () => {
            act(key)
            setError(null)
          }
          return column
            ? {
                key,
                label: t(column.title),
                theirs: show(table, column, first[key], names),
                mine: show(table, column, values[key], names),
                onTheirs: choose(draft.takeTheirs),
                onMine: choose(draft.keepMine),
              }
            : []
        })}
      />
      {draft.isReady &&
        fields.map((column) => (
          <div key={column.key} data-field={column.key}>
            <Field
              column={column}
              table={table}
              description={description}
              names={names}
              values={values}
              error={error}
              onChange={(value) => draft.set({ [column.key]: value })}
            />
          </div>
        ))}
      {ruleTrial && <TryRule trial={ruleTrial} isChanged={!isUnchanged} />}
      {rowTrial && <TryRow trial={rowTrial} problems={error !== null} named={named} />}
      {!mayNot && (
        <div className="form-acts row-acts">
          {ruleTrial && changed.length > 0 && <RuleTrialLine trial={ruleTrial} />}
          {rowTrial && <TrialLine trial={rowTrial} />}
          {changed.length > 0 && draft.savedAt && (
            <span className="small quiet">
              {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}{' '}
              <Button kind="link" onPress={() => void draft.discard()}>
                {t(texts.discardDraft)}
              </Button>
            </span>
          )}
          {row === null && (
            <Button working={isSaving} onPress={() => void save(true)}>
              {t(texts.saveAndNew)}
            </Button>
          )}
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={isSaving}
            notNow={(isUnchanged && t(texts.nothingChanged)) || (conflicts.length > 0 && t(changeTexts.both))}
            onPress={() => void save(false)}
          >
            {t(common.save)}
          </Button>
        </div>
      )}
    </div>
  )
}

function Field({
  column,
  error,
  ...props
}: {
  column: Column
  table: SetUpTable
  description: Description
  names: Names
  values: Values
  error: ApiRefused | null
  onChange: (value: unknown) => void
}) {
  const t = useText()
  const problems = inForm(
    props.table,
    (error?.problems ?? []).filter((problem) => problem.column === column.key),
    t,
  )
  const [text] = useProblemTexts(problems)
  return (
    <ValueField
      {...props}
      column={column}
      value={props.values[column.key]}
      error={problems.length > 0 ? text : undefined}
    />
  )
}

/** A draft is called by letters, digits and . : _ - */
const draftName = (table: SetUpTable, row: Values | null): string =>
  `set-up.${table.name}.${
    row
      ? encodeURIComponent(nameOf(table, row))
          .replace(/%/g, ':')
          .replace(/[^\w.:-]/g, '_')
      : 'new'
  }`.slice(0, 200)

export const nameOf = (table: SetUpTable, values: Values): string =>
  table.keys
    .map((key) => values[key])
    .filter((value) => value !== null && value !== undefined && value !== '')
    .join(' ')

export function defaultsOf(table: SetUpTable): Values {
  return Object.fromEntries(table.columns.map((column) => [column.key, column.default ?? null]))
}

const pick = (values: Values, keys: readonly string[]): Values =>
  Object.fromEntries(keys.map((key) => [key, cleaned(values[key])]))

/** What nobody filled in is not sent: the server has its own defaults. */
const pruned = (table: SetUpTable, values: Values): Values =>
  Object.fromEntries(
    table.columns
      .map((column) => [column.key, cleaned(values[column.key])] as const)
      .filter(([key, value]) => value !== null || table.keys.includes(key)),
  )

const cleaned = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).filter(([key, part]) => key !== '' && part !== null))
}

function undoOf(table: SetUpTable, row: Values | null, after: Values, saved: Output<'company.save-accounts'>) {
  if (saved.changes.length === 0) return null
  const was = Object.fromEntries(
    saved.changes
      .filter((change) => change.row === 1)
      .flatMap((change) => change.differences.map(({ column, after: now }) => [column, now])),
  )
  if (row) return { verb: table.saves, input: { rows: [row], was: [was] } }
  if (!table.removable) return null
  return {
    verb: 'company.remove-rows',
    input: { table: table.name, rows: [keysOf(table, after)], reopen: table.dated },
  }
}
