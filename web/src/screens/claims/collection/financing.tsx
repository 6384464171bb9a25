import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Banner } from '../../../ui/banner.tsx'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { AmountField, DayField, SelectField, TextArea, TextField } from '../../../ui/field.tsx'
import { FileField } from '../../../ui/file-field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/collection')
type Agreement = Output<'collection.list-financing'>['agreements'][number]

/** Agreements on pledged and sold invoices: what bears the partner's instruction, his settlements. */
export function Financing() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const [isReading, setReading] = useState(false)
  const [told, setTold] = useState<string[]>([])
  const read = useRead('collection.list-financing', {} as never)
  const finance = useAct('collection.finance-invoices')
  const rows = read.data?.agreements ?? []
  const may = can('collection.save-financing')
  const open = (at: string) => void navigate({ search: (before) => ({ ...before, at }), replace: true })
  const shown = rows.find(({ code }) => code === search.at)
  const list = useListActs<Agreement>(
    t(texts.financing),
    'financing',
    [
      { title: t(texts.code), value: (row) => row.code },
      { title: t(texts.name), value: (row) => row.name },
      { title: t(texts.kind), value: (row) => word('financingKind', row.kind) },
      { title: t(texts.validFrom), kind: 'day', value: (row) => row.validFrom },
      { title: t(texts.validTo), kind: 'day', value: (row) => row.validTo },
      { title: t(texts.invoicesN), kind: 'integer', value: (row) => row.invoices },
    ],
    rows,
  )
  useKeys([may && { key: '+', label: t(texts.newAgreement), run: () => open('new') }])
  return (
    <>
      <ScreenActs>
        {may && (
          <Button keyCap="+" onPress={() => open('new')}>
            {t(texts.newAgreement)}
          </Button>
        )}
        <Menu
          entries={[
            can('collection.finance-invoices') && {
              label: t(texts.financeNow),
              run: () =>
                void finance.run({} as never).then(
                  ({ invoices }) => tell(t(texts.financedDone, { n: invoices })),
                  () => {},
                ),
            },
            can('collection.import-settlement') &&
              rows.length > 0 && { label: t(texts.importSettlement), run: () => setReading(true) },
            ...list.entries,
          ]}
        />
      </ScreenActs>
      <Told
        error={read.error ?? finance.error ?? list.error}
        onAgain={read.error ? () => void read.refetch() : undefined}
      />
      {told.map((text) => (
        <div className="section" key={text}>
          <Banner tone="warn">{text}</Banner>
        </div>
      ))}
      <div className="columns">
        <div className="main">
          <Table
            label={t(texts.financing)}
            rows={rows}
            read={read}
            keyOf={(row) => row.code}
            selected={search.at ?? null}
            onOpen={(row) => open(row.code)}
            columns={[
              {
                key: 'name',
                head: t(texts.name),
                phone: 'main',
                cell: (row) => (
                  <>
                    <span className="strong">{row.name}</span> <span className="quiet">{row.code}</span>
                  </>
                ),
              },
              {
                key: 'kind',
                head: t(texts.kind),
                phone: 'below',
                cell: (row) => <Chip>{word('financingKind', row.kind)}</Chip>,
              },
              { key: 'from', head: t(texts.validFrom), cell: (row) => formats.day(row.validFrom) },
              { key: 'to', head: t(texts.validTo), cell: (row) => (row.validTo ? formats.day(row.validTo) : '–') },
              {
                key: 'invoices',
                head: t(texts.invoicesN),
                align: 'amount',
                phone: 'amount',
                cell: (row) => formats.count(row.invoices),
              },
            ]}
            empty={<Empty title={t(texts.noFinancing)}>{t(texts.noFinancingWhy)}</Empty>}
          />
        </div>
        {may && search.at === 'new' && <NewAgreement onClose={() => open('')} />}
        {can('collection.end-financing') && shown && (
          <EndAgreement key={shown.code} agreement={shown} onClose={() => open('')} />
        )}
      </div>
      {isReading && (
        <ReadSettlement
          codes={rows.map(({ code, name }) => ({ value: code, label: name }))}
          onTold={setTold}
          onClose={() => setReading(false)}
        />
      )}
    </>
  )
}

