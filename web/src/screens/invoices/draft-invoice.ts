import type { Input, Output } from '../../api/call.ts'

export interface DraftRow {
  /** Names the row on the page; never sent. */
  key: number
  article: string
  name: string
  description: string
  /** Plain decimals; '' = not typed. */
  quantity: string
  unit: string
  unitPrice: string
  discountPercent: string
  vatCode: string
}
export interface NewCustomer {
  name: string
  kind: 'person' | 'company' | 'public'
  identityNumber: string
  street: string
  postCode: string
  city: string
  email: string
  /** Documents go there: he has said yes. */
  emailConsent?: boolean
}
/** An invoice as it is typed; kept as a draft. */
export interface DraftInvoice {
  /** Its own reference: sent twice it is one invoice. */
  reference: string
  kind: 'invoice' | 'proforma'
  customer: { number: string; name: string } | null
  newCustomer: NewCustomer | null
  rows: DraftRow[]
  invoiceGroup: string
  currency: string
  invoiceOn: string
  dueOn: string
  supplyOn: string
  theirReference: string
  ourReference: string
  purchaseOrder: string
  text: string
  /** Of a debit note. */
  reason: string
}

let keys = Date.now()
export const emptyRow = (): DraftRow => ({
  key: ++keys,
  article: '',
  name: '',
  description: '',
  quantity: '',
  unit: '',
  unitPrice: '',
  discountPercent: '',
  vatCode: '',
})
export const emptyInvoice = (): DraftInvoice => ({
  reference: crypto.randomUUID(),
  kind: 'invoice',
  customer: null,
  newCustomer: null,
  rows: [emptyRow()],
  invoiceGroup: '',
  currency: '',
  invoiceOn: '',
  dueOn: '',
  supplyOn: '',
  theirReference: '',
  ourReference: '',
  purchaseOrder: '',
  text: '',
  reason: '',
})

export const isBlank = (row: DraftRow): boolean => !row.name.trim() && !row.article && !row.unitPrice
/** The rows that are something, in the order in which the server numbers them. */
export const countedRows = (draft: DraftInvoice): DraftRow[] => draft.rows.filter((row) => !isBlank(row))

/** After each change: one blank row at the end to go on in. */
export const withLastRow = (draft: DraftInvoice): DraftInvoice => {
  const last = draft.rows.at(-1)
  return last && isBlank(last) ? draft : { ...draft, rows: [...draft.rows, emptyRow()] }
}

/** The last invoice's lines, taken over. */
export const rowsOfLast = (lines: Output<'invoicing.last-lines'>['lines']): DraftRow[] =>
  lines
    .filter(({ textOnly }) => !textOnly)
    .map((line) => ({
      ...emptyRow(),
      article: line.article ?? '',
      name: line.name,
      description: line.description ?? '',
      quantity: line.quantity,
      unit: line.unit,
      unitPrice: line.unitPrice,
      discountPercent: line.discountPercent ?? '',
      vatCode: line.vatCode,
    }))

type Line = NonNullable<Input<'invoicing.debit'>['lines']>[number]
export const linesOf = (draft: DraftInvoice, vatCode: string): Line[] =>
  countedRows(draft).map(
    (row) =>
      ({
        ...(row.article ? { article: row.article } : {}),
        ...(row.name.trim() ? { name: row.name.trim() } : {}),
        ...(row.description ? { description: row.description } : {}),
        quantity: row.quantity || '1',
        ...(row.unit.trim() ? { unit: row.unit.trim() } : {}),
        ...(row.unitPrice ? { unitPrice: row.unitPrice } : {}),
        ...(row.discountPercent ? { discountPercent: row.discountPercent } : {}),
        ...(row.vatCode || (!row.article && vatCode) ? { vatCode: row.vatCode || vatCode } : {}),
      }) as Line,
  )

/** As preview and invoice-now take it. `vatCode`: for rows where none was chosen. */
export function inputOf(draft: DraftInvoice, vatCode: string): Input<'invoicing.preview'> {
  const { newCustomer, customer } = draft
  const given = (key: 'invoiceGroup' | 'currency' | 'invoiceOn' | 'dueOn' | 'supplyOn') =>
    draft[key] ? { [key]: draft[key] } : {}
  const words = (key: 'theirReference' | 'ourReference' | 'purchaseOrder' | 'text') =>
    draft[key].trim() ? { [key]: draft[key].trim() } : {}
  return {
    kind: draft.kind,
    ...(customer ? { customer: customer.number } : {}),
    ...(newCustomer?.name.trim()
      ? {
          newCustomer: Object.fromEntries(
            Object.entries(newCustomer)
              .map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value] as const)
              // Half an address is no address yet.
              .filter(
                ([key, value]) =>
                  value !== '' && (!key.startsWith('email') || /^\S+@\S+\.\S{2,}$/.test(newCustomer.email.trim())),
              ),
          ),
        }
      : {}),
    ...given('invoiceGroup'),
    ...given('currency'),
    ...given('invoiceOn'),
    ...given('dueOn'),
    ...given('supplyOn'),
    ...words('theirReference'),
    ...words('ourReference'),
    ...words('purchaseOrder'),
    ...words('text'),
    lines: linesOf(draft, vatCode),
  } as Input<'invoicing.preview'>
}
