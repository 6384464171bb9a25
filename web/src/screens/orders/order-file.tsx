import { getRouteApi } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { callForFile, type Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useDraft } from '../../api/use-draft.ts'
import { useExcel } from '../../api/use-excel.ts'
import type { Until } from '../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormatName } from '../../lang/file-format.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { isHandHere } from '../../ui/give-hand.ts'
import { Menu } from '../../ui/menu.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { KeyBar, Screen } from '../../ui/screen.tsx'
import { Facts, Strip } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { PageWaiting } from '../../ui/waiting.tsx'
import { fileTexts } from './file-texts.ts'
import { type Alike, ProblemSheet, type RowDrafts } from './problem-sheet.tsx'
import { useOrderFile } from './upload.tsx'
import './order-file.css'

const route = getRouteApi('/companies/$company/order-files/$import')
const shownMax = 200

/** One order file: what it brought, and what of it is wrong, put right in the sheet's own rows. */
export default function OrderFileScreen() {
  const t = useText()
  const { import: importId } = route.useParams()
  const file = useRead('invoicing.read-import', { importId })
  if (!file.data || file.data.importId !== importId)
    return (
      <Screen title={t(fileTexts.file)}>
        {file.error ? (
          <div className="section">
            <Told error={file.error} onAgain={() => void file.refetch()} />
          </div>
        ) : (
          <PageWaiting />
        )}
      </Screen>
    )
  return <FileScreen key={importId} file={file.data} />
}

