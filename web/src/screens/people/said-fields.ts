import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'
import { auditModes, auditWords } from './audit-words.ts'
import { verbPhrase } from './verb-list.ts'

/** Values that are codes, by the field that holds them. */
const namedCodes: Record<string, Phrases> = {
  channel: codes.channel,
  role: codes.builtInRole,
  ledger: codes.ledger,
  format: codes.fileFormat,
  source: { ...codes.fileFormat, ...auditModes },
  kind: { ...codes.lossKind, ...codes.collectionEvent },
  outcome: { ...codes.holdOutcome, ...codes.collectionEvent },
  mark: codes.holdKind,
  mode: auditModes,
  by: auditModes,
  subject: auditModes,
  language: auditModes,
}
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1)

/** Figures and texts; what holds more stands in the drawer. */
export const isPlain = (part: unknown): boolean =>
  Array.isArray(part)
    ? part.length > 0 && part.every((one) => typeof one !== 'object')
    : part !== null && part !== '' && typeof part !== 'object' && !isId(part)

export const isId = (part: unknown): boolean =>
  typeof part === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part)

/** Fields are called by words; counts of a set-up's rows by the name of their table. */
export function useWord(): (key: string) => string {
  const t = useText()
  const { can } = useSession()
  const described = useRead('company.read-set-up-tables', can('company.read-set-up-tables') ? {} : null, {
    staleMillis: 600_000,
  })
  return (key) => {
    if (auditWords[key]) return t(auditWords[key])
    const title = described.data?.tables.find((table) => table.name === key)?.title
    return title ? t(title) : key
  }
}

export function useValueText(): (key: string, value: unknown) => string {
  const t = useText()
  const formats = useFormats()
  return (key, value) => {
    if (value === null || value === undefined) return ''
    if (typeof value === 'boolean' || value === 'true' || value === 'false')
      return t(String(value) === 'true' ? common.yes : common.no)
    if (Array.isArray(value)) {
      const one = key.replace(/s$/, '')
      const texts = value.map((part) => {
        const phrase = namedCodes[one]?.[String(part)]
        return phrase ? t(phrase) : String(part)
      })
      return texts.length > 3 ? `${texts.slice(0, 3).join(', ')} …` : texts.join(', ')
    }
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return formats.day(text)
    if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return formats.instant(text)
    if (/^-?\d+\.\d{2,3}$/.test(text)) return formats.amount(text)
    const phrase = namedCodes[key]?.[text]
    if (phrase) return t(phrase)
    if (key === 'verb' && /^[a-z-]+\.[a-z-]+$/.test(text)) return t(verbPhrase(text))
    return text
  }
}

/** An answer of a verb in words: figures, texts and sums. */
export function useAnswerFacts(): (answer: Record<string, unknown>) => [label: string, value: string][] {
  const word = useWord()
  const valueText = useValueText()
  const formats = useFormats()
  return (answer) =>
    Object.entries(answer).flatMap(([key, value]): [string, string][] => {
      if (key === 'sums' && Array.isArray(value)) {
        const sums = (value as Sum[]).map(
          ({ currency, total, amount }) => `${formats.amount(total ?? amount)} ${currency}`,
        )
        return sums.length > 0 ? [[capital(word('amount')), sums.join(', ')]] : []
      }
      const isPlainFact = ['string', 'number', 'boolean'].includes(typeof value) && value !== '' && !isId(value)
      return isPlainFact ? [[capital(word(key)), valueText(key, value)]] : []
    })
}

interface Sum {
  currency: string
  total?: string
  amount?: string
}
