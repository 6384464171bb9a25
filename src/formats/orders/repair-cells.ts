import { isDay } from '../../kernel/day.ts'
import { parseAmountText } from './normalise.ts'

/** Texts of one row by what their column means to an order. */
export type CellsByKey = Readonly<Record<string, string>>

/**
 * What a refused row most likely was to say, by column, where the row itself tells it: a letter O among figures, a month before
 * the day, a period turned round, a sum that its own row computes. Null: only a person knows.
 * @param column what the column of the problem means
 */
export function repairCells(
  problem: { code: string; data: Readonly<Record<string, unknown>> },
  column: string | null,
  cells: CellsByKey,
): Record<string, string> | null {
  const text = column === null ? '' : (cells[column] ?? '')
  const single = (value: string | null) => (column === null || value === null ? null : { [column]: value })
  switch (problem.code.replace(/^order-row\./, '')) {
    case 'not-a-number':
      return single(figuresOf(text))
    case 'not-a-day':
      return single(dayOf(text))
    case 'differs-within-order':
      return single(typeof problem.data.first === 'string' ? problem.data.first : null)
    case 'amount-differs':
      return typeof problem.data.computed === 'string' ? { amount: problem.data.computed } : null
    case 'period':
      return cells.supplyFrom && cells.supplyTo ? { supplyFrom: cells.supplyTo, supplyTo: cells.supplyFrom } : null
    default:
      return null
  }
}

/** "12 5O,00" → "1250.00": letters that look like figures, blanks where no thousands part. */
function figuresOf(text: string): string | null {
  const figures = text
    .replace(/[OoОо]/g, '0')
    .replace(/[lI|]/g, '1')
    .replace(/\s+/g, '')
  if (!/\d/.test(text)) return null
  const read = parseAmountText(figures)
  return 'value' in read ? read.value : null
}

/** "11/30/2026" → "2026-11-30": only where the figures can be nothing else. */
function dayOf(text: string): string | null {
  const [, month, dayOfMonth, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim()) ?? []
  if (!month || !dayOfMonth || Number(dayOfMonth) <= 12) return null
  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`
  return isDay(day) ? day : null
}
