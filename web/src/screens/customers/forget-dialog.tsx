import { useEffect, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Told } from '../../ui/told.tsx'
import type { Card } from './card.ts'
import { texts } from './texts.ts'

/** What would go and what stays is shown before; nothing brings it back. */
export function ForgetDialog({ card, onClose }: { card: Card; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const trial = useAct('parties.forget')
  const act = useAct('parties.forget')
  const [preview, setPreview] = useState<Output<'parties.forget'> | null>(null)
  const run = trial.run
  useEffect(() => {
    run({ number: card.number, dryRun: true }).then(setPreview, () => {})
  }, [run, card.number])
  const forget = async () => {
    if (!preview || act.isRunning) return
    const done = await act.run({ number: card.number, dryRun: false }).catch(() => null)
    if (!done) return
    tell(t(texts.forgottenNow, { number: card.number }))
    onClose()
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void forget(), inFields: true }])
  return (
    <Dialog
      title={t(texts.forget)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button
            kind="destructive"
            keyCap="Ctrl+Enter"
            working={act.isRunning}
            notNow={!preview && (trial.error ? t(texts.cannotForget) : t(common.loading))}
            onPress={() => void forget()}
          >
            {t(texts.forgetNow)}
          </Button>
        </>
      }
    >
      <Told error={trial.error ?? act.error} />
      {preview && (
        <>
          <p>{t(texts.forgetGoes)}</p>
          <ul className="effect-list">
            <li>{t(texts.goesVersions, { n: preview.versions })}</li>
            {card.addresses.length > 0 && <li>{t(texts.goesAddresses, { n: card.addresses.length })}</li>}
            {card.channels.length > 0 && <li>{t(texts.goesChannels, { n: card.channels.length })}</li>}
            {card.contacts.length > 0 && <li>{t(texts.goesContacts, { n: card.contacts.length })}</li>}
            {card.notes.length > 0 && <li>{t(texts.goesNotes, { n: card.notes.length })}</li>}
            {card.bankAccounts.length > 0 && <li>{t(texts.goesAccounts, { n: card.bankAccounts.length })}</li>}
          </ul>
          <p>{t(texts.forgetStays)}</p>
          {preview.keptUntil && (
            <p className="quiet">{t(texts.keptUntil, { day: formats.dayInText(preview.keptUntil) })}</p>
          )}
        </>
      )}
    </Dialog>
  )
}