function FileScreen({ file }: { file: Output<'invoicing.read-import'> }) {
  const t = useText()
  const word = useWord()
  const formats = useFormats()
  const formatName = useFormatName()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const { importId } = file
  const problems = useRead('invoicing.list-import-problems', {
    importId,
    severity: 'error',
    limit: shownMax,
    ...(search.view ? { code: search.view } : {}),
  })
  const correct = useAct('invoicing.correct-import')
  const discard = useAct('invoicing.discard-rejected')
  const excel = useExcel()
  const drafts = useDraft<RowDrafts>(`order-file-${importId}`, {})
  const [dropping, setDropping] = useState<number[] | null>(null)
  const [isUndoing, setUndoing] = useState(false)
  // On coming here and after each act the hand stands on the next wrong cell, as soon as the rows of now are here.
  const [isLooking, setLooking] = useState(true)
  const isHere = useRef<ReturnType<typeof isHandHere>>(null)
  isHere.current ??= isHandHere()
  const isFresh = problems.data !== undefined && !problems.isFetching
  useEffect(() => {
    if (isLooking && isFresh && (!isHere.current?.() || focusWrongCell())) setLooking(false)
  }, [isLooking, isFresh])
  const rows = problems.data?.rows ?? []
  const told = useProblemTexts(rows.map(({ row: _, ...problem }) => problem as never))
  const sentences = useMemo(
    () => new Map(rows.map((row, at) => [row.problemNo, told[at] ?? row.message])),
    [rows, told],
  )
  const waiting = new Set(rows.flatMap((row) => row.row ?? []))
  const changed = Object.entries(drafts.value)
    .map(([row, cells]) => ({ row: Number(row), cells }))
    .filter(({ row, cells }) => Object.keys(cells).length > 0 && waiting.has(row))
  const mayCorrect = problems.data?.correctable === true && can('invoicing.correct-import')
  const toRun = (run: string) =>
    void navigate({ to: '/companies/$company/billing-runs/$run', params: { company: company.code, run } })
  /** What was typed is read again; `alike`: and the same text in all other rows of the file with the same fault. */
  const readAgain = (alike: readonly Alike[] = []) => {
    if (changed.length === 0) return
    isHere.current = isHandHere()
    void correct.run({ importId, rows: changed, alike, propose: can('invoicing.propose-billing') } as never).then(
      (answer) => {
        drafts.setValue((before) =>
          Object.fromEntries(Object.entries(before).filter(([row]) => !changed.some((one) => String(one.row) === row))),
        )
        const taken = t(fileTexts.taken, { n: answer.orders.made })
        tell(answer.problemsLeft > 0 ? t(fileTexts.stillLeft, { taken, n: answer.problemsLeft }) : taken)
        if (answer.problemsLeft === 0 && answer.run) toRun(answer.run.runId)
        else setLooking(true)
      },
      () => {},
    )
  }
  const drop = (reason: string, until: Until) => {
    isHere.current = isHandHere()
    void until(discard.run({ importId, rows: dropping!, reason } as never)).then(
      (answer) => {
        setDropping(null)
        // Read again as they stand in the file: they wait once more.
        const back = dropping!.map((row) => ({ row, cells: {} }))
        tell(
          t(fileTexts.droppedN, { n: answer.rows }),
          can('invoicing.correct-import')
            ? { verb: 'invoicing.correct-import', input: { importId, rows: back } }
            : null,
        )
        setLooking(true)
      },
      () => {},
    )
  }
  const narrow = (view: string) => void navigate({ search: (before) => ({ ...before, view }), replace: true })
  const original = () => excel.take('invoicing.read-order-file', { importId })
  const sheet = () => excel.take('invoicing.export-import-problems', { importId, severity: 'error' } as never)
  const hasRun = file.runId !== null && can('invoicing.read-run')
  useKeys([
    hasRun && { key: 'G', label: t(fileTexts.toRun), run: () => toRun(file.runId!) },
    { key: 'E', label: t(common.excel), run: () => void sheet() },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    rows.length > 0 &&
      mayCorrect && { key: 'Enter', label: t(fileTexts.nextCell), run: () => focusWrongCell() || focusFirstCell() },
    rows.length > 0 &&
      mayCorrect && {
        key: 'Ctrl+Enter',
        label: changed.length === 0 ? t(fileTexts.readAgainNone) : t(fileTexts.readAgain, { n: changed.length }),
        run: () => readAgain(),
        inFields: true,
        unlisted: true,
      },
  ])
  const name = file.fileName ?? importId.slice(-8)
  const error = [correct, discard, excel].find((one) => one.error)?.error
  const rejectedRows = [...waiting]
  return (
    <Screen
      title={name}
      parent={{
        label: t(fileTexts.files),
        link: { to: '/companies/$company/order-files', params: { company: company.code } },
      }}
      beside={
        file.state !== 'imported' && (
          <Chip tone={file.state === 'refused' ? 'bad' : 'outlined'}>{word('orderImportState', file.state)}</Chip>
        )
      }
      acts={
        <>
          {hasRun && (
            <Button keyCap="G" icon={<ArrowRight size={16} aria-hidden />} onPress={() => toRun(file.runId!)}>
              {t(fileTexts.toRun)}
            </Button>
          )}
          <Menu
            entries={[
              can('invoicing.read-order-file') && { label: t(fileTexts.original), run: () => void original() },
              { label: t(common.excel), keyCap: 'E', run: () => void sheet() },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
              rejectedRows.length > 0 &&
                file.state === 'imported' &&
                can('invoicing.discard-rejected') && {
                  label: t(fileTexts.dropShown),
                  run: () => setDropping(rejectedRows),
                },
              file.state === 'imported' &&
                can('invoicing.undo-import') && {
                  label: t(fileTexts.undo),
                  destructive: true,
                  run: () => setUndoing(true),
                },
            ]}
          />
        </>
      }
    >
      <ChangedNotice subjects={[importId]} isTyped={Object.keys(drafts.value).length > 0} />
      {error && (
        <div className="section">
          <Told error={error} />
        </div>
      )}
      {file.state === 'undone' && (
        <div className="section">
          <Banner>{t(fileTexts.isUndone)}</Banner>
        </div>
      )}
      {file.state === 'refused' && <Refused file={file} />}
      {file.state === 'imported' && file.problemsLeft > 0 && problems.data?.correctable === false && (
        <div className="section">
          <Banner>{t(fileTexts.notHere)}</Banner>
        </div>
      )}
      <Strip
        figures={[
          {
            label: t(fileTexts.left),
            figure: formats.count(file.problemsLeft),
            clause: file.problemsLeft === 0 ? t(fileTexts.allDone) : undefined,
          },
          {
            label: t(fileTexts.orders),
            figure: formats.count(file.orders),
            clause:
              Number(file.totals.known ?? 0) > 0 ? t(fileTexts.known, { n: Number(file.totals.known) }) : undefined,
            onOpen:
              file.orders > 0 && can('invoicing.list-orders')
                ? () =>
                    void navigate({
                      to: '/companies/$company/orders',
                      params: { company: company.code },
                      search: { file: importId },
                    })
                : undefined,
          },
          {
            label: t(fileTexts.controlSum),
            figure: file.sum ? `${formats.amount(file.sum.net)} ${file.sum.currency}` : '–',
            clause: t(fileTexts.withoutVat),
          },
          {
            label: t(fileTexts.billedHead),
            figure: formats.count(file.states.billed),
            clause: file.states.waiting > 0 ? t(fileTexts.waiting, { n: file.states.waiting }) : undefined,
          },
        ]}
      />
      <p className="file-facts">
        <span>
          {t(fileTexts.readAt)} {formats.instant(file.at)}
          {file.by && `, ${file.by}`}
          {file.folder && `, ${t(fileTexts.byFolder, { folder: file.folder })}`}
        </span>
        <span>
          {t(fileTexts.format)} {formatName(file.format ?? '')}
          {file.size !== null && `, ${t(fileTexts.bytesN, { n: file.size })}`}
        </span>
        <span>
          {t(fileTexts.seal)} <span className="seal">{file.sha256.slice(0, 16)}…</span>
        </span>
        {file.corrections.slice(0, 3).map((one) => (
          <span key={`${one.row} ${one.at} ${one.kind}`}>
            {t(fileTexts.correctedRow, {
              row: String(one.row),
              what:
                one.kind === 'dropped'
                  ? `${t(codes.importCorrection.dropped)} (${one.reason ?? ''})`
                  : one.headings.join(', '),
              by: one.by ?? '',
              at: formats.instant(one.at),
            })}
          </span>
        ))}
      </p>
      {problems.data && (problems.data.kinds.length > 1 || search.view) && (
        <div className="sub-bar no-print">
          <ChoicePill
            label={t(fileTexts.kind)}
            value={search.view ?? ''}
            options={problems.data.kinds
              .filter(({ severity }) => severity === 'error')
              .map(({ code, problems: n }) => {
                const first = rows.find((row) => row.code === code)
                return {
                  value: code,
                  label: t(fileTexts.kindN, { text: (first && sentences.get(first.problemNo)) ?? code, n }),
                }
              })}
            onChange={narrow}
          />
        </div>
      )}
      {problems.error && (
        <div className="section">
          <Told error={problems.error} onAgain={() => void problems.refetch()} />
        </div>
      )}
      {problems.data && rows.length === 0 ? (
        <Empty
          title={t(fileTexts.allDone)}
          act={
            hasRun ? (
              <Button keyCap="G" onPress={() => toRun(file.runId!)}>
                {t(fileTexts.toRun)}
              </Button>
            ) : (
              file.orders > 0 &&
              can('invoicing.list-orders') && (
                <ButtonLink
                  to="/companies/$company/orders"
                  params={{ company: company.code }}
                  search={{ file: importId }}
                >
                  {t(fileTexts.showOrders)}
                </ButtonLink>
              )
            )
          }
        >
          {t(fileTexts.allDoneWhy)}
        </Empty>
      ) : (
        problems.data && (
          <ProblemSheet
            problems={problems.data}
            sentences={sentences}
            drafts={drafts.value}
            mayCorrect={mayCorrect}
            onChange={drafts.setValue}
            onAlike={mayCorrect && problems.data.next ? (alike) => readAgain([alike]) : undefined}
            onDrop={
              file.state === 'imported' && can('invoicing.discard-rejected') ? (row) => setDropping([row]) : undefined
            }
          />
        )
      )}
      {rows.length > 0 && <KeyBar />}
      {rows.length > 0 && mayCorrect && (
        <footer className="file-foot no-print">
          <p className="what quiet">
            {problems.data?.next && t(fileTexts.first, { n: shownMax })}{' '}
            {drafts.savedAt &&
              changed.length > 0 &&
              t(common.draftSaved, { time: formats.time(drafts.savedAt.toISOString()) })}
          </p>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            notNow={changed.length === 0 ? t(fileTexts.nothingChanged) : null}
            working={correct.isRunning}
            onPress={() => readAgain()}
          >
            {changed.length === 0 ? t(fileTexts.readAgainNone) : t(fileTexts.readAgain, { n: changed.length })}
          </Button>
        </footer>
      )}
      {dropping && (
        <ReasonDialog
          keptAs={`drop:${importId}`}
          title={t(fileTexts.dropTitle, { n: dropping.length })}
          label={t(fileTexts.dropWhy)}
          act={t(fileTexts.dropTitle, { n: dropping.length })}
          isDestructive
          running={discard}
          onClose={() => setDropping(null)}
          onGiven={drop}
        />
      )}
      {isUndoing && <UndoImport file={file} onClose={() => setUndoing(false)} />}
    </Screen>
  )
}

