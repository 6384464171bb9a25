import { useQueryClient } from '@tanstack/react-query'
import { FileDown, FileUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { call, callForFile, type Output } from '../../api/call.ts'
import { ApiRefused, type Problem } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useLanguage, useText } from '../../lang/language.tsx'
import { sayProblem } from '../../problems/say-problem.ts'
import { useDropFiles } from '../../shell/drop-files.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'
import { useDescription } from './use-tables.ts'

type Report = Output<'company.import-set-up'>
type Other = 'bank' | 'orders'

/** The whole set-up out as Excel and in again: differences and problems first, then saved as one. */
export function Workbook() {
  const t = useText()
  const language = useLanguage()
  const { company, can } = useSession()
  const chooser = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const [reading, setReading] = useState<string | null>(null)
  const [read, setRead] = useState<{ file: File; report: Report; other: Other | null } | null>(null)
  const [error, setError] = useState<ApiRefused | null>(null)
  const caught = (thrown: unknown) => {
    if (!(thrown instanceof ApiRefused)) throw thrown
    setError(thrown)
  }
  const takeOut = () => void callForFile(company.code, 'company.export-set-up', { language }).then(saveFile, caught)
  const take = async (file: File) => {
    setError(null)
    setReading(file.name)
    await call(company.code, 'company.import-set-up', { file, dryRun: true })
      .then(async (report) => setRead({ file, report, other: await otherOf(file, report) }))
      .catch(caught)
      .finally(() => setReading(null))
  }
  /** Nothing in it is a sheet of the set-up: it may be a file that is read in elsewhere. */
  const otherOf = async (file: File, report: Report): Promise<Other | null> => {
    if (report.sheets.length > 0 || report.problems.length === 0) return null
    const { kind } = await call(company.code, 'workspace.recognise-file', { file } as never)
    return kind === 'unknown' || !can(kind === 'bank' ? 'bank.import-file' : 'invoicing.import-orders') ? null : kind
  }
  const mayRead = can('company.import-set-up')
  // On this page a workbook is meant wherever it is let go of; anything else goes where dropped files go.
  useEffect(() => {
    const drop = (event: DragEvent) => {
      const [file, ...others] = event.dataTransfer?.files ?? []
      if (!mayRead || event.defaultPrevented || !file || others.length > 0 || !/\.xlsx$/i.test(file.name)) return
      event.preventDefault()
      void take(file)
    }
    document.addEventListener('drop', drop)
    return () => document.removeEventListener('drop', drop)
  })
  useKeys([{ key: 'E', label: t(texts.takeOut), run: takeOut }])
  return (
    <section
      className={`section drop-place ${isOver ? 'over' : ''}`}
      aria-label={t(texts.workbook)}
      onDragOver={(event) => {
        if (!mayRead) return
        event.preventDefault()
        event.stopPropagation()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (file && mayRead) void take(file)
      }}
    >
      <h2>{t(texts.workbook)}</h2>
      <p className="quiet">{t(texts.workbookWhy)}</p>
      <span>
        <Button keyCap="E" icon={<FileDown size={16} aria-hidden />} onPress={takeOut}>
          {t(texts.takeOut)}
        </Button>
      </span>
      {mayRead && (
        <div className="drop-target">
          <FileUp size={20} aria-hidden />
          <p aria-live="polite">
            {reading ? (
              t(texts.reading, { name: reading })
            ) : (
              <>
                {t(texts.dropHere)}{' '}
                <Button kind="link" onPress={() => chooser.current?.click()}>
                  {t(texts.chooseFile)}
                </Button>
              </>
            )}
          </p>
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".xlsx"
            aria-label={t(texts.chooseFile)}
            onChange={(event) => {
              const file = event.target.files?.[0]
              event.target.value = ''
              if (file) void take(file)
            }}
          />
        </div>
      )}
      <Told error={error} />
      {read &&
        (read.other ? (
          <OtherFile file={read.file} kind={read.other} onClose={() => setRead(null)} />
        ) : (
          <Differences file={read.file} report={read.report} onClose={() => setRead(null)} />
        ))}
    </section>
  )
}

/** No workbook of the set-up: what it is, and the way to where it is read in. */
function OtherFile({ file, kind, onClose }: { file: File; kind: Other; onClose: () => void }) {
  const t = useText()
  const dropFiles = useDropFiles()
  return (
    <ActDialog
      title={file.name}
      act={t(kind === 'orders' ? texts.readAsOrders : texts.readAsBank)}
      running={{ isRunning: false, error: null }}
      onGo={() => {
        onClose()
        dropFiles([file])
      }}
      onClose={onClose}
    >
      <p>{t(kind === 'orders' ? texts.isOrders : texts.isBank)}</p>
    </ActDialog>
  )
}

const changesShown = 200

