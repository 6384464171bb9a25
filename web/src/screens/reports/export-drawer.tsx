import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addressOf, callForFile } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { usePages, useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { CheckField, DayField, SelectField, TextField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

const formats_ = ['sie-4i', 'sie-4e', 'vouchers-csv', 'microinvest'] as const
type Format = (typeof formats_)[number]
const verbs = {
  'sie-4i': 'exchange.export-sie',
  'sie-4e': 'exchange.export-sie',
  'vouchers-csv': 'exchange.export-vouchers-csv',
  microinvest: 'exchange.export-microinvest',
} as const
const standardTargets: Record<Format, string> = {
  'sie-4i': 'ledger',
  'sie-4e': 'ledger',
  'vouchers-csv': 'csv',
  microinvest: 'microinvest',
}

/** Vouchers to an accounting system: what waits for it, the file, and what it has had; nothing goes twice by itself. */
export function ExportDrawer({ from, to, onClose }: { from: string; to: string; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const client = useQueryClient()
  const { company, can } = useSession()
  const offered = formats_.filter(
    (format) => can(verbs[format]) && (format !== 'microinvest' || company.country === 'BG'),
  )
  const [format, setFormat] = useState<Format>(offered[0] ?? 'sie-4i')
  const [target, setTarget] = useState('')
  const [span, setSpan] = useState({ from, to })
  const [year, setYear] = useState(company.today.slice(0, 4))
  const [again, setAgain] = useState(false)
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  const isYear = format === 'sie-4e'
  const system = target.trim() || standardTargets[format]
  const preview = useRead(
    'exchange.read-preview',
    isYear || offered.length === 0
      ? null
      : { target: system, ...(span.from ? { from: span.from } : {}), ...(span.to ? { to: span.to } : {}) },
  )
  const waiting = preview.data?.waiting ?? []
  const had = preview.data?.had ?? 0
  const count = waiting.reduce((n, one) => n + one.vouchers, 0) + (again ? had : 0)
  const why =
    offered.length === 0
      ? t(common.mayNot)
      : isYear
        ? /^\d{4}$/.test(year)
          ? ''
          : t(texts.year)
        : waiting.length > 1
          ? t(texts.twoCurrencies)
          : preview.data && count === 0
            ? t(texts.nothingWaits)
            : ''
  const run = async () => {
    if (why || isRunning || (!isYear && !preview.data)) return
    setRunning(true)
    setError(null)
    try {
      const input = isYear
        ? { type: '4E' as const, year: Number(year), target: system }
        : {
            ...(format === 'sie-4i' ? { type: '4I' as const } : {}),
            ...(span.from ? { from: span.from } : {}),
            ...(span.to ? { to: span.to } : {}),
            target: system,
            again,
          }
      const file = await callForFile(company.code, verbs[format], input, { key: crypto.randomUUID() })
      saveFile(file)
      tell(t(texts.exportMade, { target: system }))
    } catch (caught) {
      setError(caught as ApiRefused)
    } finally {
      setRunning(false)
      void client.invalidateQueries({ queryKey: [company.code] })
    }
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(texts.export), run: () => void run(), inFields: true, unlisted: true }])
  return (
    <Drawer title={t(texts.exportTitle)} onClose={onClose}>
      <div className="section">
        {offered.length > 0 && (
          <>
            <SelectField
              label={t(texts.format)}
              value={format}
              options={offered.map((value) => ({ value, label: t(codes.exportFormat[value]) }))}
              onChange={(value) => setFormat(value as Format)}
            />
            <TextField
              label={t(texts.target)}
              hint={t(texts.targetHint)}
              value={target}
              onChange={setTarget}
              input={{ placeholder: standardTargets[format], maxLength: 40 }}
            />
            {isYear ? (
              <TextField label={t(texts.year)} value={year} onChange={setYear} input={{ inputMode: 'numeric' }} />
            ) : (
              <div className="two-fields">
                <DayField
                  label={t(common.from)}
                  value={span.from}
                  onChange={(day) => setSpan({ ...span, from: day ?? '' })}
                />
                <DayField
                  label={t(common.to)}
                  value={span.to}
                  onChange={(day) => setSpan({ ...span, to: day ?? '' })}
                />
              </div>
            )}
          </>
        )}
        {!isYear && preview.data && (
          <div role="status">
            {waiting.length === 0 && !again && <p>{t(texts.nothingWaits)}</p>}
            {waiting.map((one) => (
              <p key={one.currency} className="strong">
                {t(texts.waiting, { n: one.vouchers, debit: formats.amount(one.debit), currency: one.currency })}
              </p>
            ))}
            {had > 0 && (
              <>
                <p className="quiet">{t(texts.hadBefore, { n: had })}</p>
                <CheckField label={t(texts.exportAgain)} checked={again} onChange={setAgain} />
              </>
            )}
          </div>
        )}
        <Told error={error ?? preview.error} />
        <p className="pills">
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={isRunning}
            notNow={why || (!isYear && !preview.data && t(texts.counting))}
            onPress={() => void run()}
          >
            {isYear ? t(texts.exportYear, { year }) : t(texts.exportN, { n: count })}
          </Button>
          {why && why !== t(texts.nothingWaits) && <span className="quiet">{why}</span>}
        </p>
      </div>
      <Earlier />
    </Drawer>
  )
}

function Earlier() {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const pages = usePages('exchange.list-exports', {})
  return (
    <div className="section">
      <h3>{t(texts.earlier)}</h3>
      <Told error={pages.error} />
      {pages.rows.length === 0 && !pages.isLoading && !pages.error && <p className="quiet">{t(texts.noExports)}</p>}
      <ul className="exports">
        {pages.rows.map((row) => (
          <li key={row.exportId}>
            <span>
              <span className="strong">{t(codes.exportFormat[row.format as Format])}</span>{' '}
              <span className="quiet">{row.target}</span>
            </span>
            <span className="figures">
              {formats.amount(row.debit)} <span className="quieter">{row.currency}</span>
            </span>
            <span className="quiet">
              {formats.instant(row.exportedAt)}
              {row.exportedBy && ` · ${row.exportedBy}`} · {t(texts.voucherCount, { n: row.vouchers })}
              {row.warnings.length > 0 && ` · ${t(texts.warnings, { n: row.warnings.length })}`}
            </span>
            {can('exchange.read-export') && (
              <a
                href={addressOf(company.code, 'exchange.read-export', { exportId: row.exportId })}
                download={row.fileName}
              >
                {t(texts.fetchAgain, { file: row.fileName })}
              </a>
            )}
          </li>
        ))}
      </ul>
      {pages.hasMore && (
        <Button kind="link" onPress={pages.more}>
          {t(common.more)}
        </Button>
      )}
    </div>
  )
}
