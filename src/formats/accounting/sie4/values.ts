import { type Day, isDay } from '../../../kernel/day.ts'
import { absolute, type Minor, parseMinor } from '../../../kernel/money.ts'
import type { Field } from './fields.ts'
import type { SieHead, SieObjectReference } from './items.ts'
import { Told } from './told.ts'

// The database holds 64 bits, and sums of amounts must fit too.
const amountLimit = 10n ** 17n
const accountMax = 20

/** Fields read as what they should be; null after telling what is wrong with them. */
export class Values extends Told {
  protected head: SieHead = emptyHead()
  /** Vouchers are booked from: what cannot be read there is an error. Any other record is left out, with a warning. */
  protected flawsAre: 'error' | 'warning' = 'warning'

  private flaw(code: string, message: string, column: string) {
    this.tell(this.flawsAre, code, message, column)
  }

  protected account(text: string | null, label: string): string | null {
    if (!text) {
      this.flaw('sie.account-missing', `${label} lacks the account number`, label)
      return null
    }
    if (text.length > accountMax) {
      this.flaw('sie.account-number', `${label}: account ${quote(text)} is longer than ${accountMax} characters`, label)
      return null
    }
    // § 5.10 wants digits; programs book differences on accounts such as FEL and DIFF.
    if (!/^\d+$/.test(text))
      this.tellOnce(
        `sie.account-number ${text}`,
        `${label}: account ${quote(text)} is not a number; it was read as it stands`,
      )
    return text
  }

  protected amount(text: string | null, label: string): Minor | null {
    // Some programs write .20 for 0.20.
    if (text !== null && /^-?(?=\.?\d)\d{0,30}(\.\d{1,2}0*)?$/.test(text)) {
      return this.bounded(text.replace(/^(-?)\./, '$1' + '0.'), label)
    }
    this.flaw(
      'sie.amount',
      `${label}: ${quote(text)} is no amount (written -1250.00: point, at most two decimals, no plus sign, no blanks)`,
      label,
    )
    return null
  }

  // § 5.9 sets no upper limit and asks the reader to check its own.
  private bounded(text: string, label: string): Minor | null {
    const { currency } = this.head
    try {
      const amount = parseMinor(text, currency)
      if (absolute(amount) < amountLimit) return amount
      this.flaw('sie.amount-too-large', `${label}: ${text} is more than can be booked`, label)
    } catch {
      this.flaw('sie.amount', `${label}: ${text} has more decimals than ${currency}`, label)
    }
    return null
  }

  protected quantity(text: string | null, label: string): string | null {
    if (text === null || /^-?\d+(\.\d+)?$/.test(text)) return text
    this.warn('sie.quantity', `${label}: ${quote(text)} is no quantity; it was left out`, label)
    return null
  }

  protected objects(field: Field | undefined, label: string): SieObjectReference[] {
    if (!field?.list) {
      if (field) this.tellOnce(`sie.objects-missing ${label}`, `${label} lacks its object list ({} when there is none)`)
      return []
    }
    const list: SieObjectReference[] = []
    for (let at = 0; at < field.list.length; at += 2) {
      const dimension = this.dimensionNumber(field.list[at]!, label)
      const object = field.list[at + 1]
      if (object === undefined)
        this.warn(
          'sie.objects',
          `${label}: the object list must hold pairs of dimension and object: ${field.text}; the last one was left out`,
          label,
        )
      if (dimension !== null && object !== undefined) list.push({ dimension, object })
    }
    return list
  }

  protected dimensionNumber(text: string | null, label: string): number | null {
    if (text !== null && /^\d{1,9}$/.test(text)) return Number(text)
    this.warn('sie.dimension', `${label}: dimension ${quote(text)} is not a number; it was left out`, label)
    return null
  }

  protected yearNumber(fields: readonly Field[], label: string): number | null {
    const text = textOf(fields, 1)
    if (text !== null && /^-?\d{1,3}$/.test(text)) return Number(text) || 0
    this.flaw('sie.year', `${label}: ${quote(text)} is no year number (0 this year, -1 the year before)`, label)
    return null
  }

  protected period(text: string | null, label: string): string | null {
    const match = periodForm.exec(text ?? '')
    if (match) return `${match[1]}-${match[2]}`
    this.flaw('sie.period', `${label}: ${quote(text)} is no period (written 202603)`, label)
    return null
  }

  protected day(text: string | null, label: string, what = label): Day | null {
    const day = toDay(text)
    if (day !== null) {
      if (text!.includes('-'))
        this.warn('sie.date-form', `${what}: the date ${text} should be written ${text!.replaceAll('-', '')}`, label)
      return day
    }
    if (!text) this.flaw('sie.date-missing', `${what} lacks its date (written 20260331)`, label)
    else
      this.flaw(
        'sie.date',
        `${what}: ${quote(text)} is no date (written 20260331)${label === '#VER' ? '; or is a field before it missing?' : ''}`,
        label,
      )
    return null
  }

  protected optionalDay(text: string | null, label: string): Day | null {
    if (text === null) return null
    const day = toDay(text)
    if (day !== null && text.includes('-'))
      this.warn('sie.date-form', `${label}: the date ${text} should be written ${day.replaceAll('-', '')}`, label)
    if (day === null)
      this.warn('sie.date', `${label}: ${quote(text)} is no date (written 20260331); it was left out`, label)
    return day
  }
}

const periodForm = /^(\d{4})(0[1-9]|1[0-2])$/
export const isPeriod = (text: string | null): boolean => periodForm.test(text ?? '')

/** The text of a field, null when it is absent or empty. */
export const textOf = (fields: readonly Field[], index: number): string | null => fields[index]?.text || null

export const quote = (text: string | null): string => JSON.stringify((text ?? '').slice(0, 60))

function toDay(text: string | null): Day | null {
  const match = /^(\d{4})(-?)(\d{2})\2(\d{2})$/.exec(text ?? '')
  const day = match ? `${match[1]}-${match[3]}-${match[4]}` : null
  return isDay(day) ? day : null
}

const emptyHead = (): SieHead => ({
  imported: false,
  program: null,
  programVersion: null,
  generatedOn: null,
  generatedBy: null,
  companyName: null,
  organisationNumber: null,
  companyCode: null,
  companyForm: null,
  industryCode: null,
  address: null,
  note: null,
  years: [],
  taxYear: null,
  balancesUntil: null,
  chart: null,
  currency: 'SEK',
})
