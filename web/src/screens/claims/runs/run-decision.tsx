import { useSession } from '../../../api/session.tsx'
import { common } from '../../../lang/common.ts'
import { type Say, useFormats, useText } from '../../../lang/language.tsx'
import { OwnProposal } from '../../../shell/own-proposal.tsx'
import { ApproveBar } from '../../../ui/approve-bar.tsx'
import type { Run, Sums } from './shapes.ts'
import { texts } from './texts.ts'

export interface Decision {
  /** What the button says. */
  act: string
  /** Why this person may not; null: he may. */
  mayNot: string | null
  /** Why it cannot be done now, by anyone or by this person. */
  notNow: string | null
}

/** Whether the run, or the chosen part of it, can be approved by this person today. */
export function useDecision(run: Run, sums: Sums): Decision {
  const t = useText()
  const formats = useFormats()
  const { name, company, can } = useSession()
  const mayNot = !can('dunning.approve-and-execute')
    ? t(common.mayNot)
    : run.proposedBy === name && sums.wantsSecondPerson
      ? t(texts.needAnother)
      : run.seesWhole
        ? null
        : t(common.otherAreas)
  const isEmpty = sums.letters + sums.handovers === 0
  const isEarly = run.on > company.today
  const notNow = isEmpty
    ? t(texts.nothingGoes)
    : isEarly
      ? t(texts.tooEarly, { day: formats.dayInText(run.on, 'short') })
      : null
  return { act: sayAct(sums, t), mayNot, notNow: mayNot ?? notNow }
}

const sayAct = ({ letters, handovers }: Sums, t: Say): string => {
  if (letters > 0) return t(texts.approveN, { n: letters })
  return handovers > 0 ? t(texts.approveHandovers, { n: handovers }) : t(texts.approve)
}

/** Who proposed, whom it waits for, and the one act. */
export function RunDecision({
  run,
  sums,
  isPart,
  decision: { act, mayNot, notNow },
  onGo,
  onOwn,
}: {
  run: Run
  sums: Sums
  /** A policy or a step is chosen: the rest of the run waits. */
  isPart: boolean
  decision: Decision
  onGo: () => void
  onOwn: (made: string) => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const moment = (instant: string | null) =>
    instant?.slice(0, 10) === company.today ? formats.time(instant) : formats.instant(instant)
  return (
    <ApproveBar
      proposed={t(texts.proposedBy, { name: run.proposedBy ?? t(texts.byProgram), time: moment(run.proposedAt) })}
      approval={{
        isDone: run.approvedBy !== null,
        text: run.approvedBy
          ? t(texts.approvedBy, { name: run.approvedBy, time: moment(run.approvedAt) })
          : t(mayNot ? texts.anotherApproves : texts.youApprove),
      }}
      what={[
        t(texts.lettersN, { n: sums.letters }),
        ...(sums.handovers > 0 ? [t(texts.handoversN, { n: sums.handovers })] : []),
        ...sums.sums.map((sum) => `${formats.amount(sum.total)} ${sum.currency}`),
      ].join(' · ')}
      more={[
        ...sums.channels.map(({ channel, letters }) =>
          t(texts[`by.${channel as 'print'}`], { n: formats.count(letters) }),
        ),
        t(texts.checkedAgain),
        ...(isPart ? [t(texts.restWaits)] : []),
      ].join(' · ')}
      notNow={notNow}
      act={act}
      onGo={onGo}
    >
      {!run.seesWhole && run.totals.steps.length > 0 && (
        <OwnProposal verb="dunning.propose" input={ownOf(run, company.today)} onMade={onOwn} />
      )}
    </ApproveBar>
  )
}

/** The run once more, over what the person sees of it. */
const ownOf = ({ on, parameters, totals }: Run, today: string) => ({
  on: on < today ? today : on,
  policies: [...new Set(totals.steps.map(({ policy }) => policy))],
  ...(parameters.customerKinds ? { customerKinds: parameters.customerKinds } : {}),
  ...(parameters.invoiceGroups ? { invoiceGroups: parameters.invoiceGroups as string[] } : {}),
})
