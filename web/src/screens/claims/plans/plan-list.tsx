import { getRouteApi } from '@tanstack/react-router'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { usePages } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { ListQuestions } from '../../../shell/questions.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { ButtonLink } from '../../../ui/button.tsx'
import { Chip, type Tone } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { CheckField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NothingFits } from '../../../ui/nothing-fits.tsx'
import { ChoicePill, TextPill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/claims/plans')
type Row = RowOf<'claims.list-plans'>

export const planTones: Record<Row['state'], Tone> = {
  proposed: 'act',
  agreed: 'good',
  broken: 'bad',
  fulfilled: 'neutral',
  ended: 'outlined',
  withdrawn: 'outlined',
}

/** Debts divided into parts: how far each is, what is late, when the next part falls due. */
export default function PlanListScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const pages = usePages('claims.list-plans', {
    ...(search.state ? { state: search.state } : {}),
    ...(search.customer ? { customer: search.customer } : {}),
    ...(search.late ? { late: true } : {}),
  } as never)
  const list = useListActs<Row>(
    t(texts.plans),
    'plans',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'state', title: t(common.state), value: (row) => word('planState', row.state) },
      { of: 'parts', title: t(texts.parts), value: (row) => `${row.partsMet}/${row.parts}` },
      { of: 'next', title: t(texts.nextDue), kind: 'day', value: (row) => row.nextDueOn },
      { of: 'late', title: t(texts.late), kind: 'number', value: (row) => row.lateAmount },
      { of: 'paid', title: t(texts.paid), kind: 'number', value: (row) => row.paid },
      { of: 'total', title: t(common.amount), kind: 'number', value: (row) => row.total },
    ],
    pages.readAll,
  )
  const may = can('claims.propose-plan')
  const write = () =>
    void navigate({ to: '/companies/$company/claims/plans/new', params: { company: company.code }, search: {} })
  useKeys([may && { key: '+', label: t(texts.propose), run: write }])
  return (
    <Screen
      title={t(texts.plans)}
      showsKeys
      acts={
        <>
          {may && (
            <ButtonLink
              kind="primary"
              keyCap="+"
              to="/companies/$company/claims/plans/new"
              params={{ company: company.code }}
            >
              {t(texts.propose)}
            </ButtonLink>
          )}
          <Menu entries={list.entries} />
        </>
      }
    >
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(common.state)}
          value={search.state ?? ''}
          onChange={(state) => change({ state })}
          options={Object.keys(codes.planState).map((value) => ({ value, label: word('planState', value) }))}
        />
        <TextPill
          label={t(common.customer)}
          value={search.customer ?? ''}
          onChange={(customer) => change({ customer: customer.trim() })}
        />
        <CheckField
          label={t(texts.onlyLate)}
          checked={search.late === true}
          onChange={(late) => change({ late: late || undefined })}
        />
        <ListQuestions screen="plans" />
      </div>
      <Told error={list.error} />
      <Table
        name="plans"
        label={t(texts.plans)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.planId}
        selected={search.at ?? null}
        onSelect={(row) => change({ at: row.planId })}
        onOpen={(row) =>
          void navigate({
            to: '/companies/$company/claims/plans/$plan',
            params: { company: company.code, plan: row.planId },
          })
        }
        columns={[
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          {
            key: 'state',
            head: t(common.state),
            phone: 'below',
            cell: (row) => <Chip tone={planTones[row.state]}>{word('planState', row.state)}</Chip>,
          },
          {
            key: 'parts',
            head: t(texts.parts),
            phone: 'below',
            cell: (row) => t(texts.partsOf, { met: row.partsMet, n: row.parts }),
          },
          { key: 'next', head: t(texts.nextDue), cell: (row) => (row.nextDueOn ? formats.day(row.nextDueOn) : '–') },
          {
            key: 'late',
            head: t(texts.late),
            align: 'amount',
            cell: (row) => (
              <span className={/[1-9]/.test(row.lateAmount) ? 'negative' : ''}>
                <Amount value={row.lateAmount} dashForZero />
              </span>
            ),
          },
          { key: 'paid', head: t(texts.paid), align: 'amount', cell: (row) => <Amount value={row.paid} dashForZero /> },
          {
            key: 'total',
            head: t(common.amount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.total} foreign={row.currency} />
              </span>
            ),
          },
        ]}
        empty={
          search.state || search.customer || search.late ? (
            <NothingFits onClear={() => void navigate({ search: {}, replace: true })} />
          ) : (
            <Empty title={t(texts.none)}>{t(texts.noneWhy)}</Empty>
          )
        }
      />
    </Screen>
  )
}
