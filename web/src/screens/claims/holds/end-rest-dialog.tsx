import { useState } from 'react'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct } from '../../../api/use-verb.ts'
import { useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { type Undo, useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { restTexts as texts } from './texts.ts'

/** What a person has let rest, and lets go on; a plan ends with the plan, money when it is placed. */
export const endableKinds = ['dispute', 'deferral', 'promise', 'pause', 'deceased', 'bankrupt', 'debt-relief'] as const
type EndableKind = (typeof endableKinds)[number]
export const isEndable = (kind: string): kind is EndableKind => (endableKinds as readonly string[]).includes(kind)

export interface EndableHold {
  holdId: string
  kind: EndableKind
  reason: string | null
}
const outcomes = ['for', 'against', 'released'] as const
type Outcome = (typeof outcomes)[number]

/** Claims go on: a dispute is decided, for the claim or against it; what else lets them rest is ended. It can be taken back. */
export function EndRestDialog({
  hold,
  name,
  onEnded,
  onClose,
}: {
  hold: EndableHold
  name: string
  onEnded?: () => void
  onClose: () => void
}) {
  const t = useText()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const release = useAct('claims.release')
  const resolve = useAct('claims.resolve-dispute')
  const isDispute = hold.kind === 'dispute' && can('claims.resolve-dispute')
  const kept = useKeptFields(`end-rest:${hold.holdId}`)
  const [outcome, setOutcome] = kept.field<Outcome>('outcome', isDispute ? 'for' : 'released')
  const [reason, setReason] = kept.field('reason', '')
  const [isTried, setTried] = useState(false)
  const { holdId } = hold
  const end = () => {
    setTried(true)
    const why = reason.trim()
    if (why === '') return
    const answer =
      outcome === 'released'
        ? release.run({ holdIds: [holdId], reason: why })
        : resolve.run({ holdId, outcome, reason: why })
    void kept.until<{ undo: Undo | null }>(answer).then(
      ({ undo }) => {
        tell(t(outcome === 'against' ? texts.waitsForCredit : texts.goesOn, { name }), undo)
        onEnded?.()
        onClose()
      },
      () => {},
    )
  }
  return (
    <ActDialog
      title={`${t(texts.end)}: ${name}`}
      act={t(texts.end)}
      running={outcome === 'released' ? release : resolve}
      onGo={end}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <p className="quiet">{[word('holdKind', hold.kind), hold.reason].filter(Boolean).join(': ')}</p>
      {isDispute && (
        <SelectField
          label={t(texts.decided)}
          value={outcome}
          onChange={(next) => setOutcome(next as Outcome)}
          options={outcomes.map((one) => ({ value: one, label: t(texts[`decided.${one}`]) }))}
        />
      )}
      <p className="quiet">{t(texts[`then.${outcome}`])}</p>
      <TextField
        label={t(texts.reason)}
        value={reason}
        onChange={setReason}
        error={isTried && reason.trim() === '' ? t(texts.reasonNeeded) : null}
        input={{
          autoFocus: true,
          maxLength: 500,
          onKeyDown: (event) => {
            if (event.key !== 'Enter' || event.ctrlKey) return
            event.preventDefault()
            end()
          },
        }}
      />
    </ActDialog>
  )
}
