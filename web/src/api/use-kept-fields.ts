import { useDraft } from './use-draft.ts'

/**
 * The fields of a form that begins anew each time it is opened, kept while they are typed: what was not sent stands there again
 * after a reload, a sign-out, or on another machine. Only what was typed is kept; a field that was not begins with `first`.
 */
export function useKeptFields(name: string): {
  /** In the place of `useState(first)`. */
  field: <V>(key: string, first: V) => [V, (value: V) => void]
  /** It has become a fact. */
  discard: () => Promise<void>
  /** The same, once what is answered is not a refusal. */
  until: <A>(answer: Promise<A>) => Promise<A>
} {
  const draft = useDraft<Record<string, unknown>>(name.replace(/[^\w.:-]/g, '_').slice(0, 200), {})
  return {
    field: <V>(key: string, first: V) => [
      key in draft.value ? (draft.value[key] as V) : first,
      (value) => draft.setValue((before) => ({ ...before, [key]: value })),
    ],
    discard: () => draft.discard(),
    until: async (answer) => {
      const given = await answer
      void draft.discard()
      return given
    },
  }
}
