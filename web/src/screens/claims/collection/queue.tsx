import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { CheckField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { ReasonDialog } from '../../../ui/reason-dialog.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/collection')
type Answer = Output<'collection.list-queue'>
interface Row {
  key: string
  target: 'agency' | 'court'
  name: string
  numbers: string
  agency: string
  courtByDefault: boolean
  party: string
  currency: string
  capital: string
  interest: string
  fees: string
  total: string
  itemId: string
  queueIds: string[]
  /** Codes of what is missing, or why it must not go. */
  why: string[]
  group: 'ready' | 'missing' | 'mustNotGo'
}

/** What waits to be handed over, as the cases that it would become; what is missing stands at each. */
export function Queue() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [asks, setAsks] = useState(false)
  const [marked, setMarked] = useState<Set<string>>(new Set())
  const agencies = useRead('collection.list-agencies', can('collection.list-agencies') ? ({} as never) : null)
  const known = agencies.data?.agencies ?? []
  // A house that goes to court alone has nothing to see at an agency.
  const target =
    search.target || (known.length > 0 && known.every((one) => one.target === 'court') ? 'court' : 'agency')
  const by = search.by || undefined
  const read = useRead('collection.list-queue', { target, ...(by ? { agency: by } : {}), limit: 500 } as never)
  const receivers = known.filter((one) => one.target === target)
  const handOver = useAct('collection.hand-over')
  const apply = useAct('collection.propose-application')
  const drop = useAct('collection.drop-from-queue')
  const rows = rowsOf(read.data)
  const isChosen = (row: Row) => marked.size === 0 || marked.has(row.key)
  const ready = rows.filter((row) => row.group === 'ready' && isChosen(row))
  const current = rows.find((row) => row.key === search.at) ?? rows[0]
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const why = (codesOf: readonly string[]) =>
    codesOf
      .map((code) => (code in codes.collectionObstacle ? word('collectionObstacle', code) : word('hindrance', code)))
      .join(', ')
  const isCourt = target === 'court'
  const work = isCourt ? (read.data?.representation ?? null) : null
  // As the setting of the court says, until the person says otherwise.
  const [claimsWork, setClaimsWork] = useState<boolean | null>(null)
  const may = can(isCourt ? 'collection.propose-application' : 'collection.hand-over')
  const toCases = () => void navigate({ search: { view: 'cases', ...(isCourt ? { target: 'court' } : {}) } })
  const go = () => {
    if (ready.length === 0) return
    const queueRows = ready.flatMap(({ queueIds }) => queueIds)
    if (isCourt)
      void apply
        .run({
          rows: queueRows,
          ...(by ? { court: by } : {}),
          ...(claimsWork === null ? {} : { representation: claimsWork }),
        } as never)
        .then(
          ({ cases }) => {
            const made = cases.filter(({ caseId }) => caseId !== null)
            const stayed = cases.filter(({ caseId }) => caseId === null)
            tell(
              stayed.length > 0
                ? t(texts.stayed, {
                    n: stayed.length,
                    why: why([...new Set(stayed.flatMap((one) => one.why.map(({ code }) => code)))]),
                  })
                : t(texts.applied, { n: made.length }),
            )
            if (made.length > 0) toCases()
          },
          () => {},
        )
    else
      void handOver
        .run({
          rows: queueRows,
          ...(by ? { agency: by } : {}),
          seen: ready.map((row) => ({ party: row.party, currency: row.currency, total: row.total })),
        } as never)
        .then(
          ({ cases }) => {
            tell(t(texts.handedOver, { n: cases.length }))
            setMarked(new Set())
          },
          () => {},
        )
  }
  const act =
    ready.length === 0
      ? t(isCourt ? texts.propose : texts.handOver)
      : t(isCourt ? texts.proposeN : texts.handOverN, { n: ready.length })
  const mayDrop = can('collection.drop-from-queue') && current !== undefined
  const list = useListActs<Row>(
    t(texts.queue),
    'collection-queue',
    [
      { of: 'customer', title: t(common.customer), value: (row) => row.name },
      { of: 'claims', title: t(texts.claims), value: (row) => row.numbers },
      { of: 'agency', title: t(texts.agency), value: (row) => row.agency },
      { of: 'capital', title: t(texts.capital), kind: 'number', value: (row) => row.capital },
      { of: 'interest', title: t(texts.interest), kind: 'number', value: (row) => row.interest },
      { of: 'fees', title: t(texts.fees), kind: 'number', value: (row) => row.fees },
      { of: 'total', title: t(common.sum), kind: 'number', value: (row) => row.total },
      { of: 'missing', title: t(texts.missing), value: (row) => why(row.why) },
    ],
    rows,
  )
  useKeys([
    may && { key: 'Ctrl+Enter', label: act, run: go },
    mayDrop && { key: 'Backspace', label: t(texts.drop), run: () => setAsks(true) },
  ])
  const dropped = marked.size > 0 ? rows.filter((row) => marked.has(row.key)) : current ? [current] : []
  return (
    <>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.target)}
          isMust
          value={target}
          onChange={(next) => change({ target: next as 'agency', by: undefined })}
          options={['agency', 'court'].map((value) => ({ value, label: word('collectionTarget', value) }))}
        />
        {receivers.length > 1 && (
          <ChoicePill
            label={t(texts.agency)}
            value={by ?? ''}
            all={t(isCourt ? texts.byAddress : texts.byDefault)}
            onChange={(next) => change({ by: next || undefined })}
            options={receivers.map(({ code, name }) => ({ value: code, label: name }))}
          />
        )}
        {work && may && work.amount !== null && (
          <CheckField
            label={t(texts[`work.${work.work}`], { amount: `${formats.amount(work.amount)} ${work.currency}` })}
            checked={claimsWork ?? work.byDefault}
            onChange={setClaimsWork}
          />
        )}
        {work && may && work.amount === null && (
          <ButtonLink
            kind="link"
            to="/companies/$company/law"
            params={{ company: company.code }}
            search={{ add: 'court-representation' }}
          >
            {t(texts[`workUnknown.${work.work}`])}
          </ButtonLink>
        )}
        <ScreenActs>
          {mayDrop && (
            <Button keyCap="Backspace" onPress={() => setAsks(true)}>
              {t(texts.drop)}
            </Button>
          )}
          {may && (
            <Button
              kind="primary"
              keyCap="Ctrl+Enter"
              working={handOver.isRunning || apply.isRunning}
              notNow={ready.length === 0 ? t(texts.nothingReady) : null}
              onPress={go}
            >
              {act}
            </Button>
          )}
          <Menu entries={list.entries} />
        </ScreenActs>
      </div>
      <Told
        error={handOver.error ?? apply.error ?? read.error ?? list.error}
        onAgain={read.error ? () => void read.refetch() : undefined}
      />
      <Table
        name="collection-queue"
        label={t(texts.queue)}
        rows={rows}
        read={read}
        keyOf={(row) => row.key}
        selected={search.at ?? null}
        onSelect={(row) => change({ at: row.key })}
        marked={marked}
        onMark={setMarked}
        onOpen={(row) =>
          void navigate({ to: '/companies/$company/claims/$item', params: { company: company.code, item: row.itemId } })
        }
        groupOf={(row) => ({
          key: row.group,
          label: `${t(texts[row.group])} ${formats.count(rows.filter((one) => one.group === row.group).length)}`,
        })}
        columns={[
          { key: 'customer', head: t(common.customer), phone: 'main', cell: (row) => <Who name={row.name} /> },
          { key: 'claims', head: t(texts.claims), wrap: true, cell: (row) => row.numbers },
          {
            key: 'agency',
            head: t(texts.agency),
            wrap: true,
            ...(isCourt ? { phone: 'below' as const } : {}),
            cell: (row) => (
              <>
                {row.agency || '–'}
                {row.courtByDefault && <div className="small quiet">{t(texts.courtByDefault)}</div>}
              </>
            ),
          },
          {
            key: 'missing',
            head: t(texts.missing),
            phone: 'below',
            wrap: true,
            cell: (row) =>
              row.why.length > 0 ? (
                <Missing row={row} say={(code) => why([code])} />
              ) : (
                <Chip tone="good">{t(texts.ready)}</Chip>
              ),
          },
          { key: 'capital', head: t(texts.capital), align: 'amount', cell: (row) => <Amount value={row.capital} /> },
          {
            key: 'interest',
            head: t(texts.interest),
            align: 'amount',
            cell: (row) => <Amount value={row.interest} dashForZero />,
          },
          { key: 'fees', head: t(texts.fees), align: 'amount', cell: (row) => <Amount value={row.fees} dashForZero /> },
          {
            key: 'total',
            head: t(common.sum),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.total} foreign={row.currency} />
              </span>
            ),
          },
        ]}
        empty={<Empty title={t(texts.queueEmpty)}>{t(texts.queueEmptyWhy)}</Empty>}
      />
      {asks && (
        <ReasonDialog
          keptAs="drop-from-queue"
          title={t(texts.drop)}
          label={t(texts.dropWhy)}
          note={dropped.map(({ numbers }) => numbers).join(', ')}
          act={t(texts.drop)}
          running={drop}
          onClose={() => setAsks(false)}
          onGiven={(reason, until) =>
            void until(drop.run({ rows: dropped.flatMap(({ queueIds }) => queueIds), reason } as never)).then(
              ({ undo }) => {
                setAsks(false)
                setMarked(new Set())
                tell(t(texts.dropped), undo)
              },
              () => {},
            )
          }
        />
      )}
    </>
  )
}

