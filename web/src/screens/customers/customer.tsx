import { getRouteApi, useParams } from '@tanstack/react-router'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { TrailDrawer, type TrailStart } from '../../trail/trail-drawer.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Told } from '../../ui/told.tsx'
import { PageWaiting } from '../../ui/waiting.tsx'
import { RestDialog } from '../claims/holds/rest-dialog.tsx'
import { restTexts } from '../claims/holds/texts.ts'
import { Timeline } from '../claims/timeline.tsx'
import { AccountTab } from './account-tab.tsx'
import { AreasDialog } from './areas-dialog.tsx'
import { type Asked, type Card, cardOf, withRevealed } from './card.ts'
import { CardHead } from './card-head.tsx'
import { DocumentsTab } from './documents-tab.tsx'
import { EditDrawer } from './edit-drawer.tsx'
import { EventsTab } from './events-tab.tsx'
import { figuresOf } from './figures.tsx'
import { ForgetDialog } from './forget-dialog.tsx'
import { ItemsTab } from './items-tab.tsx'
import { MergeChoice } from './merge-choice.tsx'
import { Notes } from './notes.tsx'
import { ProtectionDialog } from './protection-dialog.tsx'
import { RevealDialog } from './reveal-dialog.tsx'
import { Side } from './side.tsx'
import { StatementDrawer } from './statement-drawer.tsx'
import { texts } from './texts.ts'
import { UnmergeDialog } from './unmerge-dialog.tsx'
import { readWalk } from './walk.ts'
import './customers.css'

const route = getRouteApi('/companies/$company/customers/$number')
type View = 'items' | 'documents' | 'account' | 'claims' | 'events'

export default function CustomerScreen() {
  const t = useText()
  const { number } = useParams({ from: '/companies/$company/customers/$number' })
  const { company } = useSession()
  const navigate = useHere(route.useNavigate())
  const read = useRead('parties.read', { number, mask: 'true' })
  const data = read.data && !read.isPlaceholderData ? cardOf(read.data) : null
  // The number of a merged customer leads to the one that remains.
  const remains = data && data.number !== number ? data.number : null
  useEffect(() => {
    if (remains)
      void navigate({
        to: '/companies/$company/customers/$number',
        params: { company: company.code, number: remains },
        replace: true,
      })
  }, [remains, navigate, company.code])
  const parent = {
    label: t(common.customers),
    link: {
      to: '/companies/$company/customers',
      params: { company: company.code },
      search: { ...(readWalk(company.code)?.search ?? {}), at: number },
    } as const,
  }
  if (read.error && !data)
    return (
      <Screen title={number} parent={parent}>
        {read.error.status === 404 ? (
          <Empty
            title={t(texts.noSuchCustomer, { number })}
            act={<ButtonLink {...parent.link}>{t(texts.toList)}</ButtonLink>}
          >
            {t(texts.noSuchCustomerWhy)}
          </Empty>
        ) : (
          <Told error={read.error} onAgain={() => void read.refetch()} />
        )}
      </Screen>
    )
  if (!data)
    return (
      <Screen title={t(texts.customerOf, { number })} parent={parent}>
        <PageWaiting />
      </Screen>
    )
  return <CustomerCard key={data.number} card={data} parent={parent} />
}

