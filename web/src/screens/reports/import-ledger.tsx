import { useState } from 'react'
import type { Input, Output } from '../../api/call.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, DayField } from '../../ui/field.tsx'
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
  const [isMeant, setMeant] = useState(false)
  const [done, setDone] = useState<Output<'exchange.import-ledger'> | null>(null)
  const warnings = useProblemTexts(done?.warnings ?? [])
  const isOther = act.error?.problems.some(({ code }) => code === 'ledger-import.other-company') || isMeant
  const run = () => {
    if (!file || act.isRunning) return
    void act
      .run({ file, ...(asOf ? { asOf } : {}), otherCompany: isMeant } as unknown as Input<'exchange.import-ledger'>)
      .then((answer) => {
        tell(
          answer.alreadyImportedOn
            ? t(texts.importedBefore)
            : t(texts.importedDone, { n: answer.accounts, day: formats.dayInText(answer.asOf) }),
        )
        // What is askew in the file is read before it is compared with.
        if (answer.warnings.length > 0) setDone(answer)
        else onClose()
      })
      .catch(() => {})
  }
  useKeys([
    {
      key: 'Ctrl+Enter',
      label: t(done ? common.close : texts.importLedger),
      run: done ? onClose : run,
      inFields: true,
      unlisted: true,
    },
  ])
  if (done)
    return (
      <Dialog
        title={t(texts.importedDone, { n: done.accounts, day: formats.dayInText(done.asOf) })}
        onClose={onClose}
        footer={
          <Button kind="primary" keyCap="Ctrl+Enter" onPress={onClose}>
            {t(common.close)}
          </Button>
        }
      >
        <Banner tone="warn">
          <ul>
            {warnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Banner>
      </Dialog>
    )
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
      <FileField
        label={t(texts.ledgerFile)}
        accept=".se,.si,.sie,.xml,.xlsx,.csv,.txt"
        onChange={(chosen) => {
          setFile(chosen)
          setMeant(false)
        }}
      />
      <DayField label={t(texts.ledgerDay)} value={asOf} onChange={(day) => setAsOf(day ?? '')} />
      {isOther && <CheckField label={t(texts.otherCompanyMeant)} checked={isMeant} onChange={setMeant} />}
      <Told error={act.error} />
    </Dialog>
  )
}
