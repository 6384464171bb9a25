import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { call, type Progress as Done, type Output } from '../api/call.ts'
import { ApiRefused, unreachable } from '../api/refused.ts'
import { useSession } from '../api/session.tsx'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { heldHand } from '../ui/give-hand.ts'
import { Progress } from '../ui/progress.tsx'
import { Told } from '../ui/told.tsx'
import { onFiles } from './drop-files.ts'
import { dropTexts as texts } from './drop-texts.ts'
import { useKeys } from './keys.tsx'
import { useHere, useIsHere } from './use-here.ts'
import './drop.css'

type BankAnswer = Output<'bank.import-file'>
type OrdersAnswer = Output<'invoicing.import-orders'>
type State =
  | { at: 'recognising' }
  | { at: 'reading'; kind: 'bank' | 'orders'; progress: Done | null }
  | { at: 'unknown' }
  | { at: 'may-not'; kind: 'bank' | 'orders' }
  | { at: 'refused'; error: ApiRefused }
  | { at: 'bank'; answer: BankAnswer }
  | { at: 'orders'; answer: OrdersAnswer }
interface Dropped {
  id: string
  file: File
  state: State
}

/** So much of a file tells what it is. */
const headBytes = 64 * 1024

/**
 * A file can be dropped on any screen, several at once: each is recognised by its content, goes to the import that takes it,
 * and the answer stands beside the work, which goes on. Screens with a place of their own for files prevent the default.
 */
