import { getRouteApi } from '@tanstack/react-router'
import { Check, Download, GitMerge } from 'lucide-react'
import { useEffect, useState } from 'react'
import { addressOf, type Output, type RowOf } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useSheet } from '../../api/use-sheet.ts'
import { useAct, usePages, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormatName } from '../../lang/file-format.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { TrailDrawer } from '../../trail/trail-drawer.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ChoicePill, TextPill } from '../../ui/pill.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Facts, Strip } from '../../ui/strip.tsx'
import { Table } from '../../ui/table.tsx'
import { Told } from '../../ui/told.tsx'
import { DeskProgress } from './desk-progress.tsx'
import { desk as deskTexts } from './desk-texts.ts'
import { FileState } from './file-rows.tsx'
import { texts } from './texts.ts'
import './bank.css'
import { useHere } from '../../shell/use-here.ts'
import './desk.css'

const route = getRouteApi('/companies/$company/bank/files/$file')
type Row = RowOf<'bank.list-payments'>
type State = Row['state']
type File = Output<'bank.read-file'>
const states: readonly State[] = ['settled', 'waiting', 'rejected', 'to-be-paid-back', 'unposted', 'undone']
const tones: Record<State, Tone> = {
  settled: 'good',
  waiting: 'act',
  rejected: 'bad',
  'to-be-paid-back': 'warn',
  unposted: 'warn',
  undone: 'outlined',
}