/** Where each thing that is missing is entered; from there the person comes back here. */
function Missing({ row, say }: { row: Row; say: (code: string) => string }) {
  const { company, can } = useSession()
  const location = useLocation()
  const back = location.href
  const companyParams = { company: company.code }
  const link = (code: string) => {
    if ((code === 'identity-number' || code === 'address') && can('parties.save'))
      return (
        <ButtonLink
          kind="link"
          to="/companies/$company/customers/$number"
          params={{ ...companyParams, number: row.party }}
          search={{ edit: true, back }}
        >
          {say(code)}
        </ButtonLink>
      )
    const law = lawOf[code]
    if (law && can('interest.save-law-value'))
      return (
        <ButtonLink kind="link" to="/companies/$company/law" params={companyParams} search={{ add: law, back }}>
          {say(code)}
        </ButtonLink>
      )
    if (code === 'agency' && can('collection.save-agency'))
      return (
        <ButtonLink
          kind="link"
          to="/companies/$company/collection"
          params={companyParams}
          search={{ view: 'agencies', target: row.target, at: 'new', back }}
        >
          {say(code)}
        </ButtonLink>
      )
    return (
      <ButtonLink kind="link" to="/companies/$company/claims/$item" params={{ ...companyParams, item: row.itemId }}>
        {say(code)}
      </ButtonLink>
    )
  }
  return (
    <span className="missing-list">
      {row.why.map((code) => (
        <span key={code}>{link(code)}</span>
      ))}
    </span>
  )
}