function focusWrongCell(): boolean {
  const cell = document.querySelector<HTMLInputElement>('.sheet td.wrong input')
  cell?.focus()
  cell?.select()
  return cell !== null
}

/** Where no single cell is at fault, or all that were are changed. */
function focusFirstCell(): boolean {
  const cell = document.querySelector<HTMLInputElement>('.sheet td input')
  cell?.focus()
  return cell !== null
}

/** Nothing was taken: the good rows can still be, from the bytes that are kept. */
function Refused({ file }: { file: Output<'invoicing.read-import'> }) {
  const t = useText()
  const { company, can } = useSession()
  const navigate = useHere(route.useNavigate())
  const [isFetching, setFetching] = useState(false)
  const { read, act } = useOrderFile((to) =>
    'run' in to
      ? void navigate({ to: '/companies/$company/billing-runs/$run', params: { company: company.code, run: to.run } })
      : void navigate({
          to: '/companies/$company/order-files/$import',
          params: { company: company.code, import: to.file },
        }),
  )
  const take = async () => {
    setFetching(true)
    try {
      const { blob } = await callForFile(company.code, 'invoicing.read-order-file', {
        importId: file.importId,
      } as never)
      await read(new File([blob], file.fileName ?? 'file'))
    } finally {
      setFetching(false)
    }
  }
  return (
    <div className="section">
      <Told error={act.error} />
      <Banner
        tone="warn"
        act={
          can('invoicing.import-orders') &&
          can('invoicing.read-order-file') && (
            <Button kind="link" working={isFetching || act.isRunning} onPress={() => void take().catch(() => {})}>
              {t(fileTexts.takeGood)}
            </Button>
          )
        }
      >
        {t(fileTexts.refused)}
      </Banner>
    </div>
  )
}

