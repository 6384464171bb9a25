import { getRouteApi } from '@tanstack/react-router'
import type { Output } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useChoices } from '../../../api/use-choices.ts'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Button } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { AmountField, CheckField, SelectField, TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ScreenActs } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { useListActs } from '../use-list-acts.ts'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/collection')
type Agency = Output<'collection.list-agencies'>['agencies'][number]

/** Who takes claims: agencies and courts, how each is reached. */
export function Agencies() {
  const t = useText()
  const word = useWord()
  const { can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const read = useRead('collection.list-agencies', {} as never)
  const rows = read.data?.agencies ?? []
  const may = can('collection.save-agency')
  const open = (at: string) => void navigate({ search: (before) => ({ ...before, at }), replace: true })
  /** Who came because it was missing goes back to what waits for it. */
  const leave = () => (search.back ? void navigate({ href: search.back }) : open(''))
  const shown = rows.find(({ code }) => code === search.at)
  const list = useListActs<Agency>(
    t(texts.agencies),
    'agencies',
    [
      { title: t(texts.code), value: (row) => row.code },
      { title: t(texts.name), value: (row) => row.name },
      { title: t(texts.target), value: (row) => word('collectionTarget', row.target) },
      { title: t(texts.adapter), value: (row) => word('collectionAdapter', row.adapter) },
      { title: t(texts.handover), value: (row) => word('collectionHandover', row.handover) },
    ],
    rows,
  )
  useKeys([may && { key: '+', label: t(texts.newAgency), run: () => open('new') }])
  return (
    <>
      <ScreenActs>
        {may && (
          <Button keyCap="+" onPress={() => open('new')}>
            {t(texts.newAgency)}
          </Button>
        )}
        <Menu entries={list.entries} />
      </ScreenActs>
      <Told error={read.error ?? list.error} onAgain={() => void read.refetch()} />
      <div className="columns">
        <div className="main">
          <Table
            label={t(texts.agencies)}
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
                key: 'target',
                head: t(texts.target),
                phone: 'below',
                cell: (row) => word('collectionTarget', row.target),
              },
              {
                key: 'adapter',
                head: t(texts.adapter),
                phone: 'below',
                cell: (row) => word('collectionAdapter', row.adapter),
              },
              { key: 'handover', head: t(texts.handover), cell: (row) => word('collectionHandover', row.handover) },
              { key: 'creditor', head: t(texts.creditor), cell: (row) => row.creditorNumber ?? '–' },
              {
                key: 'default',
                head: t(common.state),
                cell: (row) => (row.isDefault ? <Chip>{t(texts.default)}</Chip> : null),
              },
            ]}
            empty={<Empty title={t(texts.noAgencies)}>{t(texts.noAgenciesWhy)}</Empty>}
          />
        </div>
        {may && (shown || search.at === 'new') && (
          <AgencyForm key={search.at} agency={shown ?? null} wanted={search.target ?? ''} onClose={leave} />
        )}
      </div>
    </>
  )
}

const fields: Record<
  Agency['adapter'],
  readonly ('path' | 'answers' | 'url' | 'key' | 'account' | 'creditor' | 'representativeCode')[]
> = {
  folder: ['path', 'answers'],
  amili: ['url', 'key', 'account', 'creditor'],
  'authority-file': ['path', 'answers', 'representativeCode'],
  paper: [],
}
const repFields = ['name', 'number', 'street', 'postCode', 'city'] as const

