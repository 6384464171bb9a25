import { useState } from 'react'
import type { Input } from '../../api/call.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DayField } from '../../ui/field.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

/** A general ledger from its own program, to compare with. The same file twice changes nothing. */
export function ImportLedger({ onClose }: { onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const act = useAct('exchange.import-ledger')
  const [file, setFile] = useState<File | null>(null)
  const [asOf, setAsOf] = useState('')
  const run = () => {
    if (!file || act.isRunning) return
    void act
      .run({ file, ...(asOf ? { asOf } : {}), otherCompany: false } as unknown as Input<'exchange.import-ledger'>)
      .then((done) => {
        tell(
          done.alreadyImportedOn
            ? t(texts.importedBefore)
            : t(texts.importedDone, { n: done.accounts, day: formats.dayInText(done.asOf) }),
        )
        onClose()
      })
      .catch(() => {})
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(texts.importLedger), run, inFields: true, unlisted: true }])
  return (
    <Dialog
      title={t(texts.importLedger)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={act.isRunning}
            notNow={!file && t(texts.ledgerFile)}
            onPress={run}
          >
            {t(texts.importLedger)}
          </Button>
        </>
      }
    >
      <FileField label={t(texts.ledgerFile)} accept=".se,.si,.sie,.xml,.xlsx,.csv,.txt" onChange={setFile} />
      <DayField label={t(texts.ledgerDay)} value={asOf} onChange={(day) => setAsOf(day ?? '')} />
      <Told error={act.error} />
    </Dialog>
  )
}