function CustomerCard({ card, parent }: { card: Card; parent: Parameters<typeof Screen>[0]['parent'] }) {
  const t = useText()
  const tell = useTell()
  const { company, can } = useSession()
  const search = route.useSearch()
  const navigate = useHere(route.useNavigate())
  const { number } = card
  const [asked, setAsked] = useState<Asked | null>(null)
  const [trail, setTrail] = useState<TrailStart | null>(null)
  const [revealed, setRevealed] = useState<Output<'parties.reveal'> | null>(null)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const figures = useRead('reports.party-figures', can('reports.party-figures') ? { party: number } : null)
  const items = useRead('reports.party-items', can('reports.party-items') ? { party: number } : null)
  const documents = useRead('invoicing.sum-invoices', can('invoicing.sum-invoices') ? { customer: number } : null)
  const close = useAct('parties.close')
  const isProtected = card.party.protection !== 'none'
  const shown = revealed ? withRevealed(card, revealed) : card
  const view: View =
    search.view === 'documents' || search.view === 'account' || search.view === 'claims' || search.view === 'events'
      ? search.view
      : 'items'
  const isStatement = search.view === 'statement'
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const invoice = () =>
    void navigate({ href: `/companies/${company.code}/invoices/new?customer=${encodeURIComponent(number)}` })
  const writeNote = () => {
    go({ view: 'items', show: '' })
    requestAnimationFrame(() => noteField.current?.focus())
  }
  const wantsNote = search.view === 'notes'
  useEffect(() => {
    if (wantsNote) noteField.current?.focus()
  }, [wantsNote])

  // Through the list that the card was opened from.
  const walk = readWalk(company.code)
  const place = walk ? walk.numbers.indexOf(number) : -1
  const step = (by: number) => {
    const next = place >= 0 ? walk?.numbers[place + by] : undefined
    if (next)
      void navigate({
        to: '/companies/$company/customers/$number',
        params: { company: company.code, number: next },
        search: view === 'items' ? {} : { view },
        replace: true,
      })
  }

  const isClosed = card.party.closedOn !== null
  const toggleClosed = async () => {
    const done = await close.run({ number, on: isClosed ? null : company.today }).catch(() => null)
    if (!done) return
    tell(
      isClosed
        ? t(texts.openedAgain, { number })
        : done.openItems > 0
          ? t(texts.closedWithOpen, { number, n: done.openItems })
          : t(texts.closedNow, { number }),
      { verb: 'parties.close', input: { number, on: card.party.closedOn } },
    )
  }

  const leave = () => {
    if (revealed) setRevealed(null)
    else if (isStatement) go({ view: 'items', from: '', to: '' })
    else if (search.edit) go({ edit: false })
    else
      void navigate({
        to: '/companies/$company/customers',
        params: { company: company.code },
        search: { ...(walk?.search ?? {}), at: number },
      })
  }

  useKeys([
    can('invoicing.invoice-now') && !isClosed && { key: 'F', label: t(texts.newInvoice), run: invoice },
    can('parties.save-note') && { key: 'N', label: t(texts.note), run: writeNote },
    can('reports.statement-pdf') &&
      !isProtected && {
        key: 'U',
        label: t(texts.statement),
        run: () => go({ view: 'statement' }),
      },
    can('claims.dispute') && { key: 'H', label: t(restTexts.key), run: () => setAsked('rest') },
    { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
    place >= 0 && { key: 'ArrowDown', label: t(common.next), run: () => step(1), unlisted: true },
    place >= 0 && { key: 'ArrowUp', label: t(common.previous), run: () => step(-1), unlisted: true },
    place >= 0 && { key: ']', label: t(texts.nextCustomer), run: () => step(1) },
    place >= 0 && { key: '[', label: t(texts.previousCustomer), run: () => step(-1) },
    // Bound once: bound anew while a dialog is open, these keys would lie above it.
    { key: 'Escape', label: t(common.close), run: () => leave(), unlisted: true },
  ])

  const title = isProtected ? t(texts.protectedCustomer, { number }) : card.name
  return (
    <Screen
      title={title}
      showsKeys
      {...(parent ? { parent } : {})}
      acts={
        place >= 0 && (
          <span className="walk no-print">
            <span className="quiet figures">{t(common.ofTotal, { done: place + 1, total: walk!.total })}</span>
            <Button
              kind="quiet"
              name={t(texts.previousCustomer)}
              icon={<ChevronUp size={16} aria-hidden />}
              notNow={place === 0 && t(texts.firstOne)}
              onPress={() => step(-1)}
            />
            <Button
              kind="quiet"
              name={t(texts.nextCustomer)}
              icon={<ChevronDown size={16} aria-hidden />}
              notNow={place === walk!.numbers.length - 1 && t(texts.lastOne)}
              onPress={() => step(1)}
            />
          </span>
        )
      }
    >
      <div className="columns card-columns">
        <div className="main">
          <div className="scroll">
            <CardHead
              card={card}
              shown={shown}
              revealed={revealed}
              onRevealed={setRevealed}
              onAsk={setAsked}
              onInvoice={invoice}
              onNote={writeNote}
              onStatement={() => go({ view: 'statement' })}
              onEdit={() => go({ edit: true })}
              onClose={() => void toggleClosed()}
            />
            {!search.edit && <ChangedNotice subjects={[card.id]} />}
            <Told error={close.error} />
            {can('reports.party-figures') ? (
              <>
                <Told error={figures.error} onAgain={() => void figures.refetch()} />
                {(figures.data?.figures.length ? figures.data.figures : [null]).map((one) => (
                  <Strip
                    key={one?.baseCurrency ?? ''}
                    figures={figuresOf(t, one, {
                      hasSeveral: (figures.data?.figures.length ?? 0) > 1,
                      onItems: (show) => go({ view: 'items', show }),
                      onDocuments: () => go({ view: 'documents', from: `${company.today.slice(0, 4)}-01-01`, to: '' }),
                    })}
                  />
                ))}
              </>
            ) : null}
            <div className="card-body">
              <div className="card-main">
                <Tabs<View>
                  label={t(common.customer)}
                  panelId="customer-panel"
                  value={view}
                  onChange={(next) => go({ view: next, show: '', from: '', to: '' })}
                  tabs={[
                    {
                      value: 'items',
                      label: t(texts.openItems),
                      count: items.data?.totals.reduce((all, one) => all + one.items, 0),
                    },
                    { value: 'documents', label: t(texts.documents), count: documents.data?.count },
                    { value: 'account', label: t(texts.accountTab) },
                    ...(can('claims.read-timeline')
                      ? [{ value: 'claims' as const, label: t(texts.claimHistory) }]
                      : []),
                    { value: 'events', label: t(texts.events) },
                  ]}
                />
                <div id="customer-panel" role="tabpanel" aria-label={t(texts.openItems)} className="card-panel">
                  {view === 'items' && (
                    <>
                      <ItemsTab
                        read={items}
                        isMasked={isProtected && !revealed}
                        show={search.show ?? ''}
                        onShow={(show) => go({ show })}
                        number={number}
                      />
                      <Notes card={card} notes={shown.notes} isMasked={shown.masked} fieldRef={noteField} />
                    </>
                  )}
                  {view === 'documents' && (
                    <DocumentsTab
                      number={number}
                      from={search.from ?? ''}
                      to={search.to ?? ''}
                      onPeriod={(period) => go(period)}
                    />
                  )}
                  {view === 'account' && (
                    <AccountTab
                      number={number}
                      isMasked={isProtected && !revealed}
                      from={search.from ?? ''}
                      to={search.to ?? ''}
                      onPeriod={(period) => go(period)}
                      onStatement={isProtected ? null : () => go({ view: 'statement' })}
                    />
                  )}
                  {view === 'claims' &&
                    (isProtected && !revealed ? (
                      <p className="section quiet">{t(texts.claimsHidden)}</p>
                    ) : (
                      <Timeline
                        of={{ customer: number }}
                        title={`${t(texts.claimHistory)} ${number}`}
                        onTrail={setTrail}
                      />
                    ))}
                  {view === 'events' && <EventsTab card={shown} />}
                </div>
              </div>
              <Side
                card={shown}
                isHidden={isProtected && !revealed}
                onEdit={() => go({ edit: true })}
                onAsk={setAsked}
              />
            </div>
          </div>
        </div>
        {isStatement && !isProtected && (
          <StatementDrawer
            card={card}
            from={search.from ?? ''}
            to={search.to ?? ''}
            onPeriod={(period) => go(period)}
            onClose={() => go({ view: 'items', from: '', to: '' })}
          />
        )}
        {trail && <TrailDrawer key={`${trail.kind} ${trail.id}`} start={trail} onClose={() => setTrail(null)} />}
        {search.edit && !isProtected && (
          <EditDrawer
            card={card}
            onClose={() => (search.back ? void navigate({ href: search.back }) : go({ edit: false }))}
          />
        )}
      </div>
      {asked === 'rest' && (
        <RestDialog of={{ customer: number }} name={title} currency={company.currency} onClose={() => setAsked(null)} />
      )}
      {asked === 'areas' && <AreasDialog card={card} onClose={() => setAsked(null)} />}
      {asked === 'protection' && <ProtectionDialog card={card} onClose={() => setAsked(null)} />}
      {asked === 'forget' && <ForgetDialog card={card} onClose={() => setAsked(null)} />}
      {asked?.startsWith('unmerge:') && (
        <UnmergeDialog from={asked.slice('unmerge:'.length)} onClose={() => setAsked(null)} />
      )}
      {asked === 'merge' && <MergeChoice number={number} onClose={() => setAsked(null)} />}
      {asked === 'reveal' && (
        <RevealDialog
          number={number}
          onClose={() => setAsked(null)}
          onRevealed={(answer) => {
            setAsked(null)
            setRevealed(answer)
          }}
        />
      )}
    </Screen>
  )
}