function AgencyForm({ agency, wanted, onClose }: { agency: Agency | null; wanted: string; onClose: () => void }) {
  const t = useText()
  const word = useWord()
  const tell = useTell()
  const { areas } = useChoices()
  const save = useAct('collection.save-agency', { fresh: true })
  const typed = useKeptFields(`agency:${agency?.code ?? 'new'}`)
  const [code, setCode] = typed.field('code', agency?.code ?? '')
  const [name, setName] = typed.field('name', agency?.name ?? '')
  const [target, setTarget] = typed.field<string>('target', agency?.target ?? (wanted || 'agency'))
  const [adapter, setAdapter] = typed.field<Agency['adapter']>('adapter', agency?.adapter ?? 'folder')
  const [handover, setHandover] = typed.field<string>('handover', agency?.handover ?? 'approved')
  const [settings, setSettings] = typed.field<Record<string, unknown>>('settings', agency?.settings ?? {})
  const [party, setParty] = typed.field('party', agency?.party ?? '')
  const [membership, setMembership] = typed.field('membership', agency?.membershipNumber ?? '')
  const [creditor, setCreditor] = typed.field('creditor', agency?.creditorNumber ?? '')
  const [percent, setPercent] = typed.field<string | null>('percent', agency?.feeTerms.percent ?? '')
  const [fixed, setFixed] = typed.field<string | null>('fixed', agency?.feeTerms.fixed ?? '')
  const [vat, setVat] = typed.field<string | null>('vat', agency?.feeTerms.vatPercent ?? '')
  const [accruesInterest, setAccrues] = typed.field('accruesInterest', agency?.accruesInterest ?? true)
  const [isDefault, setDefault] = typed.field('isDefault', agency?.isDefault ?? false)
  const [area, setArea] = typed.field('area', agency?.businessArea ?? '')
  const rep = (settings.representative ?? {}) as Record<string, string>
  const [serves, setServes] = typed.field('serves', ((agency?.settings.serves ?? []) as string[]).join(', '))
  const fits = target === 'court' ? (['authority-file', 'paper'] as const) : (['folder', 'amili'] as const)
  const chosen = (fits as readonly string[]).includes(adapter) ? adapter : fits[0]
  const go = () => {
    if (percent === null || fixed === null || vat === null) return
    // What another way of going there had is nothing to this one; what has no field here stays while the way does.
    const kept: Record<string, unknown> =
      chosen === agency?.adapter
        ? { ...settings }
        : Object.fromEntries(fields[chosen].map((field) => [field, settings[field] ?? '']))
    if (target === 'court') {
      if (Object.values(rep).some(Boolean)) kept.representative = rep
      else delete kept.representative
      if (chosen === 'paper')
        kept.serves = serves
          .split(/[,;\n]/)
          .map((text) => text.trim())
          .filter(Boolean)
    }
    void save
      .run({
        code: code.trim(),
        name: name.trim(),
        target,
        adapter: chosen,
        settings: kept,
        handover,
        party: party.trim() || null,
        membershipNumber: membership.trim() || null,
        creditorNumber: creditor.trim() || null,
        feeTerms: {
          ...(percent ? { percent } : {}),
          ...(fixed ? { fixed } : {}),
          ...(vat ? { vatPercent: vat } : {}),
        },
        accruesInterest,
        isDefault,
        businessArea: area || null,
      } as never)
      .then(
        () => {
          tell(t(texts.savedDone, { name: name.trim() }))
          void typed.discard()
          onClose()
        },
        () => {},
      )
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: go, inFields: true }])
  return (
    <Drawer title={agency?.name ?? t(texts.newAgency)} onClose={onClose}>
      <div className="claim-form">
        <Told error={save.error} />
        <TextField
          label={t(texts.code)}
          value={code}
          onChange={setCode}
          input={{ maxLength: 30, readOnly: agency !== null, autoFocus: agency === null }}
        />
        <TextField label={t(texts.name)} value={name} onChange={setName} input={{ maxLength: 200 }} />
        {agency === null && (
          <SelectField
            label={t(texts.target)}
            value={target}
            onChange={setTarget}
            options={['agency', 'court'].map((value) => ({ value, label: word('collectionTarget', value) }))}
          />
        )}
        <SelectField
          label={t(texts.adapter)}
          value={chosen}
          onChange={(next) => setAdapter(next as Agency['adapter'])}
          options={fits.map((value) => ({ value, label: word('collectionAdapter', value) }))}
        />
        {fields[chosen].map((field) => (
          <TextField
            key={field}
            label={t(texts[`setting.${field}`])}
            value={String(settings[field] ?? '')}
            onChange={(value) => setSettings({ ...settings, [field]: value })}
          />
        ))}
        {chosen === 'paper' && (
          <TextField label={t(texts.serves)} hint={t(texts.servesHint)} value={serves} onChange={setServes} />
        )}
        {target === 'court' &&
          repFields.map((field) => (
            <TextField
              key={field}
              label={t(texts[`rep.${field}`])}
              value={rep[field] ?? ''}
              onChange={(value) => setSettings({ ...settings, representative: { ...rep, [field]: value } })}
            />
          ))}
        {target === 'agency' && (
          <>
            <SelectField
              label={t(texts.handover)}
              value={handover}
              onChange={setHandover}
              options={['approved', 'by-itself'].map((value) => ({ value, label: word('collectionHandover', value) }))}
            />
            <TextField label={t(texts.party)} value={party} onChange={setParty} />
            <TextField label={t(texts.membership)} value={membership} onChange={setMembership} />
            <TextField label={t(texts.creditor)} value={creditor} onChange={setCreditor} />
            <AmountField label={t(texts.percent)} value={percent ?? ''} onChange={setPercent} isPercent decimals={0} />
            <AmountField label={t(texts.fixed)} value={fixed ?? ''} onChange={setFixed} />
            <AmountField label={t(texts.vatPercent)} value={vat ?? ''} onChange={setVat} isPercent decimals={0} />
            <CheckField label={t(texts.accrues)} checked={accruesInterest} onChange={setAccrues} />
          </>
        )}
        {areas.length > 1 && (
          <SelectField
            label={t(common.businessArea)}
            value={area}
            onChange={setArea}
            options={areas}
            empty={t(common.all)}
          />
        )}
        <CheckField label={t(texts.default)} checked={isDefault} onChange={setDefault} />
        <div className="form-acts">
          <Button onPress={() => typed.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={save.isRunning} onPress={go}>
            {t(common.save)}
          </Button>
        </div>
      </div>
    </Drawer>
  )
}
