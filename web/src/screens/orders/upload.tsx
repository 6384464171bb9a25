import { useRef } from 'react'
import { useSession } from '../../api/session.tsx'
import { useAct } from '../../api/use-verb.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useTell } from '../../shell/toast.tsx'
import { fileTexts } from './file-texts.ts'

/** Reads an order file in, its good rows at once, and tells where to go on: the run that was proposed, or the file. */
export function useOrderFile(onDone: (to: { run: string } | { file: string }) => void) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { can } = useSession()
  const act = useAct('invoicing.import-orders')
  const read = (file: File) =>
    act.run({ file, acceptGoodRows: true, propose: can('invoicing.propose-billing') } as never).then(
      (answer) => {
        if (answer.state === 'already-imported')
          tell(t(fileTexts.readBefore, { at: formats.instant(answer.alreadyImportedOn) }))
        else if (answer.orders.made > 0) tell(t(fileTexts.dropped, { n: answer.orders.made }))
        onDone(answer.run ? { run: answer.run.runId } : { file: answer.importId })
      },
      () => {},
    )
  return { read, act }
}

/** The way by mouse or screen reader: a field that is not seen, pressed by a button. */
export function useFileChooser(onChosen: (files: readonly File[]) => void) {
  const input = useRef<HTMLInputElement>(null)
  const t = useText()
  return {
    choose: () => input.current?.click(),
    field: (
      <input
        ref={input}
        type="file"
        multiple
        className="unseen"
        tabIndex={-1}
        aria-label={t(fileTexts.chooseFile)}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          onChosen(files)
        }}
      />
    ),
  }
}
