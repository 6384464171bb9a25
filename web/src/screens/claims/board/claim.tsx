import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '../../../api/session.tsx'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { addDays } from '../../../lang/read-entry.ts'
import { useWord } from '../../../lang/use-word.ts'
import { useProblemTexts } from '../../../problems/use-problem-texts.ts'
import { useKeys } from '../../../shell/keys.tsx'
import { useTell } from '../../../shell/toast.tsx'
import { TrailDrawer, type TrailStart } from '../../../trail/trail-drawer.tsx'
import { Amount } from '../../../ui/amount.tsx'
import { Banner } from '../../../ui/banner.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { ReasonDialog } from '../../../ui/reason-dialog.tsx'
import { Screen } from '../../../ui/screen.tsx'
import { Strip } from '../../../ui/strip.tsx'
import { Told } from '../../../ui/told.tsx'
import { cardOf } from '../../customers/card.ts'
import { EndRestDialog, isEndable } from '../holds/end-rest-dialog.tsx'
import { RestDialog } from '../holds/rest-dialog.tsx'
import { restTexts } from '../holds/texts.ts'
import { texts as lawTexts } from '../policies/texts.ts'
import { texts as runTexts } from '../runs/texts.ts'
import { Timeline } from '../timeline.tsx'
import { Rests, StageChip } from './board.tsx'
import { texts } from './texts.ts'
import '../claims.css'
import { useHere } from '../../../shell/use-here.ts'

const route = getRouteApi('/companies/$company/claims/$item')

