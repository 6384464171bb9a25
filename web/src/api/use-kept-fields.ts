import { useDraft } from './use-draft.ts'

/** What a form kept goes, once what is answered is not a refusal. */
export type Until = <A>(answer: Promise<A>) => Promise<A>

/**
 * The fields of a form that begins anew each time it is opened, kept while they are typed: what was not sent stands there again
 * after a reload, a sign-out, or on another machine. Only what was typed is kept; a field that was not begins with `first`.
 */
export function useKeptFields(name: string): {
  /** In the place of `useState(first)`. */
  field: <V>(key: string, first: V) => [V, (value: V) => void]
  /** Given up by who pressed cancel: nothing of it stands there next time. Esc, × and leaving keep it. */
  cancel: (onClose: () => void) => void
  /** It has become a fact. */
  discard: () => Promise<void>
  until: Until
} {
  const draft = useDraft<Record<string, unknown>>(name.replace(/[^\w.:-]/g, '_').slice(0, 200), {})
  return {
    field: <V>(key: string, first: V) => [
      key in draft.value ? (draft.value[key] as V) : first,
      (value) => draft.setValue((before) => ({ ...before, [key]: value })),
    ],
    cancel: (onClose) => {
      void draft.discard()
      onClose()
    },
    discard: () => draft.discard(),
    until: async (answer) => {
      const given = await answer
      void draft.discard()
      return given
    },
  }
}
