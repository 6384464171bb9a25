import { getRouteApi } from '@tanstack/react-router'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useChoices } from '../../../api/use-choices.ts'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Button } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { AmountField, DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { TextPill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { termTexts as texts } from './term-texts.ts'

const route = getRouteApi('/companies/$company/law')
type Row = RowOf<'interest.list-terms'>
const rates = ['law', 'fixed', 'reference', 'none'] as const
const starts = ['agreed-due-date', 'after-demand'] as const

/** What the law says, and what was agreed instead. */
export function LawTabs() {
  const t = useText()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  if (!can('interest.list-terms')) return null
  return (
    <Tabs
      label={t(texts.tabs)}
      panelId="main"
      value={search.view ?? ''}
      onChange={(view) => void navigate({ search: { view }, replace: true })}
      tabs={[
        { value: '', label: t(texts.byLaw) },
        { value: 'agreed', label: t(texts.agreed) },
      ]}
    />
  )
}

/** Interest that was agreed: with a customer, for an invoice group, or for the whole company, each from its day. */
export function TermsScreen() {
  const t = useText()
  const formats = useFormats()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const read = useRead('interest.list-terms', search.customer ? { customer: search.customer } : {})
  const rows = read.data?.rows ?? []
  const mayAdd = can('interest.save-terms')
  const add = (isOpen: boolean) =>
    void navigate({ search: (before) => ({ ...before, add: isOpen ? 'terms' : undefined }), replace: true })
  const forWhom = (row: Row) => row.customer ?? row.invoiceGroup ?? t(texts.everybody)
  const rateOf = (row: Row) =>
    row.rate === null
      ? t(texts.asBefore)
      : row.percent === null
        ? t(texts[`rate.${row.rate as 'law'}`])
        : `${t(texts[`rate.${row.rate as 'fixed'}`])} ${formats.amount(row.percent)} %`
  const startOf = (row: Row) =>
    t(row.startBasis === null ? texts.asBefore : texts[`start.${row.startBasis as 'after-demand'}`])
  const list = useListActs<Row>(
    t(texts.agreed),
    'interest-terms',
    [
      { of: 'who', title: t(texts.forWhom), value: forWhom },
      { of: 'from', title: t(common.from), kind: 'day', value: (row) => row.from },
      { of: 'rate', title: t(texts.rate), value: rateOf },
      { of: 'start', title: t(texts.start), value: startOf },
      { of: 'source', title: t(texts.source), value: (row) => row.source },
    ],
    rows,
  )
  useKeys([mayAdd && { key: '+', label: t(texts.add), run: () => add(true) }])
  return (
    <Screen
      title={t(texts.title)}
      showsKeys
      acts={
        <>
          {mayAdd && (
            <Button kind="primary" keyCap="+" onPress={() => add(true)}>
              {t(texts.add)}
            </Button>
          )}
          <Menu entries={list.entries} />
        </>
      }
    >
      <LawTabs />
      <div className="sub-bar no-print">
        <TextPill
          label={t(common.customer)}
          value={search.customer ?? ''}
          onChange={(customer) =>
            void navigate({ search: (before) => ({ ...before, customer: customer.trim() }), replace: true })
          }
        />
      </div>
      <Told error={read.error ?? list.error} onAgain={() => void read.refetch()} />
      <Table
        name="interest-terms"
        label={t(texts.agreed)}
        rows={rows}
        read={read}
        keyOf={(row) => row.id}
        columns={[
          {
            key: 'who',
            head: t(texts.forWhom),
            phone: 'main',
            cell: (row) => (
              <span className="strong">
                {forWhom(row)}{' '}
                {row.invoiceGroup && <span className="quieter">{t(common.invoiceGroup).toLocaleLowerCase()}</span>}
                {row.customer && <span className="quieter">{t(common.customer).toLocaleLowerCase()}</span>}
              </span>
            ),
          },
          { key: 'from', head: t(common.from), phone: 'below', cell: (row) => formats.day(row.from) },
          { key: 'rate', head: t(texts.rate), phone: 'amount', cell: rateOf },
          { key: 'start', head: t(texts.start), cell: startOf },
          { key: 'source', head: t(texts.source), wrap: true, cell: (row) => row.source },
        ]}
        empty={<Empty title={t(texts.none)}>{t(texts.noneWhy)}</Empty>}
      />
      {search.add && mayAdd && <AddTerms customer={search.customer ?? ''} onClose={() => add(false)} />}
    </Screen>
  )
}

function AddTerms({ customer: first, onClose }: { customer: string; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const { company } = useSession()
  const { groups } = useChoices()
  const save = useAct('interest.save-terms')
  const kept = useKeptFields(`interest-terms:${first || 'new'}`)
  const [whom, setWhom] = kept.field<'customer' | 'group' | 'all'>('whom', 'customer')
  const [customer, setCustomer] = kept.field('customer', first)
  const [group, setGroup] = kept.field('group', groups[0]?.value ?? '')
  const [from, setFrom] = kept.field<string | null>('from', company.today)
  const [rate, setRate] = kept.field<string>('rate', 'reference')
  const [percent, setPercent] = kept.field<string | null>('percent', '')
  const [start, setStart] = kept.field('start', '')
  const [source, setSource] = kept.field('source', '')
  const wantsPercent = rate === 'fixed' || rate === 'reference'
  const go = () =>
    void save
      .run({
        ...(whom === 'customer' ? { customer: customer.trim() } : whom === 'group' ? { invoiceGroup: group } : {}),
        from,
        ...(rate ? { rate } : {}),
        ...(wantsPercent && percent ? { percent } : {}),
        ...(start ? { startBasis: start } : {}),
        source: source.trim(),
      } as never)
      .then(
        () => {
          tell(t(texts.saved))
          void kept.discard()
          onClose()
        },
        () => {},
      )
  return (
    <ActDialog
      title={t(texts.add)}
      act={t(common.save)}
      running={save}
      onGo={go}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      <SelectField
        label={t(texts.forWhom)}
        value={whom}
        onChange={(next) => setWhom(next as typeof whom)}
        options={[
          { value: 'customer', label: t(common.customer) },
          { value: 'group', label: t(common.invoiceGroup) },
          { value: 'all', label: t(texts.everybody) },
        ]}
      />
      {whom === 'customer' && (
        <TextField
          label={t(texts.customerNumber)}
          value={customer}
          onChange={setCustomer}
          input={{ autoFocus: true }}
        />
      )}
      {whom === 'group' && (
        <SelectField label={t(common.invoiceGroup)} value={group} onChange={setGroup} options={groups} />
      )}
      <DayField label={t(common.from)} value={from ?? ''} onChange={setFrom} />
      <SelectField
        label={t(texts.rate)}
        value={rate}
        empty={t(texts.asBefore)}
        onChange={setRate}
        options={rates.map((value) => ({ value, label: t(texts[`rate.${value}`]) }))}
      />
      {wantsPercent && (
        <AmountField
          label={t(rate === 'fixed' ? texts.percent : texts.points)}
          isPercent
          value={percent ?? ''}
          onChange={setPercent}
        />
      )}
      <SelectField
        label={t(texts.start)}
        value={start}
        empty={t(texts.asBefore)}
        onChange={setStart}
        options={starts.map((value) => ({ value, label: t(texts[`start.${value}`]) }))}
      />
      <TextField label={t(texts.source)} hint={t(texts.sourceHint)} value={source} onChange={setSource} />
    </ActDialog>
  )
}