/** One claim: what is owed, why it may or may not be asked for, its interest day by day, all that happened; and the next steps. */
export default function ClaimScreen() {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const { item: itemId } = route.useParams()
  const navigate = useHere(route.useNavigate())
  const [asks, setAsks] = useState<'waive' | 'agency' | 'court' | 'rest' | 'end-rest' | null>(null)
  const [trail, setTrail] = useState<TrailStart | null>(null)
  const read = useRead('claims.preview-rest', can('claims.preview-rest') ? { itemIds: [itemId] } : null)
  const interest = useRead('interest.read-claim', can('interest.read-claim') ? { itemId } : null)
  const timeline = useRead('claims.read-timeline', can('claims.read-timeline') ? ({ itemId } as never) : null)
  const claim = read.data?.claims.find((one) => one.itemId === itemId)
  const customer = useRead(
    'parties.read',
    claim && can('parties.read') ? { number: claim.customer, mask: 'true' } : null,
  )
  const problems = useProblemTexts((interest.data?.problem ? [interest.data.problem] : []) as never)
  const waive = useAct('interest.waive')
  const queue = useAct('collection.queue-claims')
  const propose = useAct('losses.propose')
  const invoiceId = timeline.data?.entries.find((entry) => entry.invoiceId)?.invoiceId ?? null
  const number = claim?.number ?? timeline.data?.entries.find((entry) => entry.number)?.number ?? ''
  const charges = (interest.data?.charges ?? []).filter(({ open }) => !/^0*(\.0*)?$/.test(open))
  const accrued = interest.data?.accrued ?? null
  const canWaive =
    can('interest.waive') &&
    claim !== undefined &&
    (charges.length > 0 || (accrued !== null && !/^0*(\.0*)?$/.test(accrued)))
  const isFree = claim !== undefined && claim.caseId === null && claim.stage !== 'ready-for-collection'
  const mayPlan = can('claims.propose-plan') && isFree
  // Also what waits to be handed over: a dispute keeps it here; who has it already is told.
  const mayRest = can('claims.dispute') && claim !== undefined
  const mayQueue = can('collection.queue-claims') && isFree && claim.stage !== 'none'
  const rests = claim?.hindrances.find(({ kind }) => isEndable(kind))
  // The last day of its rest, where each reason has one; the server tells the first day after it.
  const ends = claim?.hindrances.map(({ toOn }) => toOn) ?? []
  const restsThrough =
    ends.length > 0 && ends.every((day) => day !== null) ? addDays(ends.toSorted().at(-1)!, -1) : null
  const mayEndRest = can('claims.release') && rests !== undefined
  const plan = () =>
    void navigate({
      to: '/companies/$company/claims/plans/new',
      params: { company: company.code },
      search: { item: itemId, ...(claim ? { customer: claim.customer } : {}) },
    })
  const toLoss = () =>
    void propose.run({ kind: 'established', itemIds: [itemId] } as never).then(
      ({ runId }) =>
        void navigate({ to: '/companies/$company/losses/runs/$run', params: { company: company.code, run: runId } }),
      () => {},
    )
  const isWaiveKnown = read.data !== undefined && interest.data !== undefined
  const askToWaive = () => (isWaiveKnown && !canWaive ? tell(t(texts.nothingToWaive)) : setAsks('waive'))
  useKeys([
    mayPlan && { key: 'D', label: t(texts.plan), run: plan },
    mayRest && { key: 'H', label: t(restTexts.rest), run: () => setAsks('rest') },
    mayEndRest && { key: 'L', label: t(restTexts.end), run: () => setAsks('end-rest') },
    // It may be pressed before it is known what there is: then the question comes as soon as it is.
    can('interest.waive') && { key: 'W', label: t(texts.waive), run: askToWaive },
    mayQueue && { key: 'Q', label: t(texts.queue), run: () => setAsks('agency') },
    { key: 'Space', label: t(common.whereFrom), run: () => setTrail({ kind: 'item', id: itemId }) },
    {
      key: 'Escape',
      label: t(texts.board),
      run: () =>
        trail
          ? setTrail(null)
          : void navigate({ to: '/companies/$company/claims', params: { company: company.code }, search: {} }),
      unlisted: true,
    },
  ])
  const error = read.error ?? interest.error ?? propose.error
  const name = customer.data ? cardOf(customer.data).name : ''
  return (
    <Screen
      title={t(texts.claim, { number })}
      parent={{
        label: t(texts.board),
        link: { to: '/companies/$company/claims', params: { company: company.code } },
      }}
      beside={
        claim && (
          <>
            <StageChip stage={claim.stage} />
            <span className="quiet who">{name || claim.customer}</span>
          </>
        )
      }
      showsKeys
      acts={
        <>
          {mayPlan && (
            <Button keyCap="D" onPress={plan}>
              {t(texts.plan)}
            </Button>
          )}
          {invoiceId && (
            <ButtonLink
              to="/companies/$company/invoices/$invoice"
              params={{ company: company.code, invoice: invoiceId }}
            >
              {t(texts.openInvoice)}
            </ButtonLink>
          )}
          <Menu
            entries={[
              mayRest && { label: t(restTexts.rest), keyCap: 'H', run: () => setAsks('rest') },
              mayEndRest && { label: t(restTexts.end), keyCap: 'L', run: () => setAsks('end-rest') },
              canWaive && { label: t(texts.waive), keyCap: 'W', run: () => setAsks('waive') },
              mayQueue && { label: t(texts.queue), keyCap: 'Q', run: () => setAsks('agency') },
              mayQueue && { label: t(texts.queueCourt), run: () => setAsks('court') },
              claim !== undefined && can('losses.propose') && { label: t(texts.writeOff), run: toLoss },
            ]}
          />
        </>
      }
    >
      <div className="columns">
        <div className="main scroll">
          <Told error={error} onAgain={() => void read.refetch()} />
          {claim && (
            <>
              <Strip
                figures={[
                  {
                    label: t(texts.capital),
                    figure: formats.amount(claim.open),
                    clause: `${claim.currency} · ${t(common.due).toLocaleLowerCase()} ${formats.day(claim.dueOn)}`,
                    onOpen: () => setTrail({ kind: 'item', id: itemId }),
                  },
                  ...charges.map((charge) => ({
                    // What was charged for what: two fees of one claim have two names.
                    label: charge.letter
                      ? `${word('itemComponent', charge.component)}, ${word('stepKind', charge.letter).toLocaleLowerCase()}`
                      : word('itemComponent', charge.component),
                    figure: formats.amount(charge.open),
                    clause: formats.day(charge.openedOn),
                    onOpen: () => setTrail({ kind: 'item', id: charge.itemId }),
                  })),
                  ...(accrued !== null
                    ? [
                        {
                          label: t(texts.interestRunning),
                          figure: formats.amount(accrued),
                          clause: formats.day(interest.data!.through),
                        },
                      ]
                    : []),
                  {
                    label: t(claim.hindrances.length > 0 ? texts.mayNotAsk : texts.mayAsk),
                    figure:
                      claim.hindrances.length > 0 ? (
                        <Rests row={{ hindrances: claim.hindrances, stage: 'none' }} />
                      ) : (
                        <Chip tone="good">{t(texts.free)}</Chip>
                      ),
                    clause: restsThrough
                      ? t(texts.restsThrough, { day: formats.day(restsThrough) })
                      : claim.deadlineOn && claim.caseId === null
                        ? t(texts.payBy, { day: formats.day(claim.deadlineOn) })
                        : undefined,
                  },
                ]}
              />
              {interest.data?.problem && (
                <div className="section">
                  <Banner tone="warn">{problems.join(' ')}</Banner>
                </div>
              )}
              <Segments data={interest.data} />
              <Waivers data={interest.data} number={number} />
            </>
          )}
          <section className="claim-section">
            <h2>{t(texts.history)}</h2>
            <Timeline of={{ itemId }} title={`${t(texts.claimHistory)} ${number}`} onTrail={setTrail} />
          </section>
        </div>
        {trail && <TrailDrawer key={`${trail.kind} ${trail.id}`} start={trail} onClose={() => setTrail(null)} />}
      </div>
      {asks === 'waive' && canWaive && (
        <ReasonDialog
          keptAs={`waive:${itemId}`}
          title={t(texts.waive)}
          label={t(texts.waiveWhy)}
          act={t(texts.waive)}
          note={t(texts.waiveNote)}
          running={waive}
          onClose={() => setAsks(null)}
          onGiven={(reason, until) =>
            void until(
              waive.run({ charges: charges.map((one) => one.itemId), claims: [itemId], reason } as never),
            ).then(
              ({ undo }) => {
                setAsks(null)
                tell(t(texts.waivedDone, { number }), undo)
              },
              () => {},
            )
          }
        />
      )}
      {asks === 'rest' && claim && (
        <RestDialog
          of={{ itemIds: [itemId] }}
          name={`${number} ${name}`.trim()}
          currency={claim.currency}
          isHandedOver={claim.caseId !== null}
          onClose={() => setAsks(null)}
        />
      )}
      {asks === 'end-rest' && rests && isEndable(rests.kind) && (
        <EndRestDialog
          hold={{ holdId: rests.causeId, kind: rests.kind, reason: rests.reason }}
          name={`${number} ${name}`.trim()}
          onClose={() => setAsks(null)}
        />
      )}
      {(asks === 'agency' || asks === 'court') && (
        <ReasonDialog
          keptAs={`queue:${itemId}`}
          title={t(asks === 'agency' ? texts.queue : texts.queueCourt)}
          label={t(texts.queueWhy)}
          act={t(asks === 'agency' ? texts.queue : texts.queueCourt)}
          running={queue}
          onClose={() => setAsks(null)}
          onGiven={(reason, until) =>
            void until(queue.run({ items: [itemId], target: asks, reason } as never)).then(
              ({ undo }) => {
                setAsks(null)
                tell(t(texts.queuedDone, { number }), undo)
              },
              () => {},
            )
          }
        />
      )}
    </Screen>
  )
}

