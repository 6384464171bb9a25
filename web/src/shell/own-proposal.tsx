import { useSession } from '../api/session.tsx'
import { useChoices } from '../api/use-choices.ts'
import { useAct } from '../api/use-verb.ts'
import { useText } from '../lang/language.tsx'
import { Button } from '../ui/button.tsx'
import { Told } from '../ui/told.tsx'
import { useKeys } from './keys.tsx'

type Verb = 'invoicing.propose-billing' | 'dunning.propose' | 'interest.propose' | 'losses.propose'

/** Who sees a part of a run decides about none of it: one key proposes the same over what he sees. */
export function OwnProposal({
  verb,
  input,
  onMade,
}: {
  verb: Verb
  input: { invoiceGroups?: readonly string[] } & Record<string, unknown>
  onMade: (runId: string) => void
}) {
  const t = useText()
  const { can } = useSession()
  const propose = useAct(verb)
  const { groups } = useChoices()
  const { invoiceGroups, ...others } = input
  // Groups of areas that he does not see fall away: a verb refuses a group that is none to him.
  const seen = invoiceGroups?.filter((code) => groups.some(({ value }) => value === code)) ?? []
  const go = () =>
    void propose.run({ ...others, ...(seen.length > 0 ? { invoiceGroups: seen } : {}) } as never).then(
      ({ runId }) => onMade(runId),
      () => {},
    )
  const may = can(verb)
  const label = t({
    sv: 'Gör ett eget förslag',
    nb: 'Lag et eget forslag',
    bg: 'Направи собствено предложение',
    en: 'Make my own proposal',
  })
  useKeys([may && { key: '+', label, run: go }])
  if (!may) return null
  return (
    <>
      <Told error={propose.error} />
      <Button keyCap="+" working={propose.isRunning} onPress={go}>
        {label}
      </Button>
    </>
  )
}
