import { useEffect, useState } from 'react'
import { callForFile } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { PdfView } from '../../ui/pdf-view.tsx'
import { DayPill } from '../../ui/pill.tsx'
import { Told } from '../../ui/told.tsx'
import type { Card } from './card.ts'
import type { Period } from './documents-tab.tsx'
import { texts } from './texts.ts'

/** The statement as the customer gets it: by default everything of this year. */
export function StatementDrawer({
  card,
  from,
  to,
  onPeriod,
  onClose,
}: {
  card: Card
  from: string
  to: string
  onPeriod: (period: Period) => void
  onClose: () => void
}) {
  const t = useText()
  const { company } = useSession()
  const [file, setFile] = useState<{ name: string; blob: Blob } | null>(null)
  const [error, setError] = useState<ApiRefused | null>(null)
  const first = from || `${company.today.slice(0, 4)}-01-01`
  const last = to || company.today
  useEffect(() => {
    const stop = new AbortController()
    setError(null)
    setFile(null)
    callForFile(
      company.code,
      'reports.statement-pdf',
      { parties: [card.number], from: first, to: last },
      { signal: stop.signal },
    ).then(setFile, (caught: ApiRefused) => !stop.signal.aborted && setError(caught))
    return () => stop.abort()
  }, [company.code, card.number, first, last])

  return (
    <Drawer title={t(texts.statement)} onClose={onClose}>
      <div className="sub-bar">
        <DayPill label={t(common.from)} value={first} onChange={(day) => onPeriod({ from: day })} />
        <DayPill label={t(common.to)} value={last} onChange={(day) => onPeriod({ to: day })} />
      </div>
      <Told error={error} />
      {!error &&
        (file ? (
          <PdfView source={file.blob} name={`${t(texts.statement)} ${card.number}`} />
        ) : (
          <p className="section quiet" role="status">
            {t(common.loading)}
          </p>
        ))}
    </Drawer>
  )
}