const lawOf: Readonly<Record<string, string>> = {
  'court-fee': 'court-fee',
  'court-representation': 'court-representation',
  RATE_MISSING: 'late-interest',
}

function rowsOf(answer: Answer | undefined): Row[] {
  if (!answer) return []
  const cases = answer.cases.map(
    (one): Row => ({
      key: one.claims[0]!.itemId,
      target: one.target,
      name: one.party.name,
      party: one.party.number,
      numbers: one.claims.map(({ number }) => number).join(', '),
      agency: one.agency?.name ?? '',
      courtByDefault: one.agency?.courtByDefault ?? false,
      currency: one.currency,
      capital: one.capital,
      interest: one.interest,
      fees: one.fees,
      total: one.total,
      itemId: one.claims[0]!.itemId,
      queueIds: one.claims.flatMap(({ queueId }) => queueId ?? []),
      why: one.missing.map(({ code }) => code),
      group: one.missing.length > 0 || !one.agency ? 'missing' : 'ready',
    }),
  )
  const excluded = answer.excluded.map(
    (one): Row => ({
      key: one.itemId,
      target: one.target,
      name: one.party.name,
      party: one.party.number,
      numbers: one.number,
      agency: '',
      courtByDefault: false,
      currency: one.currency,
      capital: one.capital,
      interest: one.interest,
      fees: one.fees,
      total: one.total,
      itemId: one.itemId,
      queueIds: one.queueId ? [one.queueId] : [],
      why: [...new Set(one.why.map(({ code }) => code))],
      group: 'mustNotGo',
    }),
  )
  const order = ['missing', 'ready', 'mustNotGo']
  return [...cases, ...excluded].sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
}
