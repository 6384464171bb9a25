import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, usePages, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { RunTable, useStateColumn } from '../../../shell/run-list.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { AmountField, CheckField, CountField, SelectField, TextField } from '../../../ui/field.tsx'
import { FileField } from '../../../ui/file-field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NothingFits } from '../../../ui/nothing-fits.tsx'
import { ChoicePill, DayPill, TextPill } from '../../../ui/pill.tsx'
import { ReasonDialog } from '../../../ui/reason-dialog.tsx'
import { Screen, ScreenActs } from '../../../ui/screen.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Told } from '../../../ui/told.tsx'
import { findCustomers } from '../../customers/find-customers.ts'
import { useListActs } from '../use-list-acts.ts'
import { Who } from '../who.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import '../collection/collection.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/losses')
type Run = RowOf<'losses.list-runs'>
type Loss = RowOf<'losses.list'>
const kinds = ['established', 'doubtful', 'small'] as const
type Kind = (typeof kinds)[number]

/** Claims that are lost: what is proposed and by whom, what is written off, what came after all. */
export default function LossesScreen() {
  const t = useText()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const view = search.view === 'losses' ? 'losses' : 'runs'
  const may = can('losses.propose')
  const showNew = (isNew: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: isNew || undefined }), replace: true })
  useKeys([may && { key: '+', label: t(texts.propose), run: () => showNew(true) }])
  return (
    <Screen
      title={t(texts.losses)}
      showsKeys
      acts={
        may && (
          <Button kind="primary" keyCap="+" onPress={() => showNew(true)}>
            {t(texts.propose)}
          </Button>
        )
      }
    >
      <Tabs
        label={t(texts.losses)}
        panelId="losses-panel"
        value={view}
        onChange={(next) => void navigate({ search: { view: next }, replace: true })}
        tabs={[
          { value: 'runs', label: t(texts.runs) },
          { value: 'losses', label: t(texts.done) },
        ]}
      />
      <div className="columns">
        <div className="main collection-panel" id="losses-panel" role="tabpanel" aria-label={t(texts.losses)}>
          {view === 'runs' ? <Runs /> : <Losses />}
        </div>
        {search.new && may && <Propose onClose={() => showNew(false)} />}
      </div>
    </Screen>
  )
}

function Runs() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const pages = usePages('losses.list-runs', { state: search.state } as never)
  const stateColumn = useStateColumn<Run>()
  const list = useListActs<Run>(
    t(texts.runs),
    'loss-runs',
    [
      { of: 'at', title: t(texts.proposed), kind: 'instant', value: (row) => row.proposedAt },
      { of: 'kind', title: t(texts.kind), value: (row) => word('lossKind', row.kind) },
      { of: 'state', title: t(common.state), value: (row) => word('runState', row.state) },
      { of: 'rows', title: t(texts.claims), kind: 'integer', value: (row) => row.rows },
      { of: 'amount', title: t(common.amount), kind: 'number', value: (row) => row.sums[0]?.amount },
      { of: 'vat', title: t(texts.vat), kind: 'number', value: (row) => row.sums[0]?.vat },
    ],
    pages.readAll,
  )
  return (
    <>
      <ScreenActs>
        <Menu entries={list.entries} />
      </ScreenActs>
      <Told error={list.error} />
      <RunTable
        name="loss-runs"
        title={t(texts.runs)}
        pages={pages}
        state={search.state}
        onState={(state) => void navigate({ search: (before) => ({ ...before, state }), replace: true })}
        onOpen={(row) =>
          void navigate({
            to: '/companies/$company/losses/runs/$run',
            params: { company: company.code, run: row.runId },
          })
        }
        columns={[
          {
            key: 'kind',
            head: t(texts.kind),
            phone: 'main',
            cell: (row) => <span className="strong">{word('lossKind', row.kind)}</span>,
          },
          stateColumn,
          {
            key: 'at',
            head: t(texts.proposed),
            phone: 'below',
            cell: (row) => `${row.proposedBy ?? t(texts.byProgram)} · ${formats.instant(row.proposedAt)}`,
          },
          { key: 'rows', head: t(texts.claims), align: 'amount', cell: (row) => formats.count(row.rows) },
          {
            key: 'vat',
            head: t(texts.vat),
            align: 'amount',
            cell: (row) => row.sums.map((sum) => <Amount key={sum.currency} value={sum.vat} dashForZero />),
          },
          {
            key: 'amount',
            head: t(common.amount),
            align: 'amount',
            phone: 'amount',
            cell: (row) =>
              row.sums.map((sum) => <Amount key={sum.currency} value={sum.amount} foreign={sum.currency} />),
          },
        ]}
        empty={<Empty title={t(texts.noRuns)}>{t(texts.noRunsWhy)}</Empty>}
      />
    </>
  )
}

