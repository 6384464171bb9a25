import { same } from './same.ts'
import { useDraft } from './use-draft.ts'

export interface SharedDraft<T extends object> {
  /** What stands in the form: what is typed, else what the thing says now. */
  value: T
  set: (change: Partial<T>) => void
  /** Fields that are typed here and say something else now. */
  changed: (keyof T & string)[]
  /** Those of them that another has changed since they were typed here: both must be looked at. */
  conflicts: (keyof T & string)[]
  /** The fields typed here as they are now: what the server holds against what it finds (`was`). */
  was: Partial<T>
  keepMine: (field: keyof T & string) => void
  takeTheirs: (field: keyof T & string) => void
  savedAt: Date | null
  isOverwritten: boolean
  isReady: boolean
  discard: () => Promise<void>
}

interface Kept {
  value: Record<string, unknown>
  base: Record<string, unknown>
}

/**
 * A draft of a thing that others may change, too. Kept are only the fields that were typed, and what each said before:
 * the others follow the thing, so that two persons in different fields never write over each other.
 * @param now what the thing says now; read again whenever it changes
 */
export function useSharedDraft<T extends object>(name: string, now: T): SharedDraft<T> {
  const draft = useDraft<Kept>(name, { value: {}, base: {} })
  const { value, base } = draft.value.base ? draft.value : { value: {}, base: {} }
  const stands = now as Record<string, unknown>
  const changed = Object.keys(value).filter((field) => !same(value[field], stands[field]))
  return {
    value: { ...now, ...value } as T,
    set: (change) =>
      draft.setValue((before) => ({
        value: { ...before.value, ...change },
        base: { ...pick(stands, Object.keys(change)), ...before.base },
      })),
    changed: changed as (keyof T & string)[],
    conflicts: changed.filter((field) => !same(base[field], stands[field])) as (keyof T & string)[],
    was: pick(stands, changed) as Partial<T>,
    keepMine: (field) => draft.setValue((before) => ({ ...before, base: { ...before.base, [field]: stands[field] } })),
    takeTheirs: (field) =>
      draft.setValue((before) => ({ value: without(before.value, field), base: without(before.base, field) })),
    savedAt: draft.savedAt,
    isOverwritten: draft.isOverwritten,
    isReady: draft.isReady,
    discard: draft.discard,
  }
}

const pick = (from: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field, from[field] ?? null]))

const without = (from: Record<string, unknown>, field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== field))
