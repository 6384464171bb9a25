import type { Problem } from '../../../kernel/problem.ts'

/** How one accounting system wants its vouchers: made by hand once per system and kept with the company's settings. */
export interface VouchersCsvTemplate {
  encoding: 'utf-8' | 'utf-8-with-mark' | 'windows-1251' | 'windows-1252'
  /** One character between the columns; '' for fixed width, where every column has its width. */
  separator: string
  lineEnd: '\r\n' | '\n'
  /** 'never': the separator and quotes inside a text become blanks, for programs that know no quoting. */
  quotes: 'when-needed' | 'always' | 'never'
  titles: boolean
  decimalMark: '.' | ','
  dateForm: 'yyyy-MM-dd' | 'yyyyMMdd' | 'dd.MM.yyyy' | 'dd/MM/yyyy'
  /** A text that a spreadsheet would run as a formula (= + - @ first) gets an apostrophe before it. Off for programs that read it raw. */
  guardFormulas: boolean
  columns: VouchersCsvColumn[]
}

export interface VouchersCsvColumn {
  title: string
  value: VouchersCsvValue
  /** Characters, in fixed width or as the most that the receiver takes; longer texts are cut with a warning, numbers refused. */
  width?: number
  /** In fixed width: texts left, amounts right, unless said otherwise. */
  align?: 'left' | 'right'
}

export const vouchersCsvValues = [
  'voucher.series',
  'voucher.number',
  'voucher.on',
  'voucher.text',
  'voucher.currency',
  'document.type',
  'document.number',
  'document.on',
  'document.due-on',
  'party.number',
  'party.name',
  'party.organisation-number',
  'party.vat-number',
  'posting.row',
  'posting.account',
  'posting.text',
  /** Signed: debit +, credit −. */
  'posting.amount',
  /** The amount when it is a debit, else empty. */
  'posting.debit',
  'posting.credit',
  /** 'D' or 'C'. */
  'posting.side',
  /** The amount without its sign, beside 'posting.side'. */
  'posting.magnitude',
  'posting.vat-code',
] as const
/** 'dimension:ansvar' is the object of that dimension; 'constant:X' is the text X in every row. */
export type VouchersCsvValue = (typeof vouchersCsvValues)[number] | `dimension:${string}` | `constant:${string}`

/** Semicolon and UTF-8: what spreadsheets of the three countries open as it is. */
export const defaultVouchersCsv: VouchersCsvTemplate = {
  encoding: 'utf-8-with-mark',
  separator: ';',
  lineEnd: '\r\n',
  quotes: 'when-needed',
  titles: true,
  decimalMark: ',',
  dateForm: 'yyyy-MM-dd',
  guardFormulas: true,
  columns: [
    { title: 'Series', value: 'voucher.series' },
    { title: 'Number', value: 'voucher.number' },
    { title: 'Date', value: 'voucher.on' },
    { title: 'Document', value: 'document.number' },
    { title: 'Party', value: 'party.number' },
    { title: 'Name', value: 'party.name' },
    { title: 'Account', value: 'posting.account' },
    { title: 'Text', value: 'posting.text' },
    { title: 'Debit', value: 'posting.debit' },
    { title: 'Credit', value: 'posting.credit' },
    { title: 'Currency', value: 'voucher.currency' },
  ],
}

/** What is wrong with a template, for the screen where it is made; nothing = it can be used. */
export function templateProblems(template: VouchersCsvTemplate): Problem[] {
  const problems: Problem[] = []
  const add = (code: string, message: string, row?: number): number =>
    problems.push({ code: `vouchers-csv.${code}`, message, severity: 'error', ...(row ? { row } : {}) })
  const { separator, columns, decimalMark, quotes, titles } = template
  if (separator.length > 1 || /["\r\n\w.+-]/.test(separator))
    add(
      'separator',
      `the separator ${JSON.stringify(separator)} must be one character such as ; , | or a tab, or nothing for fixed width`,
    )
  if (separator !== '' && separator === decimalMark && quotes === 'never')
    add('decimal-mark', `the decimal mark is the separator ${separator}; choose another one or allow quotes`)
  if (columns.length === 0) add('no-columns', 'the template has no columns; add at least one')
  for (const [index, { value, width, title }] of columns.entries()) {
    const known = (vouchersCsvValues as readonly string[]).includes(value) || /^(dimension|constant):./s.test(value)
    if (!known)
      add('value', `column ${index + 1} (${title}) shows ${JSON.stringify(value)}, which does not exist`, index + 1)
    if (width !== undefined && (!Number.isInteger(width) || width < 1 || width > 1000))
      add('width', `column ${index + 1} (${title}) has the width ${width}; it must be 1 to 1000`, index + 1)
    if (separator === '' && width === undefined)
      add('width-missing', `column ${index + 1} (${title}) needs a width, because there is no separator`, index + 1)
    if (separator === '' && titles && width !== undefined && title.length > width)
      add(
        'title-too-long',
        `the title ${JSON.stringify(title)} is longer than the ${width} characters of its column`,
        index + 1,
      )
  }
  if (!columns.some(({ value }) => /^posting\.(amount|debit|magnitude)$/.test(value)) && columns.length > 0)
    add('no-amount', 'no column shows the amount; add posting.amount, or posting.debit and posting.credit')
  const shows = (value: VouchersCsvValue): boolean => columns.some((column) => column.value === value)
  if (shows('posting.debit') !== shows('posting.credit'))
    add('half-amount', 'posting.debit and posting.credit belong together; add the one that is missing')
  if (shows('posting.magnitude') && !shows('posting.side'))
    add('side-missing', 'posting.magnitude has no sign; add posting.side beside it')
  return problems
}
