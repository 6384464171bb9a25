import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type Input, type Output, type VerbName } from '../api/call.ts'
import { ApiRefused } from '../api/refused.ts'
import { useSession } from '../api/session.tsx'
import { useRead } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import { verbNames } from '../lang/verb-names.ts'
import { Button } from '../ui/button.tsx'
import { Drawer } from '../ui/dialog.tsx'
import { Empty } from '../ui/empty.tsx'
import { TextField } from '../ui/field.tsx'
import { Told } from '../ui/told.tsx'
import { texts } from './texts.ts'
import { useTell } from './toast.tsx'

type Row = Output<'workspace.done-today'>['rows'][number]

/** What I did today, the latest first; each with what takes it back, where that can be. */
export default function DoneToday({ onClose }: { onClose: () => void }) {
  const t = useText()
  const done = useRead('workspace.done-today', {}, { refetchMillis: 30_000 })
  const rows = done.data?.rows ?? []
  return (
    <Drawer title={t(texts.doneToday)} onClose={onClose}>
      <Told error={done.error} onAgain={() => void done.refetch()} />
      {done.data && rows.length === 0 && <Empty title={t(texts.nothingDone)}>{t(texts.nothingDoneWhy)}</Empty>}
      <ol className="done-list">
        {rows.map((row) => (
          <DoneRow key={row.eventId} row={row} onUndone={() => void done.refetch()} />
        ))}
      </ol>
    </Drawer>
  )
}

function DoneRow({ row, onUndone }: { row: Row; onUndone: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company } = useSession()
  const [reason, setReason] = useState<string | null>(null)
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  const name = verbNames[row.verb] ? t(verbNames[row.verb]!) : row.verb
  const asked = row.undo?.asks ?? []
  const takeBack = async () => {
    if (!row.undo) return
    if (asked.length > 0 && reason === null) return setReason('')
    setRunning(true)
    setError(null)
    const filled = Object.fromEntries(asked.map((field) => [field, reason]))
    try {
      await call(company.code, row.undo.verb as VerbName, { ...row.undo.input, ...filled } as Input<VerbName>, {
        key: crypto.randomUUID(),
      })
      setReason(null)
      tell(`${t(common.undone)}: ${name}`)
      onUndone()
    } catch (refused) {
      if (refused instanceof ApiRefused) setError(refused)
    } finally {
      setRunning(false)
    }
  }
  const more = row.subjectCount - row.subjects.length
  return (
    <li>
      <time className="figures quieter" dateTime={row.at}>
        {formats.time(row.at)}
      </time>
      <div>
        <p className="strong">{name}</p>
        <p className="quiet">
          {row.subjects
            .filter(({ text }) => text !== null)
            .map((subject, index) => (
              <span key={subject.id}>
                {index > 0 && ' · '}
                <Subject subject={subject} />
              </span>
            ))}
          {more > 0 && <span className="quieter"> {t(texts.andMore, { n: more })}</span>}
        </p>
        {reason !== null && (
          <TextField label={t(texts.reason)} value={reason} onChange={setReason} input={{ autoFocus: true }} />
        )}
        <Told error={error} />
      </div>
      {row.undo && (
        <Button
          kind={reason === null ? 'quiet' : 'secondary'}
          working={isRunning}
          notNow={reason !== null && reason.trim().length < 3 ? t(texts.reasonNeeded) : null}
          onPress={() => void takeBack()}
        >
          {t(common.undo)}
        </Button>
      )}
    </li>
  )
}

function Subject({ subject }: { subject: Row['subjects'][number] }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const text = subject.text ?? ''
  if (subject.kind === 'customer')
    return (
      <Link to="/companies/$company/customers/$number" params={{ company: company.code, number: text }}>
        {t(common.customer)} {text}
      </Link>
    )
  if (subject.kind === 'invoice')
    return (
      <Link to="/companies/$company/invoices/$invoice" params={{ company: company.code, invoice: subject.id }}>
        {t(common.invoice)} {text}
      </Link>
    )
  if (subject.kind === 'payment') {
    const [amount = '', currency = ''] = text.split(' ')
    return (
      <Link to="/companies/$company/payments/$payment" params={{ company: company.code, payment: subject.id }}>
        {formats.amount(amount)} {currency}
      </Link>
    )
  }
  return <>{text}</>
}
