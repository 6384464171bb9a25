import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { sayReason } from '../../../../../src/kernel/words/reasons.ts'
import { addressOf, type RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useExcel } from '../../../api/use-excel.ts'
import { usePages } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { ListQuestions } from '../../../shell/questions.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NothingFits } from '../../../ui/nothing-fits.tsx'
import { PdfView } from '../../../ui/pdf-view.tsx'
import { ChoicePill, DayPill, TextPill } from '../../../ui/pill.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useSheetColumns } from '../../../ui/use-columns.ts'
import { DeliveryChip } from '../../invoices/invoice-words.tsx'
import { Who } from '../who.tsx'
import { CameBack } from './came-back.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/dunning-letters')
type Row = RowOf<'dunning.list-letters'>
const kinds = ['reminder', 'collection-notice', 'payment-demand'] as const
const channels = ['e-mail', 'sms', 'print', 'portal', 'peppol'] as const
const states = ['waiting', 'sending', 'held', 'sent', 'delivered', 'failed'] as const

/** Reminders and notices that were written, newest first; each opens to the sheet that the customer got. */
export default function LetterListScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const excel = useExcel()
  const change = (what: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...what }), replace: true })
  const { at, run, ...rest } = search
  const filter = { ...rest, ...(run ? { runId: run } : {}) } as never
  const pages = usePages('dunning.list-letters', filter)
  const open = pages.rows.find(({ letterId }) => letterId === at)
  const columns = useSheetColumns('letters', {
    sent: ['sentOn'],
    kind: ['kind'],
    customer: ['customer', 'customerName'],
    deadline: ['deadlineOn'],
    invoices: ['items'],
    channel: ['channel'],
    state: ['state', 'recalledFor', 'returnedFor'],
    total: ['currency', 'capital', 'fee', 'total'],
  })
  const may = can('dunning.export-letters')
  const takeAway = () => void excel.take('dunning.export-letters', { ...(filter as object), columns } as never)
  useKeys([
    may && { key: 'E', label: t(common.excel), run: takeAway },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen
      title={t(texts.title)}
      showsKeys
      acts={
        <Menu
          entries={[
            may && { label: t(common.excel), keyCap: 'E', run: takeAway },
            { label: t(common.print), keyCap: 'P', run: () => window.print() },
          ]}
        />
      }
    >
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.kind)}
          value={search.kind ?? ''}
          onChange={(kind) => change({ kind: kind as 'reminder' })}
          options={kinds.map((value) => ({ value, label: word('stepKind', value) }))}
        />
        <TextPill
          label={t(common.customer)}
          value={search.customer ?? ''}
          onChange={(customer) => change({ customer: customer.trim() })}
        />
        <ChoicePill
          label={t(common.state)}
          value={search.state ?? ''}
          onChange={(state) => change({ state })}
          options={states.map((value) => ({ value, label: word('deliveryState', value) }))}
        />
        <ChoicePill
          label={t(texts.channel)}
          value={search.channel ?? ''}
          onChange={(channel) => change({ channel })}
          options={channels.map((value) => ({ value, label: t(codes.channel[value]) }))}
        />
        <ChoicePill
          label={t(texts.recalled)}
          value={search.recalled ?? ''}
          onChange={(recalled) => change({ recalled: recalled as 'no' })}
          options={[
            { value: 'no', label: t(texts.without) },
            { value: 'only', label: t(texts.only) },
          ]}
        />
        <DayPill label={t(common.from)} value={search.from ?? ''} onChange={(from) => change({ from })} />
        <DayPill label={t(common.to)} value={search.to ?? ''} onChange={(to) => change({ to })} />
        {run && (
          <ChoicePill
            label={t(texts.run)}
            value={run}
            onChange={(next) => change({ run: next })}
            options={[{ value: run, label: t(texts.thisRun) }]}
          />
        )}
        <ListQuestions screen="letters" />
      </div>
      <Told error={excel.error} />
      <div className="columns">
        <div className="main">
          <Table
            name="letters"
            label={t(texts.title)}
            rows={pages.rows}
            pages={pages}
            keyOf={(row) => row.letterId}
            selected={at ?? null}
            onOpen={(row) => change({ at: row.letterId })}
            columns={[
              { key: 'sent', head: t(texts.sent), phone: 'below', cell: (row) => formats.day(row.sentOn) },
              { key: 'kind', head: t(texts.kind), phone: 'below', cell: (row) => word('stepKind', row.kind) },
              {
                key: 'customer',
                head: t(common.customer),
                phone: 'main',
                cell: (row) => <Who name={row.customerName} isProtected={row.isProtected} />,
              },
              !open && { key: 'deadline', head: t(texts.deadline), cell: (row) => formats.day(row.deadlineOn) },
              !open && {
                key: 'invoices',
                head: t(texts.invoices),
                align: 'amount',
                cell: (row) => formats.count(row.items),
              },
              {
                key: 'channel',
                head: t(texts.channel),
                cell: (row) => (row.channel ? word('channel', row.channel) : '–'),
              },
              { key: 'state', head: t(common.state), phone: 'below', cell: (row) => <StateOf row={row} /> },
              {
                key: 'total',
                head: t(texts.total),
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
              Object.keys(search).length > 0 ? (
                <NothingFits onClear={() => void navigate({ search: {}, replace: true })} />
              ) : (
                <Empty title={t(texts.none)}>{t(texts.noneWhy)}</Empty>
              )
            }
          />
        </div>
        {open && <Letter letter={open} onClose={() => change({ at: '' })} />}
      </div>
    </Screen>
  )
}