function NewAgreement({ onClose }: { onClose: () => void }) {
  const t = useText()
  const word = useWord()
  const tell = useTell()
  const language = useLanguage()
  const { company } = useSession()
  const save = useAct('collection.save-financing', { fresh: true })
  const kept = useKeptFields('financing:new')
  const [typed, setTyped] = kept.field<Record<string, string | null>>('typed', {
    kind: 'pledged',
    advance: '100',
    from: company.today,
    account: company.country === 'SE' ? 'bankgiro' : company.country === 'NO' ? 'bban' : 'iban',
  })
  const set = (field: string) => (value: string | null) => setTyped({ ...typed, [field]: value })
  const at = (field: string) => typed[field] ?? ''
  const go = () => {
    if (Object.values(typed).includes(null)) return
    void save
      .run({
        code: at('code').trim(),
        name: at('name').trim(),
        party: at('party').trim(),
        kind: at('kind'),
        validFrom: at('from'),
        payment: { kind: at('account'), id: at('id').trim() },
        texts: { [language]: at('text').trim() },
        ...(at('advance') ? { advancePercent: at('advance') } : {}),
        path: at('path').trim(),
        clientNumber: at('client').trim() || null,
        invoiceGroups: at('groups')
          .split(',')
          .map((code) => code.trim())
          .filter(Boolean),
      } as never)
      .then(
        () => {
          tell(t(texts.savedDone, { name: at('name') }))
          void kept.discard()
          onClose()
        },
        () => {},
      )
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: go, inFields: true }])
  return (
    <Drawer title={t(texts.newAgreement)} onClose={onClose}>
      <div className="claim-form">
        <Told error={save.error} />
        <TextField label={t(texts.code)} value={at('code')} onChange={set('code')} input={{ autoFocus: true }} />
        <TextField label={t(texts.name)} value={at('name')} onChange={set('name')} />
        <TextField label={t(texts.party)} value={at('party')} onChange={set('party')} />
        <SelectField
          label={t(texts.kind)}
          value={at('kind')}
          onChange={set('kind')}
          options={['pledged', 'sold'].map((value) => ({ value, label: word('financingKind', value) }))}
        />
        <DayField label={t(texts.validFrom)} value={at('from')} onChange={set('from')} />
        <SelectField
          label={t(texts.accountKind)}
          value={at('account')}
          onChange={set('account')}
          options={[
            { value: 'bankgiro', label: 'Bankgiro' },
            { value: 'plusgiro', label: 'Plusgiro' },
            { value: 'bban', label: 'BBAN' },
            { value: 'iban', label: 'IBAN' },
          ]}
        />
        <TextField label={t(texts.paymentAccount)} value={at('id')} onChange={set('id')} />
        <TextArea label={t(texts.notice)} value={at('text')} onChange={set('text')} />
        <AmountField label={t(texts.advance)} value={at('advance')} onChange={set('advance')} isPercent decimals={0} />
        <TextField label={t(texts['setting.path'])} value={at('path')} onChange={set('path')} />
        <TextField label={t(texts.creditor)} value={at('client')} onChange={set('client')} />
        <TextField label={t(texts.groupsOnly)} value={at('groups')} onChange={set('groups')} />
        <div className="form-acts">
          <Button onPress={() => kept.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={save.isRunning} onPress={go}>
            {t(common.save)}
          </Button>
        </div>
      </div>
    </Drawer>
  )
}

/** Of an agreement that stands only its end moves: what invoices have said stays said. */
function EndAgreement({ agreement, onClose }: { agreement: Agreement; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const { company } = useSession()
  const save = useAct('collection.end-financing')
  const [on, setOn] = useState<string | null>(agreement.validTo ?? company.today)
  const go = () =>
    on &&
    void save.run({ code: agreement.code, on } as never).then(
      () => {
        tell(t(texts.savedDone, { name: agreement.name }))
        onClose()
      },
      () => {},
    )
  return (
    <Drawer title={agreement.name} onClose={onClose}>
      <div className="claim-form">
        <Told error={save.error} />
        <DayField label={t(texts.firstDayWithout)} value={on ?? ''} onChange={setOn} />
        <div className="form-acts">
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button kind="destructive" working={save.isRunning} onPress={() => void go()}>
            {t(texts.endAgreement)}
          </Button>
        </div>
      </div>
    </Drawer>
  )
}

function ReadSettlement({
  codes,
  onTold,
  onClose,
}: {
  codes: readonly { value: string; label: string }[]
  onTold: (told: string[]) => void
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const word = useWord()
  const read = useAct('collection.import-settlement')
  const [agreement, setAgreement] = useState(codes[0]?.value ?? '')
  const [file, setFile] = useState<File | null>(null)
  const go = () =>
    file &&
    void read.run({ agreement, file } as never).then(
      ({ net, currency, forPerson }) => {
        onTold(forPerson.map((row) => `${row.row}: ${row.invoice} ${word('remittanceProblem', row.why)}`))
        tell(t(texts.settlementDone, { net: `${formats.amount(net)} ${currency}` }))
        onClose()
      },
      () => {},
    )
  return (
    <ActDialog title={t(texts.importSettlement)} running={read} onGo={() => void go()} onClose={onClose}>
      <SelectField label={t(texts.financing)} value={agreement} onChange={setAgreement} options={codes} />
      <FileField label={t(texts.file)} onChange={setFile} />
    </ActDialog>
  )
}
