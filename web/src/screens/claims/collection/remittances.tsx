import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useAct, usePages, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Dialog, Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { SelectField } from '../../../ui/field.tsx'
import { FileField } from '../../../ui/file-field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ChoicePill } from '../../../ui/pill.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/collection')
type Row = RowOf<'collection.list-remittances'>

/** What agencies have paid over: gross, their fee, the net that the bank brings; rows that a person should look at. */
export function Remittances() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const [open, setOpen] = useState<Row | null>(null)
  const [isReading, setReading] = useState(false)
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const now = Number(company.today.slice(0, 4))
  const pages = usePages('collection.list-remittances', (search.year ? { year: search.year } : {}) as never)
  const may = can('collection.import-remittance')
  const list = useListActs<Row>(
    t(texts.remittances),
    'remittances',
    [
      { of: 'on', title: t(common.date), kind: 'day', value: (row) => row.on },
      { of: 'agency', title: t(texts.agency), value: (row) => row.agency.name },
      { of: 'reference', title: t(texts.reference), value: (row) => row.reference },
      { of: 'gross', title: t(texts.gross), kind: 'number', value: (row) => row.gross },
      { of: 'fee', title: t(texts.fee), kind: 'number', value: (row) => row.fee },
      { of: 'feeVat', title: t(texts.feeVat), kind: 'number', value: (row) => row.feeVat },
      { of: 'net', title: t(texts.net), kind: 'number', value: (row) => row.net },
      { of: 'open', title: t(texts.fromBank), kind: 'number', value: (row) => row.open },
    ],
    pages.readAll,
  )
  useKeys([may && { key: '+', label: t(texts.importRemittance), run: () => setReading(true) }])
  return (
    <>
      <ScreenActs>
        {may && (
          <Button keyCap="+" onPress={() => setReading(true)}>
            {t(texts.importRemittance)}
          </Button>
        )}
        <Menu entries={list.entries} />
      </ScreenActs>
      <div className="sub-bar no-print">
        <ChoicePill
          label={t(texts.year)}
          value={search.year ?? ''}
          onChange={(year) => void navigate({ search: (before) => ({ ...before, year }), replace: true })}
          options={[0, 1, 2, 3, 4].map((back) => ({ value: String(now - back), label: String(now - back) }))}
        />
      </div>
      <Told error={list.error} />
      <div className="columns">
        <div className="main">
          <Table
            name="remittances"
            label={t(texts.remittances)}
            rows={pages.rows}
            pages={pages}
            keyOf={(row) => row.remittanceId}
            onOpen={setOpen}
            columns={[
              { key: 'on', head: t(common.date), phone: 'below', cell: (row) => formats.day(row.on) },
              {
                key: 'agency',
                head: t(texts.agency),
                phone: 'main',
                cell: (row) => <span className="strong">{row.agency.name}</span>,
              },
              { key: 'reference', head: t(texts.reference), cell: (row) => row.reference },
              {
                key: 'look',
                head: t(common.state),
                phone: 'below',
                cell: (row) => {
                  const n = row.rows.filter(({ problem }) => problem).length
                  return n > 0 ? <Chip tone="warn">{t(texts.rowsToLook, { n })}</Chip> : null
                },
              },
              { key: 'gross', head: t(texts.gross), align: 'amount', cell: (row) => <Amount value={row.gross} /> },
              {
                key: 'fee',
                head: t(texts.fee),
                align: 'amount',
                cell: (row) => (
                  <>
                    <Amount value={row.fee} />
                    {row.feeExpected && row.feeExpected !== row.fee && (
                      <span className="small negative">
                        {' '}
                        {t(texts.feeDiffers, { amount: formats.amount(row.feeExpected) })}
                      </span>
                    )}
                  </>
                ),
              },
              {
                key: 'feeVat',
                head: t(texts.feeVat),
                align: 'amount',
                cell: (row) => <Amount value={row.feeVat} dashForZero />,
              },
              {
                key: 'net',
                head: t(texts.net),
                align: 'amount',
                phone: 'amount',
                cell: (row) => (
                  <span className="strong">
                    <Amount value={row.net} foreign={row.currency} />
                  </span>
                ),
              },
              {
                key: 'open',
                head: t(texts.fromBank),
                align: 'amount',
                cell: (row) => <Amount value={row.open} dashForZero />,
              },
            ]}
            empty={<Empty title={t(texts.noRemittances)}>{t(texts.noRemittancesWhy)}</Empty>}
          />
        </div>
        {open && (
          <Drawer title={`${open.agency.name} ${open.reference}`} onClose={() => setOpen(null)}>
            <div className="section">
              <table className="table inset">
                <tbody>
                  {open.rows.map((row) => (
                    <tr key={`${row.named} ${row.paidOn} ${row.capital}`} className={row.problem ? 'wrong' : ''}>
                      <td>
                        {row.named}
                        {row.problem && (
                          <span className="small negative"> {word('remittanceProblem', row.problem)}</span>
                        )}
                      </td>
                      <td>{formats.day(row.paidOn)}</td>
                      <td className="amount">
                        <Amount value={row.capital} />
                      </td>
                      <td className="amount">
                        <Amount value={row.interest} dashForZero />
                      </td>
                      <td className="amount">
                        <Amount value={row.fees} dashForZero />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Drawer>
        )}
      </div>
      {isReading && <ReadRemittance onClose={() => setReading(false)} />}
    </>
  )
}

function ReadRemittance({ onClose }: { onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const agencies = useRead('collection.list-agencies', {} as never)
  const read = useAct('collection.import-remittance')
  const [agency, setAgency] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const options = (agencies.data?.agencies ?? [])
    .filter(({ target }) => target === 'agency')
    .map(({ code, name }) => ({ value: code, label: name }))
  const chosen = agency || options[0]?.value || ''
  const go = () =>
    file &&
    chosen &&
    void read.run({ agency: chosen, file } as never).then(
      ({ remittances }) => {
        onClose()
        tell(t(texts.importedDone, { n: remittances.length }))
      },
      () => {},
    )
  useKeys([
    { key: 'Ctrl+Enter', label: t(texts.importRemittance), run: () => void go(), inFields: true, unlisted: true },
  ])
  return (
    <Dialog
      title={t(texts.importRemittance)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={read.isRunning} onPress={() => void go()}>
            {t(texts.importRemittance)}
          </Button>
        </>
      }
    >
      <Told error={read.error} />
      <SelectField label={t(texts.agency)} value={chosen} onChange={setAgency} options={options} />
      <FileField label={t(texts.file)} onChange={setFile} />
    </Dialog>
  )
}
