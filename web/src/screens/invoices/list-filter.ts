import type { Input } from '../../api/call.ts'
import { parseSearch } from '../../shell/params.ts'
import type { Sorting } from '../../ui/table.tsx'

/** What the address of the list says, as the verb takes it; the same for the list, its sums, its sheet, and for next and previous. */
export interface ListSearch {
  q?: string
  state?: string
  kind?: string
  group?: string
  area?: string
  customer?: string
  from?: string
  to?: string
  dueFrom?: string
  dueTo?: string
  amountFrom?: string
  amountTo?: string
  currency?: string
  run?: string
  sort?: string
}
type Filter = Omit<Input<'invoicing.sum-invoices'>, never>

export const filterOf = (search: ListSearch): Filter =>
  ({
    search: search.q,
    state: search.state,
    kind: search.kind,
    invoiceGroup: search.group,
    businessArea: search.area,
    customer: search.customer,
    from: search.from,
    to: search.to,
    dueFrom: search.dueFrom,
    dueTo: search.dueTo,
    amountFrom: search.amountFrom,
    amountTo: search.amountTo,
    currency: search.currency,
    runId: search.run,
  }) as Filter

/** "-amount": by amount, the largest first. */
export const sortingOf = (sort: string | undefined): Sorting =>
  sort ? { by: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') } : { by: 'newest', isDescending: true }

export const sortText = ({ by, isDescending }: Sorting): string =>
  by === 'newest' ? '' : `${isDescending ? '-' : ''}${by}`

export function listInput(search: ListSearch): Input<'invoicing.list-invoices'> {
  const { by, isDescending } = sortingOf(search.sort)
  return { ...filterOf(search), sort: by, ascending: !isDescending } as Input<'invoicing.list-invoices'>
}

/** The list that a page was opened from, out of its address. */
export const listOf = (text: string): ListSearch => parseSearch(text)
