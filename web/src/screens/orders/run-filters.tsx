import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { TextPill } from '../../ui/pill.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { type Counts, type View, views } from './run-shapes.ts'
import { texts } from './texts.ts'

/** Which rows are shown, and of which customer. */
export function RunFilters({
  view,
  counts,
  customer,
  onView,
  onCustomer,
}: {
  view: View
  counts: Counts | undefined
  customer: string
  onView: (view: View) => void
  onCustomer: (text: string) => void
}) {
  const t = useText()
  const tabs = views
    .filter((one) => one === 'look' || one === 'all' || (counts?.[one] ?? 0) > 0)
    .map((one) => ({ value: one, label: t(viewNames[one]), count: counts?.[one] ?? null }))
  return (
    <div className="run-tabs">
      <Tabs label={t(texts.proposal)} tabs={tabs} value={view} panelId="run-rows" onChange={onView} />
      <TextPill label={t(texts.searchCustomer)} value={customer} onChange={onCustomer} />
    </div>
  )
}

export const viewNames: Record<View, Phrase> = {
  look: texts.needALook,
  all: common.all,
  new: texts.newCustomers,
  zero: texts.zeroInvoices,
  held: texts.heldBack,
  rejected: texts.rejected,
  excluded: texts['cause.left-out'],
}
