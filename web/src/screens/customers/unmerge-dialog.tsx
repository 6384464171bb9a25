import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Output } from '../../api/call.ts'
import type { Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

/** A merge is taken back: what goes back and what stays is shown before. A new merge undoes it. */
export function UnmergeDialog({ from, onClose }: { from: string; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const navigate = useNavigate()
  const { company } = useSession()
  const trial = useAct('parties.undo-merge')
  const act = useAct('parties.undo-merge')
  const [preview, setPreview] = useState<Output<'parties.undo-merge'> | null>(null)
  const run = trial.run
  useEffect(() => {
    run({ from, preview: true }).then(setPreview, () => {})
  }, [run, from])
  const problems = useProblemTexts((preview?.problems ?? []) as unknown as Problem[])
  const whyNot = !preview ? t(trial.error ? texts.cannotMerge : common.loading) : (problems[0] ?? null)
  const split = async () => {
    if (!preview || whyNot || act.isRunning) return
    const done = await act.run({ from, preview: false }).catch(() => null)
    if (!done) return
    tell(t(texts.unmerged, { from }), {
      verb: 'parties.merge',
      input: { from, into: done.into.number, preview: false },
    })
    onClose()
    void navigate({
      to: '/companies/$company/customers/$number',
      params: { company: company.code, number: from },
    })
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(texts.unmergeNow), run: () => void split(), inFields: true }])
  return (
    <Dialog
      title={
        preview
          ? t(texts.unmergeTitle, { from, into: preview.into.number, day: formats.dayInText(preview.mergedOn) })
          : t(texts.unmerge, { from })
      }
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={act.isRunning}
            notNow={whyNot}
            onPress={() => void split()}
          >
            {t(texts.unmergeNow)}
          </Button>
        </>
      }
    >
      <Told error={trial.error ?? act.error} />
      {problems.map((text) => (
        <Banner key={text} tone="bad">
          {text}
        </Banner>
      ))}
      {preview && problems.length === 0 && (
        <>
          <ul className="effect-list">
            <li>{t(texts.unmergeBack, { n: preview.items, from })}</li>
            {preview.sums.map((sum) => (
              <li key={`${sum.account} ${sum.currency}`}>
                {t(common.account)} {sum.account}: <Amount value={sum.amount} currency={sum.currency} />
              </li>
            ))}
            {preview.items > 0 && <li>{t(texts.vouchersPosted, { n: preview.items })}</li>}
            {preview.settled > 0 && <li>{t(texts.unmergeSettled, { n: preview.settled })}</li>}
            {preview.since > 0 && <li>{t(texts.unmergeSince, { n: preview.since, into: preview.into.number })}</li>}
          </ul>
          <p>{t(texts.unmergeGoesBack)}</p>
        </>
      )}
    </Dialog>
  )
}