function Differences({ file, report, onClose }: { file: File; report: Report; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const client = useQueryClient()
  const { company } = useSession()
  const described = useDescription()
  const [isSaving, setSaving] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  const problems = report.problems as unknown as Problem[]
  const stopping = problems.filter((problem) => problem.severity !== 'warning')
  const changed = report.sheets.filter((sheet) => sheet.changes.length > 0)
  const count = changed.reduce((sum, sheet) => sum + sheet.changes.length, 0)
  const titleOf = (table: string, column: string): string => {
    const found = described.data?.tables.find((one) => one.name === table)?.columns.find((one) => one.key === column)
    return found ? t(found.title) : column
  }
  const save = async () => {
    if (stopping.length > 0 || count === 0) return
    setSaving(true)
    try {
      await call(company.code, 'company.import-set-up', { file, dryRun: false }, { key: crypto.randomUUID() })
      tell(t(texts.changesSaved, { n: count }))
      await client.invalidateQueries({ queryKey: [company.code] })
      onClose()
    } catch (thrown) {
      if (!(thrown instanceof ApiRefused)) throw thrown
      setError(thrown)
    } finally {
      setSaving(false)
    }
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void save(), inFields: true, unlisted: true }])
  return (
    <Dialog
      title={file.name}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(count === 0 || stopping.length > 0 ? common.close : common.cancel)}</Button>
          {count > 0 && stopping.length === 0 && (
            <Button kind="primary" keyCap="Ctrl+Enter" working={isSaving} onPress={() => void save()}>
              {t(texts.saveChanges, { n: count })}
            </Button>
          )}
        </>
      }
    >
      <Told error={error} />
      {stopping.length > 0 && <Banner tone="bad">{t(texts.problemsStop, { n: stopping.length })}</Banner>}
      {problems.length > 0 && <Problems problems={problems} />}
      {count === 0 && stopping.length === 0 && <p>{t(texts.nothingDiffers)}</p>}
      {changed.map((sheet) => (
        <section key={sheet.table} className="sheet-changes">
          <h3>
            {sheet.sheet}{' '}
            <span className="quiet small">
              {t(texts.added)} {sheet.created} · {t(texts.changed)} {sheet.updated} · {t(texts.unchanged)}{' '}
              {sheet.unchanged}
              {sheet.notInSheet.length > 0 && ` · ${t(texts.notInSheet)} ${sheet.notInSheet.length}`}
            </span>
          </h3>
          <table className="table inset">
            <caption className="unseen">{sheet.sheet}</caption>
            <thead>
              <tr>
                <th scope="col">{t(texts.row)}</th>
                <th scope="col">{t(texts.column)}</th>
                <th scope="col">{t(texts.before)}</th>
                <th scope="col">{t(texts.after)}</th>
              </tr>
            </thead>
            <tbody>
              {sheet.changes.slice(0, changesShown).map((change) =>
                change.change === 'create' ? (
                  <tr key={`${change.name} ${change.row}`}>
                    <td className="strong">{change.name}</td>
                    <td colSpan={2} className="quiet">
                      {t(texts.newRow)}
                    </td>
                    <td className="wrap quiet">
                      {change.differences
                        .map((one) => plain(one.after))
                        .filter(Boolean)
                        .slice(1, 5)
                        .join(' · ')}
                    </td>
                  </tr>
                ) : (
                  change.differences.map((one, i) => (
                    <tr key={`${change.name} ${change.row} ${one.column}`}>
                      <td className="strong">{i === 0 ? change.name : ''}</td>
                      <td>{titleOf(sheet.table, one.column)}</td>
                      <td className="quiet wrap">{plain(one.before) || '–'}</td>
                      <td className="wrap">{plain(one.after) || '–'}</td>
                    </tr>
                  ))
                ),
              )}
            </tbody>
          </table>
        </section>
      ))}
    </Dialog>
  )
}

const plain = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? Object.values(value).filter(Boolean).join(', ')
      : String(value)

function Problems({ problems }: { problems: readonly Problem[] }) {
  const t = useText()
  const language = useLanguage()
  const [said, setSaid] = useState<string[]>([])
  useEffect(() => {
    let isCurrent = true
    void Promise.all(problems.map((problem) => sayProblem(problem, language))).then((all) => isCurrent && setSaid(all))
    return () => {
      isCurrent = false
    }
  }, [problems, language])
  return (
    <table className="table inset" aria-label={t(texts.problem)}>
      <thead>
        <tr>
          <th scope="col">{t(texts.sheet)}</th>
          <th scope="col">{t(texts.row)}</th>
          <th scope="col">{t(texts.column)}</th>
          <th scope="col">{t(texts.problem)}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map((problem, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that does not change
          <tr key={i} className={problem.severity === 'warning' ? '' : 'wrong'}>
            <td className="nowrap">{problem.path}</td>
            <td className="figures">{problem.row}</td>
            <td>{problem.column}</td>
            <td className="wrap">{said[i] ?? problem.message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
