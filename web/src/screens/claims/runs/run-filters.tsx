import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { type Say, useText } from '../../../lang/language.tsx'
import { ChoicePill, TextPill } from '../../../ui/pill.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { phraseOf, sayCause, stateNames } from './say.ts'
import type { Run, Sums } from './shapes.ts'
import { texts } from './texts.ts'

/** What the address says of the rows that are shown. */
export interface RunSearch {
  state?: string | undefined
  /** "STANDARD" or "STANDARD/2": a policy, or one of its steps. */
  group?: string | undefined
  cause?: string | undefined
  q?: string | undefined
}
export const rowStates = ['proposed', 'done', 'held', 'rejected', 'excluded', 'recalled'] as const

/** By what becomes of the rows, by policy and step, by cause, by customer. */
export function RunFilters({
  run,
  sums,
  search,
  onNarrow,
}: {
  run: Run
  sums: Sums
  search: RunSearch
  onNarrow: (next: RunSearch) => void
}) {
  const t = useText()
  const groups = groupOptions(run, t)
  const tabs = rowStates
    .filter((one) => (sums.states[one] ?? 0) > 0)
    .map((one) => ({ value: one as string, label: t(stateNames[one]!), count: sums.states[one] ?? 0 }))
  const all = { value: '', label: t(common.all), count: Object.values(sums.states).reduce((sum, n) => sum + n, 0) }
  return (
    <div className="run-tabs">
      <Tabs
        label={t(codes.runRowState.proposed)}
        tabs={[all, ...tabs]}
        value={rowStates.find((one) => one === search.state) ?? ''}
        panelId="dunning-rows"
        onChange={(state) => onNarrow({ state, cause: undefined })}
      />
      <span className="filters">
        {groups.length > 1 && (
          <ChoicePill
            label={t(texts.group)}
            value={search.group ?? ''}
            all={t(texts.wholeRun)}
            options={groups}
            onChange={(group) => onNarrow({ group })}
          />
        )}
        {search.cause && (
          <ChoicePill
            label={t(texts.seeCause)}
            value={search.cause}
            options={sums.causes.map(({ code }) => ({ value: code, label: sayCause(t, code) }))}
            onChange={(cause) => onNarrow({ cause, state: cause ? 'held' : search.state })}
          />
        )}
        <TextPill label={t(texts.searchCustomer)} value={search.q ?? ''} onChange={(q) => onNarrow({ q })} />
      </span>
    </div>
  )
}

/** Policies of the run, and their steps where a policy has several in it. */
function groupOptions(run: Run, t: Say) {
  const codesOf = [...new Set(run.totals.steps.map(({ policy }) => policy))]
  return codesOf.flatMap((policy) => {
    const steps = run.totals.steps.filter((step) => step.policy === policy)
    return [
      ...(codesOf.length > 1 ? [{ value: policy, label: policy }] : []),
      ...(steps.length > 1 || codesOf.length === 1
        ? steps.map((step) => ({
            value: `${policy}/${step.stepNo}`,
            label: t(texts.stepOf, { policy, step: step.stepNo, kind: t(phraseOf(codes.stepKind, step.kind)) }),
          }))
        : []),
    ]
  })
}

/** The part of a run that a group names: what is read, summed and sent of it. */
export function partOf(group: string | undefined): { policy?: string; stepNo?: number } {
  if (!group) return {}
  const at = group.lastIndexOf('/')
  const stepNo = at < 0 ? 0 : Number(group.slice(at + 1)) || 0
  return { policy: at < 0 ? group : group.slice(0, at), ...(stepNo ? { stepNo } : {}) }
}