/** Where it is: on its way, there, or taken back. */
function StateOf({ row }: { row: Row }) {
  const t = useText()
  if (row.recalledFor !== null) return <Chip tone="outlined">{t(codes.deliveryState.recalled)}</Chip>
  if (row.returnedFor !== null) return <Chip tone="bad">{t(texts.cameBack)}</Chip>
  return row.state ? <DeliveryChip state={row.state} /> : <>–</>
}

/** The letter as the customer got it, and the way to what it is part of. */
function Letter({ letter, onClose }: { letter: Row; onClose: () => void }) {
  const t = useText()
  const language = useLanguage()
  const word = useWord()
  const { company, can } = useSession()
  const title = `${word('stepKind', letter.kind)} ${letter.customerName}`
  const [isBack, setBack] = useState(false)
  const mayReturn =
    letter.channel === 'print' &&
    (letter.state === 'sent' || letter.state === 'delivered') &&
    letter.recalledFor === null &&
    letter.returnedFor === null &&
    can('dunning.return-letter')
  return (
    <Drawer title={title} onClose={onClose}>
      <div className="section">
        {letter.recalledFor !== null && (
          <p>{t(texts.recalledFor, { reason: sayReason(letter.recalledFor, language) })}</p>
        )}
        {letter.returnedFor !== null && <p>{t(texts.cameBackFor, { reason: letter.returnedFor })}</p>}
        <p className="pills">
          <Link to="/companies/$company/customers/$number" params={{ company: company.code, number: letter.customer }}>
            {t(texts.toCustomer)}
          </Link>
          {can('dunning.read-run') && (
            <Link to="/companies/$company/dunning-runs/$run" params={{ company: company.code, run: letter.runId }}>
              {t(texts.toRun)}
            </Link>
          )}
          {mayReturn && <Button onPress={() => setBack(true)}>{t(texts.cameBack)}</Button>}
        </p>
        {can('dunning.read-letter-pdf') ? (
          <PdfView
            source={addressOf(company.code, 'dunning.read-letter-pdf', { letterId: letter.letterId } as never)}
            name={title}
          />
        ) : (
          <p className="quiet">{t(common.mayNot)}</p>
        )}
      </div>
      {isBack && <CameBack letter={letter} onClose={() => setBack(false)} />}
    </Drawer>
  )
}