export default function DropAnywhere() {
  const t = useText()
  const navigate = useHere(useNavigate())
  const isHere = useIsHere()
  const client = useQueryClient()
  const { company, can } = useSession()
  const [isOver, setOver] = useState(false)
  const [dropped, setDropped] = useState<readonly Dropped[]>([])
  const card = useRef<HTMLElement>(null)
  const queue = useRef<Promise<void>>(Promise.resolve())
  const give = useRef<ReturnType<typeof heldHand>>(null)
  const change = useCallback(
    (id: string, state: State) =>
      setDropped((before) => before.map((one) => (one.id === id ? { ...one, state } : one))),
    [],
  )

  const read = async ({ id, file }: Dropped, isAlone: boolean) => {
    try {
      const head = new File([file.slice(0, headBytes)], file.name)
      const { kind } = await call(company.code, 'workspace.recognise-file', { file: head } as never)
      if (kind === 'unknown') return change(id, { at: 'unknown' })
      if (!can(kind === 'bank' ? 'bank.import-file' : 'invoicing.import-orders'))
        return change(id, { at: 'may-not', kind })
      const onProgress = (progress: Done) => change(id, { at: 'reading', kind, progress })
      change(id, { at: 'reading', kind, progress: null })
      const key = crypto.randomUUID()
      if (kind === 'bank') {
        const answer = await call(company.code, 'bank.import-file', { file, match: true } as never, { key, onProgress })
        change(id, { at: 'bank', answer })
      } else {
        const answer = await call(
          company.code,
          'invoicing.import-orders',
          { file, acceptGoodRows: true, propose: can('invoicing.propose-billing') } as never,
          { key, onProgress },
        )
        change(id, { at: 'orders', answer })
        // One file of orders leads on by itself: to the run that was proposed, or to the rows that need a person.
        if (isAlone && isHere() && answer.state !== 'already-imported') {
          setDropped([])
          openOrders(answer)
        }
      }
      void client.invalidateQueries({ queryKey: [company.code] })
    } catch (error) {
      change(id, { at: 'refused', error: error instanceof ApiRefused ? error : unreachable() })
    }
  }
  const openOrders = (answer: OrdersAnswer) =>
    answer.run
      ? void navigate({
          to: '/companies/$company/billing-runs/$run',
          params: { company: company.code, run: answer.run.runId },
        })
      : void navigate({
          to: '/companies/$company/order-files/$import',
          params: { company: company.code, import: answer.importId },
        })
  const readNow = useRef(read)
  readNow.current = read
  const take = useCallback((files: readonly File[]) => {
    if (files.length === 0) return
    give.current = heldHand()
    const taken = files.map((file): Dropped => ({ id: crypto.randomUUID(), file, state: { at: 'recognising' } }))
    setDropped((before) => [...before.filter(({ state }) => isUnderWay(state)), ...taken])
    for (const one of taken) queue.current = queue.current.then(() => readNow.current(one, files.length === 1))
  }, [])
  useEffect(() => onFiles(take), [take])
  useLayoutEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent) => {
      if (!holdsFiles(event) || event.defaultPrevented) return setOver(false)
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!holdsFiles(event) || event.defaultPrevented) return
      event.preventDefault()
      take([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [take])

  const isDone = dropped.length > 0 && dropped.every(({ state }) => !isUnderWay(state))
  const close = () => setDropped([])
  useKeys([isDone && { key: 'Escape', label: t(common.close), run: close, unlisted: true }])
  // The one way on stands under the hand, unless it has gone on to something else.
  useEffect(() => {
    if (!isDone || document.activeElement?.matches('input, textarea, select')) return
    const ways = [...(card.current?.querySelectorAll<HTMLElement>('li .button') ?? [])]
    const way = ways.find((one) => one.classList.contains('primary')) ?? ways[0]
    give.current?.(way ?? card.current?.querySelector<HTMLElement>('header .button'))
  }, [isDone])
  return (
    <>
      {isOver && <div className="drop-over">{t(texts.dropHere)}</div>}
      {dropped.length > 0 && (
        <section className="dropped no-print" ref={card} aria-label={t(texts.files)}>
          <header>
            <h2>{t(texts.files)}</h2>
            <Button kind="quiet" name={t(common.close)} icon={<X size={16} aria-hidden />} onPress={close} />
          </header>
          <ul aria-live="polite">
            {dropped.map((one) => (
              <li key={one.id}>
                <p className="file-name">{one.file.name}</p>
                <Answer
                  state={one.state}
                  onOpen={(to) => {
                    close()
                    if (to === 'orders' && one.state.at === 'orders') openOrders(one.state.answer)
                    else if (one.state.at === 'bank')
                      void navigate(
                        to === 'desk'
                          ? {
                              to: '/companies/$company/matching',
                              params: { company: company.code },
                              search: { file: one.state.answer.fileId },
                            }
                          : {
                              to: '/companies/$company/bank/files/$file',
                              params: { company: company.code, file: one.state.answer.fileId },
                            },
                      )
                  }}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

const isUnderWay = (state: State): boolean => state.at === 'recognising' || state.at === 'reading'

function Answer({ state, onOpen }: { state: State; onOpen: (to: 'desk' | 'file' | 'orders') => void }) {
  const t = useText()
  switch (state.at) {
    case 'recognising':
      return <Progress label={t(texts.recognising)} progress={null} />
    case 'reading':
      return (
        <Progress
          label={t(state.kind === 'bank' ? texts.readingBank : texts.readingOrders)}
          progress={state.progress}
          note={t(texts.mayClose)}
        />
      )
    case 'unknown':
      return <Banner tone="warn">{t(texts.unknown)}</Banner>
    case 'may-not':
      return <Banner tone="warn">{t(state.kind === 'bank' ? texts.mayNotBank : texts.mayNotOrders)}</Banner>
    case 'refused':
      return <Told error={state.error} />
    case 'bank':
      return <BankSaid answer={state.answer} onOpen={onOpen} />
    case 'orders':
      return <OrdersSaid answer={state.answer} onOpen={() => onOpen('orders')} />
  }
}

function BankSaid({ answer, onOpen }: { answer: BankAnswer; onOpen: (to: 'desk' | 'file') => void }) {
  const t = useText()
  const { can } = useSession()
  const { progress, alreadyImportedOn, duplicates, payments } = answer
  const already = useInstantWords(alreadyImportedOn)
  const left = progress ? progress.left + progress.rejected + progress.unmatched : 0
  return (
    <>
      <p className="said">
        {already
          ? t(texts.already, already)
          : progress && left > 0
            ? t(texts.settled, { n: progress.byMachine, left })
            : t(texts.settledAll, { n: progress?.byMachine ?? payments })}
      </p>
      {!already && duplicates > 0 && <p className="quiet">{t(texts.knownBefore, { n: duplicates })}</p>}
      {answer.problems.length > 0 && <Told error={new ApiRefused(answer.problems as never, 200)} />}
      <p className="pills">
        {left > 0 && can('bank.list-desk') && (
          <Button kind="primary" keyCap="Enter" onPress={() => onOpen('desk')}>
            {t(texts.toDesk)}
          </Button>
        )}
        {can('bank.read-file') && <Button onPress={() => onOpen('file')}>{t(texts.toFile)}</Button>}
      </p>
    </>
  )
}

function OrdersSaid({ answer, onOpen }: { answer: OrdersAnswer; onOpen: () => void }) {
  const t = useText()
  const already = useInstantWords(answer.alreadyImportedOn)
  return (
    <>
      <p className="said">
        {already ? t(texts.already, already) : t(texts.ordersMade, { n: answer.orders.made })}{' '}
        {answer.orders.rejected > 0 && t(texts.ordersRejected, { n: answer.orders.rejected })}
      </p>
      <p className="pills">
        <Button kind="primary" keyCap="Enter" onPress={onOpen}>
          {t(answer.run ? texts.toRun : texts.toFile)}
        </Button>
      </p>
    </>
  )
}

/** "21 november 2026" and "08:02" of an instant, where the person is. */
function useInstantWords(at: string | null): { day: string; time: string } | null {
  const formats = useFormats()
  if (!at) return null
  const local = new Date(at)
  const day = `${local.getFullYear()}-${String(local.getMonth() + 1).padStart(2, '0')}-${String(local.getDate()).padStart(2, '0')}`
  return { day: formats.dayInText(day), time: formats.time(at) }
}
