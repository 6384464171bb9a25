import { ArrowLeftRight, GripVertical, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { Button } from '../../ui/button.tsx'
import type { Option } from '../../ui/field.tsx'
import { texts } from './texts.ts'

export const groupTitles: Record<string, Phrase> = {
  'business-area': common.businessArea,
  'invoice-group': common.invoiceGroup,
  'customer-kind': texts.customerKind,
  'party-kind': texts.partyKind,
  party: common.customer,
  country: texts.country,
  currency: texts.currency,
  account: common.account,
}

/** What rows can be grouped by: the fixed things, and each dimension of the company. */
export function useGroupings(): Option[] {
  const t = useText()
  const { can } = useSession()
  const dimensions = useRead('company.list-dimensions', can('company.list-dimensions') ? { limit: 100 } : null, {
    staleMillis: 300_000,
  })
  return [
    ...Object.entries(groupTitles).map(([value, title]) => ({ value, label: t(title) })),
    ...(dimensions.data?.rows ?? []).map((row) => ({
      value: `dimension:${row.code}`,
      label: String(row.name ?? row.code),
    })),
  ]
}

/** One or two levels: each a chip that is chosen in, dragged onto the other, or swapped. */
export function RowChips({ rows, onChange }: { rows: readonly string[]; onChange: (rows: string[]) => void }) {
  const t = useText()
  const groupings = useGroupings()
  const [dragged, setDragged] = useState<number | null>(null)
  const swap = () => onChange([...rows].reverse())
  const set = (level: number, value: string) => {
    // The other level's own choice: they change places.
    if (rows[1 - level] === value) return swap()
    onChange(rows.map((one, index) => (index === level ? value : one)))
  }
  const free = groupings.find(({ value }) => !rows.includes(value))
  return (
    <span className="pills">
      <span className="quiet">{t(texts.rows)}</span>
      {rows.map((row, level) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: dragging does what the button beside does by keys
        <span
          key={row}
          className="pill row-chip"
          draggable={rows.length > 1}
          onDragStart={() => setDragged(level)}
          onDragEnd={() => setDragged(null)}
          onDragOver={(event) => dragged !== null && dragged !== level && event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault()
            if (dragged !== null && dragged !== level) swap()
            setDragged(null)
          }}
        >
          {rows.length > 1 && <GripVertical size={14} aria-hidden className="grip" />}
          <select
            aria-label={t(texts.rowsOf, { n: level + 1 })}
            value={row}
            onChange={(event) => set(level, event.target.value)}
          >
            {groupings.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
            {!groupings.some(({ value }) => value === row) && <option value={row}>{row}</option>}
          </select>
          {rows.length > 1 && (
            <button
              type="button"
              aria-label={`${t(texts.removeLevel)}: ${groupings.find(({ value }) => value === row)?.label ?? row}`}
              onClick={() => onChange(rows.filter((one) => one !== row))}
            >
              <X size={14} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {rows.length > 1 ? (
        <Button kind="quiet" name={t(texts.swap)} icon={<ArrowLeftRight size={14} aria-hidden />} onPress={swap} />
      ) : (
        free && (
          <Button
            kind="quiet"
            name={t(texts.addLevel)}
            icon={<Plus size={16} aria-hidden />}
            onPress={() => onChange([...rows, free.value])}
          />
        )
      )}
    </span>
  )
}

/** "30 60 90", "30, 60, 90", "30·60·90": last days of the ages, rising. */
export function readLimits(entry: string): string | null {
  const numbers = entry
    .split(/[^\d]+/)
    .filter(Boolean)
    .map(Number)
  if (numbers.length === 0) return ''
  const isRising = numbers.every((number, index) => number > (numbers[index - 1] ?? 0) && number <= 3650)
  return isRising && numbers.length <= 8 ? numbers.join('.') : null
}

export function LimitsChip({ limits, onChange }: { limits: string; onChange: (limits: string) => void }) {
  const t = useText()
  const [entry, setEntry] = useState<string | null>(null)
  const read = entry === null ? limits : readLimits(entry)
  const settle = () => {
    if (entry !== null && read !== null && read !== limits) onChange(read)
    if (read !== null) setEntry(null)
  }
  return (
    <span className="pills">
      <span className="quiet">{t(texts.columns)}</span>
      <span className={`pill limits ${read === null ? 'wrong' : ''}`}>
        <span className="strong">{t(texts.daysAfterDue)}</span>
        <input
          aria-label={t(texts.daysAfterDue)}
          aria-invalid={read === null || undefined}
          title={read === null ? t(texts.limitsWrong) : undefined}
          value={entry ?? limits.split('.').join(' · ')}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setEntry(event.target.value)}
          onBlur={settle}
          onKeyDown={(event) => event.key === 'Enter' && settle()}
        />
      </span>
      {read === null && (
        <span className="bad small" role="alert">
          {t(texts.limitsWrong)}
        </span>
      )}
    </span>
  )
}
