import { useEffect, useState } from 'react'
import type { Output } from '../../api/call.ts'
import type { Problem } from '../../api/refused.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Strip } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

type Report = Output<'parties.import'>
const shownMost = 200

/** A file of customers: first what it would do, row by row; then it is done. */
export function ImportFile({ file, onClose, onOther }: { file: File; onClose: () => void; onOther: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const trial = useAct('parties.import')
  const act = useAct('parties.import')
  const [report, setReport] = useState<Report | null>(null)
  const run = trial.run
  useEffect(() => {
    let isCurrent = true
    setReport(null)
    run({ file, dryRun: true, goodRowsOnly: true }).then(
      (answer) => isCurrent && setReport(answer),
      () => {},
    )
    return () => {
      isCurrent = false
    }
  }, [file, run])
  const good = report ? report.created + report.updated : 0
  const ofFile = report?.problems.filter(({ row, severity }) => row === undefined && severity !== 'warning') ?? []
  const whyNot = report && (ofFile.length > 0 ? t(texts.fileCannot) : good === 0 ? t(texts.nothingNew) : null)
  const save = async () => {
    if (!report || whyNot || act.isRunning) return
    const done = await act.run({ file, dryRun: false, goodRowsOnly: true }).catch(() => null)
    if (!done) return
    tell(t(texts.fileRead, { name: file.name, created: done.created, updated: done.updated }))
    onClose()
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void save(), inFields: true }])
  return (
    <Dialog
      title={file.name}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button onPress={onOther}>{t(texts.otherFile)}</Button>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={act.isRunning}
            notNow={report ? whyNot : t(common.working)}
            onPress={() => void save()}
          >
            {report && report.rejected > 0 ? t(texts.saveGood, { n: good }) : t(texts.saveAll, { n: good })}
          </Button>
        </>
      }
    >
      {!report && !trial.error && <Progress label={t(texts.checkingFile)} progress={trial.progress} />}
      <Told error={trial.error ?? act.error} />
      {report && (
        <>
          <Strip
            figures={[
              { label: t(texts.rowsInFile), figure: formats.count(report.rows) },
              { label: t(texts.rowsNew), figure: formats.count(report.created) },
              { label: t(texts.rowsChanged), figure: formats.count(report.updated) },
              { label: t(texts.rowsSame), figure: formats.count(report.unchanged) },
              { label: t(texts.rowsWrong), figure: formats.count(report.rejected) },
            ]}
          />
          {report.problems.length === 0 ? (
            <Banner>{whyNot ?? t(texts.nothingSavedYet)}</Banner>
          ) : (
            <Problems problems={report.problems as unknown as Problem[]} />
          )}
        </>
      )}
    </Dialog>
  )
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useText()
  const shown = problems.slice(0, shownMost)
  const sentences = useProblemTexts(shown)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard
    <section className="import-problems" tabIndex={0} aria-label={t(texts.rowsWrong)}>
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">{t(texts.column)}</th>
            <th scope="col">{t(texts.whatToDo)}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((problem, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name of their own and do not move
            <tr key={index}>
              <td>{problem.column ?? '–'}</td>
              <td className="wrap">{sentences[index] ?? problem.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > shown.length && (
        <p className="quiet">{t(texts.moreProblems, { n: problems.length - shown.length })}</p>
      )}
    </section>
  )
}