function Losses() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [asked, setAsked] = useState<Loss | null>(null)
  const undo = useAct('losses.undo')
  const take = useAct('losses.take-recoveries')
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const filter = {
    ...(search.kind ? { kind: search.kind } : {}),
    ...(search.customer ? { customer: search.customer } : {}),
    ...(search.from ? { from: search.from } : {}),
    ...(search.to ? { to: search.to } : {}),
    ...(search.money ? { withMoney: true } : {}),
  }
  const pages = usePages('losses.list', filter as never)
  const current = pages.rows.find((row) => row.lossId === search.at) ?? pages.rows[0]
  const list = useListActs<Loss>(
    t(texts.done),
    'losses',
    [
      { of: 'on', title: t(common.date), kind: 'day', value: (row) => row.postedOn },
      { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
      { of: 'number', title: t(common.invoice), value: (row) => row.number },
      { of: 'kind', title: t(texts.kind), value: (row) => word('lossKind', row.kind) },
      { of: 'vat', title: t(texts.vat), kind: 'number', value: (row) => row.vat },
      { of: 'recovered', title: t(texts.recovered), kind: 'number', value: (row) => row.recovered },
      { of: 'left', title: t(texts.left), kind: 'number', value: (row) => row.left },
      { of: 'amount', title: t(common.amount), kind: 'number', value: (row) => row.amount },
    ],
    pages.readAll,
  )
  const mayUndo = can('losses.undo') && current !== undefined && !current.isReversed
  useKeys([mayUndo && { key: 'Backspace', label: t(texts.takeBack), run: () => setAsked(current) }])
  return (
    <>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.kind)}
          value={search.kind ?? ''}
          onChange={(kind) => change({ kind: kind as Kind })}
          options={Object.keys(codes.lossKind).map((value) => ({ value, label: word('lossKind', value) }))}
        />
        <TextPill
          label={t(common.customer)}
          value={search.customer ?? ''}
          onChange={(customer) => change({ customer: customer.trim() })}
        />
        <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => change({ from })} />
        <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => change({ to })} />
        <CheckField
          label={t(texts.onlyMoney)}
          checked={search.money === true}
          onChange={(money) => change({ money: money || undefined })}
        />
        <ScreenActs>
          <Menu
            entries={[
              mayUndo && { label: t(texts.takeBack), keyCap: 'Backspace', run: () => setAsked(current) },
              can('losses.take-recoveries') && {
                label: t(texts.takeRecoveries),
                run: () =>
                  void take.run({} as never).then(
                    ({ recovered }) => tell(t(texts.takenN, { n: recovered })),
                    () => {},
                  ),
              },
              ...list.entries,
            ]}
          />
        </ScreenActs>
      </div>
      <Told error={take.error ?? list.error} />
      <Table
        name="losses"
        label={t(texts.done)}
        rows={pages.rows}
        pages={pages}
        keyOf={(row) => row.lossId}
        selected={search.at ?? null}
        onSelect={(row) => change({ at: row.lossId })}
        onOpen={(row) =>
          void navigate({
            to: '/companies/$company/claims/$item',
            params: { company: company.code, item: row.itemId },
          })
        }
        columns={[
          { key: 'on', head: t(common.date), phone: 'below', cell: (row) => formats.day(row.postedOn) },
          {
            key: 'customer',
            head: t(common.customer),
            phone: 'main',
            cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
          },
          {
            key: 'number',
            head: t(common.invoice),
            cell: (row) =>
              `${row.number} ${row.component === 'capital' ? '' : word('itemComponent', row.component).toLocaleLowerCase()}`,
          },
          {
            key: 'kind',
            head: t(texts.kind),
            phone: 'below',
            cell: (row) => (
              <Chip tone={row.isReversed ? 'outlined' : 'neutral'}>
                {row.isReversed ? word('lossEvent', 'reversed') : word('lossKind', row.kind)}
              </Chip>
            ),
          },
          {
            key: 'vat',
            head: t(texts.vat),
            align: 'amount',
            rare: true,
            cell: (row) => (/[1-9]/.test(row.vat) ? <Amount value={row.vat} /> : '–'),
          },
          {
            key: 'recovered',
            head: t(texts.recovered),
            align: 'amount',
            rare: true,
            cell: (row) => (/[1-9]/.test(row.recovered) ? <Amount value={row.recovered} /> : '–'),
          },
          {
            key: 'money',
            head: t(texts.money),
            align: 'amount',
            rare: true,
            cell: (row) =>
              !/[1-9]/.test(row.unapplied) ? (
                '–'
              ) : can('losses.record-recovery') && /[1-9]/.test(row.left) ? (
                <Recover loss={row} />
              ) : (
                <Amount value={row.unapplied} />
              ),
          },
          {
            key: 'left',
            head: t(texts.left),
            align: 'amount',
            cell: (row) => <Amount value={row.left} dashForZero />,
          },
          {
            key: 'amount',
            head: t(common.amount),
            align: 'amount',
            phone: 'amount',
            cell: (row) => (
              <span className="strong">
                <Amount value={row.amount} foreign={row.currency} />
              </span>
            ),
          },
        ]}
        empty={
          Object.keys(filter).length > 0 ? (
            <NothingFits onClear={() => change({ kind: '', customer: '', from: '', to: '', money: undefined })} />
          ) : (
            <Empty title={t(texts.noLosses)}>{t(texts.noLossesWhy)}</Empty>
          )
        }
      />
      {asked && (
        <ReasonDialog
          keptAs={`take-back:${asked.lossId}`}
          title={`${t(texts.takeBack)}: ${asked.number}`}
          label={t(texts.takeBackWhy)}
          act={t(texts.takeBack)}
          isDestructive
          running={undo}
          onClose={() => setAsked(null)}
          onGiven={(reason, until) =>
            void until(undo.run({ lossId: asked.lossId, reason } as never)).then(
              () => {
                setAsked(null)
                tell(t(texts.takenBack))
              },
              () => {},
            )
          }
        />
      )}
    </>
  )
}

