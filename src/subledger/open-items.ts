import { insertRows } from '../db/insert.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Voucher } from '../ledger/post.ts'

export type ItemKind =
  | 'invoice'
  | 'credit-note'
  | 'payment'
  | 'prepayment'
  | 'unidentified'
  | 'transfer'
  | 'write-off'
  | 'take-over'
  | 'charge'
export type Component = 'capital' | 'interest' | 'fee' | 'cost' | 'compensation'

/** A posting on a control account becomes an item: amounts, party and account are those of the posting. */
export interface NewItem {
  id: Id
  voucher: Voucher
  /** 1-based line of the voucher. */
  lineNo: number
  kind: ItemKind
  numberText: string
  reference: string | null
  dueOn: Day
  component?: Component
  mainItemId?: Id | null
  continuesId?: Id | null
  invoiceId?: Id | null
  bankTransactionId?: Id | null
  invoiceGroupId?: Id | null
  businessAreaId?: Id | null
}

/** Opens items for postings that were posted in this transaction. */
export async function openItems(db: Db, companyId: Id, items: readonly NewItem[]): Promise<void> {
  const rows = items.map((item) => {
    const posting = item.voucher.postings[item.lineNo - 1]!
    return {
      id: item.id,
      voucher_id: item.voucher.id,
      line_no: item.lineNo,
      account: posting.account,
      party_id: posting.partyId!,
      currency: posting.currency,
      base_currency: item.voucher.baseCurrency,
      amount: posting.amount,
      base_amount: posting.baseAmount,
      amount_open: posting.amount,
      base_open: posting.baseAmount,
      opened_on: item.voucher.postedOn,
      component: item.component ?? 'capital',
      main_item_id: item.mainItemId ?? null,
      continues_id: item.continuesId ?? null,
      kind: item.kind,
      invoice_id: item.invoiceId ?? null,
      bank_transaction_id: item.bankTransactionId ?? null,
      number_text: item.numberText,
      reference: item.reference,
      due_on: item.dueOn,
      invoice_group_id: item.invoiceGroupId ?? null,
      business_area_id: item.businessAreaId ?? posting.businessAreaId ?? null,
    }
  })
  await insertRows(
    db,
    'open_items',
    {
      id: 'uuid',
      voucher_id: 'uuid',
      line_no: 'int4',
      account: 'text',
      party_id: 'uuid',
      currency: 'bpchar',
      base_currency: 'bpchar',
      amount: 'int8',
      base_amount: 'int8',
      amount_open: 'int8',
      base_open: 'int8',
      opened_on: 'date',
      component: 'text',
      main_item_id: 'uuid',
      continues_id: 'uuid',
      kind: 'text',
      invoice_id: 'uuid',
      bank_transaction_id: 'uuid',
      number_text: 'text',
      reference: 'text',
      due_on: 'date',
      invoice_group_id: 'uuid',
      business_area_id: 'uuid',
    },
    rows,
    { company_id: { type: 'uuid', value: companyId } },
  )
}
