import { useSession } from '../../api/session.tsx'
import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { OwnProposal } from '../../shell/own-proposal.tsx'
import { ApproveBar } from '../../ui/approve-bar.tsx'
import { Button } from '../../ui/button.tsx'
import { documentsOf, type Run } from './run-shapes.ts'
import { texts } from './texts.ts'

export interface Decision {
  /** Why this person may not; null: he may. */
  mayNot: string | null
  /** Why it cannot be done now, by anyone or by this person. */
  notNow: string | null
}

/** Whether this person can approve the run and issue it. */
export function useDecision(run: Run): Decision {
  const t = useText()
  const { name, can } = useSession()
  const mayNot = !can('invoicing.approve-and-issue')
    ? t(common.mayNot)
    : run.proposedBy === name && run.wantsAnother
      ? t(texts.needAnother)
      : run.seesWhole
        ? null
        : t(common.otherAreas)
  return { mayNot, notNow: mayNot ?? (documentsOf(run) === 0 ? t(texts.nothingToIssue) : null) }
}

/** Who proposed, whom it waits for, and the one act. */
export function RunDecision({
  run,
  decision: { mayNot, notNow },
  onGo,
  onSendBack,
  onOwn,
}: {
  run: Run
  decision: Decision
  onGo: () => void
  onSendBack: () => void
  onOwn: (made: string) => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const documents = documentsOf(run)
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
        t(texts.invoicesN, { n: documents }),
        ...run.sums.map((sum) => `${formats.amount(sum.payable)} ${sum.currency}`),
      ].join(' · ')}
      more={[
        ...run.byChannel.map((one) => `${t(channelName(one.channel))} ${formats.count(one.documents)}`),
        ...(run.unseen > 0 ? [t(texts.unseenN, { n: run.unseen })] : []),
      ].join(' · ')}
      notNow={notNow}
      act={t(run.state === 'approved' ? texts.issueN : texts.approveN, { n: documents })}
      onGo={onGo}
    >
      {can('invoicing.send-back') && run.state === 'proposed' && !run.returned && (
        <Button onPress={onSendBack}>{t(texts.sendBack)}</Button>
      )}
      {!run.seesWhole && run.byGroup.length > 0 && (
        <OwnProposal verb="invoicing.propose-billing" input={ownOf(run)} onMade={onOwn} />
      )}
    </ApproveBar>
  )
}

/** The run once more, over what the person sees of it. */
const ownOf = ({ byGroup, parameters: { invoiceOn, importId, orderIds } }: Run) => ({
  invoiceGroups: [...new Set(byGroup.map(({ invoiceGroup }) => invoiceGroup))],
  ...(invoiceOn ? { invoiceOn } : {}),
  ...(importId ? { importId } : {}),
  ...(orderIds ? { orderIds } : {}),
})

const channelName = (channel: string): Phrase =>
  (codes.channel as Record<string, Phrase>)[channel] ?? { sv: channel, nb: channel, bg: channel, en: channel }