/** Money of the customer lies open: one press says that it is for this loss; the other press takes it back. */
function Recover({ loss }: { loss: Loss }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const items = useRead('reports.party-items', { party: loss.customer })
  const record = useAct('losses.record-recovery')
  const money = items.data?.rows.find((row) => row.open.startsWith('-') && row.paymentId !== null)
  const go = () =>
    money &&
    void record.run({ lossId: loss.lossId, itemId: money.itemId } as never).then(
      ({ amount, vat, currency, voucherId }) =>
        tell(t(texts.recoveredDone, { amount: `${formats.amount(amount)} ${currency}`, vat: formats.amount(vat) }), {
          verb: 'losses.undo-recovery',
          input: { voucherId, reason: t(common.undo) },
        }),
      () => {},
    )
  return (
    <>
      <Amount value={loss.unapplied} />{' '}
      <Button kind="link" notNow={money ? null : t(texts.noMoney)} onPress={() => void go()}>
        {t(texts.recover)}
      </Button>
      <Told error={record.error} />
    </>
  )
}

/** Whose claims, or small rests in bulk; with what shows that they are lost. */
function Propose({ onClose }: { onClose: () => void }) {
  const t = useText()
  const word = useWord()
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  const propose = useAct('losses.propose')
  const kept = useKeptFields('loss:new')
  const [kind, setKind] = kept.field<Kind>('kind', 'established')
  const [customer, setCustomer] = kept.field<{ number: string; name: string } | null>('customer', null)
  const [evidence, setEvidence] = kept.field('evidence', '')
  const [file, setFile] = useState<File | null>(null)
  const [below, setBelow] = kept.field<string | null>('below', '50.00')
  const [daysOld, setDays] = kept.field<string | null>('daysOld', '90')
  const isBulk = kind === 'small' && customer === null
  const notNow = !isBulk && customer === null
  const go = () => {
    if (notNow || (isBulk && !below)) return
    void kept
      .until(
        propose.run({
          kind,
          ...(isBulk
            ? { below: { amount: below, currency: company.currency, daysOld: Number(daysOld) || 0 } }
            : { customer: customer!.number }),
          ...(evidence.trim() ? { evidence: evidence.trim() } : {}),
          ...(file ? { document: file } : {}),
        } as never),
      )
      .then(
        ({ runId }) =>
          void navigate({ to: '/companies/$company/losses/runs/$run', params: { company: company.code, run: runId } }),
        () => {},
      )
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(texts.go), run: go, inFields: true }])
  return (
    <Drawer title={t(texts.proposeLosses)} onClose={onClose}>
      <div className="claim-form">
        <Told error={propose.error} />
        <SelectField
          label={t(texts.kind)}
          value={kind}
          onChange={(next) => setKind(next as Kind)}
          options={kinds.map((value) => ({ value, label: word('lossKind', value) }))}
          hint={t(texts[`kind.${kind}`])}
        />
        <SearchField
          label={t(texts.customer)}
          chosen={customer ? `${customer.name} ${customer.number}` : ''}
          autoFocus
          find={(text) => findCustomers(company.code, text)}
          keyOf={(row) => row.number}
          show={(row) => (
            <>
              <span>{row.name}</span>
              <span className="quiet figures">{row.number}</span>
            </>
          )}
          onChoose={(row) => setCustomer({ number: row.number, name: String(row.name) })}
          onClear={() => setCustomer(null)}
        />
        {isBulk && (
          <div className="two">
            <AmountField label={t(texts.below)} value={below ?? ''} onChange={setBelow} />
            <CountField label={t(texts.daysOld)} value={daysOld ?? ''} onChange={setDays} digits={4} />
          </div>
        )}
        {kind !== 'small' && (
          <>
            <TextField label={t(texts.evidence)} value={evidence} onChange={setEvidence} input={{ maxLength: 500 }} />
            <FileField label={t(texts.document)} onChange={setFile} />
          </>
        )}
        <div className="form-acts">
          <Button onPress={() => kept.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={propose.isRunning}
            notNow={notNow ? t(texts.customer) : null}
            onPress={go}
          >
            {t(texts.go)}
          </Button>
        </div>
      </div>
    </Drawer>
  )
}