export default function BankFileScreen() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const { file: fileId } = route.useParams()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const sheet = useSheet('bank-file')
  const read = useRead('bank.read-file', { fileId })
  const pages = usePages('bank.list-payments', {
    fileId,
    ...(search.state ? { state: search.state as State } : {}),
    ...(search.q ? { text: search.q } : {}),
  })
  const file = read.data?.fileId === fileId ? read.data : null
  const [explained, setExplained] = useState<Row | null>(null)
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const toDesk = () =>
    void navigate({ to: '/companies/$company/matching', params: { company: company.code }, search: { file: fileId } })
  const needs = file ? file.progress.left + file.progress.rejected : 0
  const mayDesk = can('bank.list-desk') && needs > 0
  const mayUndo = can('bank.undo-file') && file !== null && file.undoneAt === null
  const excel = () =>
    void sheet.write<Row>(
      file?.name ?? t(texts.payments),
      [
        { of: 'day', title: t(common.date), kind: 'day', value: (row) => row.bookedOn },
        { of: 'payer', title: t(texts.payerName), value: (row) => row.payer },
        { of: 'reference', title: t(deskTexts.reference), value: (row) => row.reference },
        { title: t(texts.text), value: (row) => row.text },
        { of: 'amount', title: t(common.amount), kind: 'number', value: (row) => row.amount },
        { of: 'state', title: t(common.state), value: (row) => t(texts[row.state]) },
        { of: 'settles', title: t(texts.settles), value: (row) => row.settles.join(', ') },
      ],
      pages.readAll,
    )
  useKeys([
    mayDesk && { key: 'M', label: t(texts.toDesk), run: toDesk },
    pages.rows.length > 0 && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  const name = file?.name ?? t(texts.fileName)
  return (
    <Screen
      title={name}
      parent={{
        label: t(texts.files),
        link: { to: '/companies/$company/bank/files', params: { company: company.code } },
      }}
      showsKeys
      beside={
        file && <FileState file={{ undoneAt: file.undoneAt, onDesk: needs, unposted: file.progress.unmatched }} />
      }
      acts={
        file && (
          <>
            {mayDesk && (
              <Button kind="primary" keyCap="M" icon={<GitMerge size={16} aria-hidden />} onPress={toDesk}>
                {t(texts.toDesk)}
              </Button>
            )}
            {can('bank.download-file') && (
              <a className="button" href={addressOf(company.code, 'bank.download-file', { fileId })} download={name}>
                <Download size={16} aria-hidden />
                {t(texts.fetchFile)}
              </a>
            )}
            <Menu
              entries={[mayUndo && { label: t(texts.undoFile), run: () => filter({ undo: '1' }), destructive: true }]}
            />
          </>
        )
      }
    >
      {read.error && <Told error={read.error} onAgain={() => void read.refetch()} />}
      {sheet.error && <Told error={sheet.error} />}
      <div className="columns">
        <div className="main">
          {file && <About file={file} />}
          <div className="sub-bar no-print">
            <TextPill label={t(texts.searchPayments)} value={search.q ?? ''} onChange={(q) => filter({ q })} />
            <ChoicePill
              label={t(common.state)}
              value={search.state ?? ''}
              onChange={(state) => filter({ state })}
              options={states.map((value) => ({ value, label: t(texts[value]) }))}
            />
          </div>
          <Table
            name="bank-file"
            label={t(texts.payments)}
            rows={pages.rows}
            pages={pages}
            keyOf={(row) => row.transactionId}
            selected={search.at ?? null}
            onSelect={(row) => filter({ at: row.transactionId })}
            onOpen={(row) =>
              void navigate({
                to: '/companies/$company/payments/$payment',
                params: { company: company.code, payment: row.transactionId },
              })
            }
            onExplain={setExplained}
            columns={[
              {
                key: 'payer',
                head: t(texts.payerName),
                phone: 'main',
                cell: (row) => (
                  <span className="strong">{row.payer ?? (row.text || row.reference || t(deskTexts.unnamed))}</span>
                ),
              },
              {
                key: 'reference',
                head: t(deskTexts.reference),
                cell: (row) => row.reference ?? <span className="quieter">–</span>,
              },
              { key: 'day', head: t(common.date), cell: (row) => formats.day(row.bookedOn), phone: 'below' },
              {
                key: 'amount',
                head: t(common.amount),
                align: 'amount',
                phone: 'amount',
                cell: (row) => <Amount value={row.amount} foreign={row.currency} onOpen={() => setExplained(row)} />,
              },
              {
                key: 'settles',
                head: t(texts.settles),
                cell: (row) => (row.settles.length > 0 ? row.settles.join(', ') : <span className="quieter">–</span>),
              },
              {
                key: 'how',
                head: t(texts.how),
                cell: (row) =>
                  row.decidedBy === null ? (
                    ''
                  ) : (
                    <span className="quiet">
                      {row.decidedBy === 'machine'
                        ? t(texts.byMachine)
                        : t(texts.byPerson, { name: row.decidedByName ?? '–' })}
                    </span>
                  ),
              },
              {
                key: 'state',
                head: t(common.state),
                phone: 'below',
                cell: (row) => <Chip tone={tones[row.state]}>{t(texts[row.state])}</Chip>,
              },
            ]}
            empty={<Empty title={t(common.nothingFits)} />}
          />
        </div>
        {explained && (
          <TrailDrawer
            key={explained.transactionId}
            start={{ kind: 'payment', id: explained.transactionId }}
            title={`${formats.amount(explained.amount)}\u00a0${explained.currency}`}
            onClose={() => setExplained(null)}
          />
        )}
      </div>
      {search.undo && mayUndo && file && <UndoFile file={file} onClose={() => filter({ undo: undefined })} />}
    </Screen>
  )
}

function About({ file }: { file: File }) {
  const t = useText()
  const formats = useFormats()
  const formatName = useFormatName()
  return (
    <>
      {file.undoneAt && (
        <div className="section">
          <Banner>
            {t(texts.undone)} {formats.instant(file.undoneAt)}
          </Banner>
        </div>
      )}
      <Strip
        figures={[
          {
            label: t(texts.total),
            figure: file.totals.map(({ amount, currency }) => (
              <span key={currency} className="block">
                {formats.amount(amount)} <span className="quieter small">{currency}</span>
              </span>
            )),
            clause: (
              <span className="good-text">
                <Check size={12} aria-hidden /> {t(texts.totalsHold)}
              </span>
            ),
          },
          {
            label: t(texts.payments),
            figure: formats.count(file.payments),
            clause: file.duplicates > 0 ? `${t(texts.duplicates)}: ${formats.count(file.duplicates)}` : undefined,
          },
          ...file.sums.map((sum) => ({
            label: `${t(texts.moneyIn)}, ${sum.currency}`,
            figure: formats.amount(sum.in),
            clause: sum.out === '0.00' ? undefined : `${t(texts.moneyOut)} ${formats.amount(sum.out)}`,
          })),
        ]}
      />
      {!file.undoneAt && (
        <div className="file-progress">
          <DeskProgress file={file.progress} />
        </div>
      )}
      <details className="file-facts">
        <summary>{t(texts.facts)}</summary>
        <Facts
          facts={[
            [t(texts.format), formatName(file.format)],
            [t(texts.readIn), `${formats.instant(file.importedAt)}, ${file.importedBy ?? t(texts.theProgram)}`],
            ...file.statements.map(
              (one) =>
                [
                  t(texts.statement, { id: one.statementId ?? one.account }),
                  one.opening && one.closing
                    ? t(texts.openingToClosing, {
                        opening: formats.amount(one.opening),
                        closing: `${formats.amount(one.closing)} ${one.currency}${one.closingOn ? `, ${formats.day(one.closingOn)}` : ''}`,
                      })
                    : one.account,
                ] as const,
            ),
            file.unused.length > 0 && [t(texts.unused), file.unused.join(', ')],
            [
              t(texts.seal),
              <code key="seal">
                sha-256 {file.sha256.slice(0, 16)}…{file.sha256.slice(-8)}
              </code>,
            ],
          ]}
        />
      </details>
    </>
  )
}

/** What taking the file back would do, from the server's own plan; then does it. */
function UndoFile({ file, onClose }: { file: File; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const formatName = useFormatName()
  const tell = useTell()
  const preview = useAct('bank.undo-file')
  const undo = useAct('bank.undo-file')
  const [plan, setPlan] = useState<Output<'bank.undo-file'> | null>(null)
  const { fileId } = file
  const look = preview.run
  useEffect(() => {
    let isCurrent = true
    look({ fileId, preview: true } as never).then(
      (answer) => isCurrent && setPlan(answer),
      () => {},
    )
    return () => {
      isCurrent = false
    }
  }, [fileId, look])
  const name = file.name ?? formatName(file.format)
  const run = async () => {
    if (!plan || undo.isRunning) return
    await undo.run({ fileId, preview: false } as never)
    tell(t(texts.fileUndone, { name }))
    onClose()
  }
  useKeys([plan !== null && { key: 'Ctrl+Enter', label: t(texts.undoFile), run: () => void run().catch(() => {}) }])
  return (
    <Dialog
      title={t(texts.undoFileOf, { name })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          {plan && (
            <Button
              kind="destructive"
              keyCap="Ctrl+Enter"
              working={undo.isRunning}
              onPress={() => void run().catch(() => {})}
            >
              {t(texts.undoFile)}
            </Button>
          )}
        </>
      }
    >
      {preview.error && (
        <>
          <p className="strong">{t(texts.cannotUndo)}</p>
          <Told error={preview.error} />
        </>
      )}
      {undo.error && <Told error={undo.error} />}
      {undo.isRunning && <Progress label={t(texts.undoFile)} progress={undo.progress} />}
      {!plan && !preview.error && <Progress label={t(common.working)} progress={preview.progress} />}
      {plan && (
        <>
          <p className="strong">{t(texts.undoWhat, { n: plan.transactions })}</p>
          <ul>
            <li>
              {t(texts.undoVouchers, { n: plan.vouchers })}
              {plan.firstOn &&
                `, ${
                  plan.firstOn === plan.lastOn
                    ? t(texts.undoOn, { day: formats.day(plan.firstOn) })
                    : t(texts.undoOnDays, { from: formats.day(plan.firstOn), to: formats.day(plan.lastOn) })
                }`}
            </li>
            <li>{t(texts.undoAllocations, { n: plan.allocations })}</li>
          </ul>
          {plan.items.length > 0 && (
            <section>
              <h3>{t(texts.openAgain)}</h3>
              <ul className="undo-list">
                {plan.items.map((one) => (
                  <li key={one.itemId}>
                    <span>{one.party}</span>
                    <span className="quiet">{one.number}</span>
                    <span>
                      <Amount value={one.amount} foreign={one.currency} />
                    </span>
                  </li>
                ))}
                {plan.items.length >= 200 && <li className="quiet">{t(texts.andMore)}</li>}
              </ul>
            </section>
          )}
          <p className="quiet">{t(texts.nothingErased)}</p>
        </>
      )}
    </Dialog>
  )
}
