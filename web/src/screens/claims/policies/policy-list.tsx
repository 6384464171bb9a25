import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Output, RowOf } from '../../../api/call.ts'
import { useSession } from '../../../api/session.tsx'
import { useSheet } from '../../../api/use-sheet.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { useHere } from '../../../shell/use-here.ts'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { PageWaiting } from '../../../ui/waiting.tsx'
import { useSettled } from '../../invoices/use-preview.ts'
import { Assignments } from './assignments.tsx'
import { PolicyLine } from './policy-line.tsx'
import { texts } from './texts.ts'
import './policies.css'

const route = getRouteApi('/companies/$company/dunning-policies')
type Row = RowOf<'dunning.list-policies'>

/** Dunning policies, whom they hold for, and why one holds; where there is none, the ready-made ones of the country. */
export default function PolicyListScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const read = useRead('dunning.list-policies', {})
  const sheet = useSheet('dunning-policies')
  const rows = read.data?.rows ?? []
  const open = (code: string) =>
    void navigate({
      to: '/companies/$company/dunning-policies/$policy',
      params: { company: company.code, policy: code },
    })
  const isReady = search.ready === true
  const showReady = () =>
    void navigate({ search: (before) => ({ ...before, ready: isReady ? undefined : true }), replace: true })
  const mayEdit = can('dunning.save-policy')
  const kindsOf = (row: Row) => row.steps.map(({ kind }) => word('stepKind', kind)).join(' → ')
  const holdsFor = ({ isDefault, assignments: { invoices, customers, invoiceGroups, customerKinds } }: Row) =>
    [
      ...(isDefault ? [t(texts.byDefault)] : []),
      ...customerKinds.map((kind) => word('partyKind', kind)),
      ...invoiceGroups,
      ...(customers > 0 ? [t(texts.customersN, { n: customers })] : []),
      ...(invoices > 0 ? [t(texts.invoicesN, { n: invoices })] : []),
    ].join(', ') || t(texts.nobody)
  const excel = () =>
    void sheet.write(
      t(texts.policies),
      [
        { of: 'name', title: t(texts.code), value: (row: Row) => row.code },
        { of: 'name', title: t(texts.name), value: (row) => row.name },
        { of: 'chain', title: t(texts.chain), value: kindsOf },
        { of: 'for', title: t(texts.holdsFor), value: holdsFor },
        { of: 'approval', title: t(texts.approval), value: (row) => word('dunningApproval', row.approval) },
        { of: 'version', title: t(texts.version), kind: 'integer', value: (row) => row.versionNo },
      ],
      rows,
    )
  useKeys([
    mayEdit && { key: '+', label: t(texts.newPolicy), run: () => open('new') },
    mayEdit && rows.length > 0 && { key: 'F', label: t(texts.readyMade), run: showReady },
    rows.length > 0 && { key: 'E', label: t(common.excel), run: excel },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return (
    <Screen
      title={t(texts.policies)}
      showsKeys
      acts={
        <>
          {can('interest.list-law-values') && (
            <ButtonLink kind="quiet" to="/companies/$company/law" params={{ company: company.code }}>
              {t(texts.lawValues)}
            </ButtonLink>
          )}
          {mayEdit && (
            <Button kind={rows.length > 0 ? 'primary' : 'secondary'} keyCap="+" onPress={() => open('new')}>
              {t(texts.newPolicy)}
            </Button>
          )}
          <Menu
            entries={[
              mayEdit && rows.length > 0 && { label: t(texts.readyMade), keyCap: 'F', run: showReady },
              { label: t(common.excel), keyCap: 'E', run: excel },
              { label: t(common.print), keyCap: 'P', run: () => window.print() },
            ]}
          />
        </>
      }
    >
      {(read.error ?? sheet.error) && (
        <div className="section">
          <Told error={read.error ?? sheet.error} onAgain={() => void read.refetch()} />
        </div>
      )}
      {!read.data && !read.error && <PageWaiting />}
      {read.data && (
        <div className="scroll">
          {rows.length > 0 && (
            <Table
              name="dunning-policies"
              label={t(texts.policies)}
              rows={rows}
              keyOf={(row) => row.code}
              onOpen={(row) => open(row.code)}
              columns={[
                {
                  key: 'name',
                  head: t(texts.name),
                  phone: 'main',
                  cell: (row) => (
                    <>
                      <span className="strong">{row.name}</span> <span className="quieter">{row.code}</span>
                    </>
                  ),
                },
                { key: 'chain', head: t(texts.chain), phone: 'below', wrap: true, cell: kindsOf },
                { key: 'for', head: t(texts.holdsFor), wrap: true, cell: holdsFor },
                {
                  key: 'approval',
                  head: t(texts.approval),
                  narrow: 'hide',
                  cell: (row) => word('dunningApproval', row.approval),
                },
                {
                  key: 'version',
                  head: t(texts.version),
                  phone: 'amount',
                  cell: (row) => (
                    <>
                      {row.versionNo}{' '}
                      <span className="quieter">{t(texts.from, { day: formats.day(row.validFrom) })}</span>
                    </>
                  ),
                },
              ]}
            />
          )}
          {(rows.length === 0 || isReady) && mayEdit && <ReadyMade isFirst={rows.length === 0} onAdded={open} />}
          {rows.length > 0 && can('dunning.why-policy') && <WhyPolicy onOpen={open} />}
          {rows.length > 0 && can('dunning.list-assignments') && <NotReminded />}
        </div>
      )}
    </Screen>
  )
}

/** The country's ready-made policies, drawn: one press and it is the company's, to be changed. */
function ReadyMade({ isFirst, onAdded }: { isFirst: boolean; onAdded: (code: string) => void }) {
  const t = useText()
  const tell = useTell()
  const language = useLanguage()
  const look = useReadyMade(language)
  const add = useAct('dunning.propose-policies')
  const policies = (look ?? []).filter(({ isThere }) => !isThere)
  if (!look) return null
  return (
    <section className="section ready-made" aria-label={t(texts.readyMade)}>
      <h2>{t(isFirst ? texts.none : texts.readyMade)}</h2>
      {isFirst && <p className="quiet">{t(texts.noneWhy)}</p>}
      <Told error={add.error} />
      {policies.length === 0 && <p className="quiet">{t(texts.allThere)}</p>}
      {policies.map((policy, index) => (
        <article key={policy.code}>
          <h3>
            {policy.name} <span className="quieter plain">{policy.code}</span>
          </h3>
          <PolicyLine policy={policy as never} label={policy.name} />
          <p>
            <Button
              kind={isFirst && index === 0 ? 'primary' : 'secondary'}
              working={add.isRunning}
              onPress={() =>
                void add.run({ codes: [policy.code], language }).then(
                  () => {
                    tell(t(texts.added, { name: policy.name }))
                    onAdded(policy.code)
                  },
                  () => {},
                )
              }
            >
              {t(texts.beginFrom)}
            </Button>
          </p>
        </article>
      ))}
    </section>
  )
}

type Ready = Output<'dunning.propose-policies'>['policies'][number]

/** Looked at without adding: the verb writes nothing with dryRun. */
function useReadyMade(language: 'sv' | 'nb' | 'bg' | 'en'): Ready[] | undefined {
  const read = useRead('dunning.propose-policies', { language, dryRun: true }, { staleMillis: 300_000 })
  return read.data?.policies
}

/** Who is asked for nothing, whatever policy would hold. */
function NotReminded() {
  const t = useText()
  const read = useRead('dunning.list-assignments', {})
  return (
    <section aria-label={t(texts.notReminded)}>
      <header className="section">
        <h2>{t(texts.notReminded)}</h2>
        <p className="quiet">{t(texts.notRemindedWhy)}</p>
        <Told error={read.error} onAgain={() => void read.refetch()} />
      </header>
      {read.data && <Assignments policy={null} rows={read.data.rows} />}
    </section>
  )
}

/** Which policy holds for an invoice or a customer, and by which rule. */
function WhyPolicy({ onOpen }: { onOpen: (code: string) => void }) {
  const t = useText()
  const [number, setNumber] = useState('')
  const asked = useSettled(number.trim(), 300)
  const byInvoice = useRead('dunning.why-policy', asked ? ({ invoice: asked } as never) : null)
  const byCustomer = useRead('dunning.why-policy', asked && byInvoice.error ? ({ customer: asked } as never) : null)
  const why = asked ? (byInvoice.isError ? byCustomer.data : byInvoice.data) : undefined
  return (
    <section className="section why-policy no-print">
      <h2>{t(texts.whyTitle)}</h2>
      <TextField
        label={t(texts.whyLabel)}
        value={number}
        onChange={setNumber}
        input={{ autoComplete: 'off', inputMode: 'numeric' }}
      />
      {asked && byInvoice.isError && byCustomer.isError && <Told error={byCustomer.error} />}
      {why && (
        <p role="status">
          {why.policy ? (
            <>
              <Button kind="link" onPress={() => onOpen(why.policy!.code)}>
                {why.policy.name}
              </Button>
              , {t(texts[`rule.${why.rule}` as keyof typeof texts])}
              {why.reason && `: ${why.reason}`}
            </>
          ) : (
            `${t(texts.whyNone)} ${why.reason ?? ''}`
          )}
        </p>
      )}
    </section>
  )
}