type Interest = NonNullable<ReturnType<typeof useRead<'interest.read-claim'>>['data']>

/** Interest by stretches of one rate and one principal: charged, given up, running. */
function Segments({ data }: { data: Interest | undefined }) {
  const t = useText()
  const formats = useFormats()
  if (!data) return null
  const rows = [
    ...data.days.flatMap((one) => one.segments.map((segment) => ({ ...segment, kind: one.kind }))),
    ...data.segments.map((segment) => ({ ...segment, kind: 'running' as const })),
  ]
  return (
    <section className="claim-section">
      <h2>{t(texts.interestHow)}</h2>
      {rows.length === 0 ? (
        <p className="section quiet">{t(texts.noInterest)}</p>
      ) : (
        <div className="section">
          <table className="table inset">
            <thead>
              <tr>
                <th scope="col">{t(common.from)}</th>
                <th scope="col" className="phone-not">
                  {t(texts.through)}
                </th>
                <th scope="col" className="amount phone-not">
                  {t(texts.days)}
                </th>
                <th scope="col" className="amount phone-not">
                  {t(texts.rate)}
                </th>
                <th scope="col" className="amount phone-not">
                  {t(texts.capital)}
                </th>
                <th scope="col">{t(common.state)}</th>
                <th scope="col" className="amount">
                  {t(common.amount)}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.kind} ${row.from}`}>
                  <td className="wrap">
                    {formats.day(row.from)}
                    <span className="phone-only"> – {formats.day(row.through)}</span>
                    <div className="phone-only small quiet">
                      {t(runTexts.segment, {
                        percent: formats.amount(row.percent),
                        days: row.days,
                        amount: formats.amount(row.principal),
                      })}{' '}
                      <Unverified of={row} />
                    </div>
                  </td>
                  <td className="phone-not">{formats.day(row.through)}</td>
                  <td className="amount phone-not">{formats.count(row.days)}</td>
                  <td className="amount phone-not" title={row.source}>
                    {formats.amount(row.percent)} % <Unverified of={row} />
                  </td>
                  <td className="amount phone-not">
                    <Amount value={row.principal} />
                  </td>
                  <td>
                    <Chip tone={row.kind === 'running' ? 'warn' : 'neutral'}>
                      {t(row.kind === 'running' ? texts.running : row.kind === 'waived' ? texts.waived : texts.charged)}
                    </Chip>
                  </td>
                  <td className="amount">
                    <Amount value={row.amount} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** What was given up, why and by whom; each is owed again by one press. */
function Waivers({ data, number }: { data: Interest | undefined; number: string }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const takeBack = useAct('interest.undo-waive')
  if (!data || data.waivers.length === 0) return null
  return (
    <section className="claim-section">
      <h2>{t(texts.waived)}</h2>
      <div className="section">
        <Told error={takeBack.error} />
        <table className="table inset">
          <thead>
            <tr>
              <th scope="col">{t(common.date)}</th>
              <th scope="col">{t(texts.waivedWhat)}</th>
              <th scope="col" className="amount">
                {t(common.amount)}
              </th>
              <th scope="col" aria-label={t(texts.takeBack)} />
            </tr>
          </thead>
          <tbody>
            {data.waivers.map((one) => (
              <tr key={one.id}>
                <td>{formats.day(one.on)}</td>
                <td className="wrap">
                  {word('itemComponent', one.component)}
                  {one.from && one.through && (
                    <span className="quiet">
                      {' '}
                      {formats.day(one.from)} – {formats.day(one.through)}
                    </span>
                  )}
                  <div className="small quiet">{[one.reason, one.by].filter(Boolean).join(' · ')}</div>
                </td>
                <td className="amount">
                  <Amount value={one.amount} />
                </td>
                <td className="amount">
                  {can('interest.undo-waive') && (
                    <Button
                      kind="link"
                      working={takeBack.isRunning}
                      onPress={() =>
                        void takeBack
                          .run(one.of === 'charge' ? { waivers: [one.id], days: [] } : { waivers: [], days: [one.id] })
                          .then(
                            () => tell(t(texts.owedAgain, { number })),
                            () => {},
                          )
                      }
                    >
                      {t(texts.takeBack)}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** A rate that nobody has looked up is said to be so. */
function Unverified({ of }: { of: { unverified?: boolean | undefined } }) {
  const t = useText()
  return of.unverified ? <Chip tone="warn">{t(lawTexts.unverified)}</Chip> : null
}