/** What taking the import back would do, before it is done. */
function UndoImport({ file, onClose }: { file: Output<'invoicing.read-import'>; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const undo = useAct('invoicing.undo-import')
  const { waiting, billed } = file.states
  const name = file.fileName ?? ''
  const go = () =>
    void undo.run({ importId: file.importId } as never).then(
      () => {
        tell(t(fileTexts.undone, { file: name }))
        onClose()
      },
      () => {},
    )
  useKeys([{ key: 'Ctrl+Enter', label: t(fileTexts.undo), run: go, inFields: true, unlisted: true }])
  return (
    <Dialog
      title={t(fileTexts.undoTitle, { file: name })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(fileTexts.keep)}</Button>
          <Button kind="destructive" keyCap="Ctrl+Enter" working={undo.isRunning} onPress={go}>
            {t(fileTexts.undo)}
          </Button>
        </>
      }
    >
      <Told error={undo.error} />
      <p className="quiet">{t(fileTexts.undoWhat)}</p>
      <Facts
        facts={[
          [t(fileTexts.cancelled), t(fileTexts.ordersN, { n: waiting })],
          billed > 0 && [t(fileTexts.untouched), t(fileTexts.billedN, { n: billed })],
          file.sum !== null && [t(fileTexts.controlSum), `${formats.amount(file.sum.net)} ${file.sum.currency}`],
        ]}
      />
    </Dialog>
  )
}
