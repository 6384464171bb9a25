import { useNavigate } from '@tanstack/react-router'
import { type ComponentProps, type ReactNode, useState } from 'react'
import type { ApiRefused } from '../../api/refused.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { type Undo, useTell } from '../../shell/toast.tsx'
import { useHere } from '../../shell/use-here.ts'
import { ApproveBar } from '../../ui/approve-bar.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Progress } from '../../ui/progress.tsx'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Told } from '../../ui/told.tsx'
import type { useListActs } from './use-list-acts.ts'

const texts = {
  leaveOut: { sv: 'Lämna utanför', nb: 'Hold utenfor', bg: 'Изключи', en: 'Leave out' },
  why: { sv: 'Varför', nb: 'Hvorfor', bg: 'Защо', en: 'Why' },
  abandon: { sv: 'Överge förslaget', nb: 'Forkast forslaget', bg: 'Откажи предложението', en: 'Abandon the proposal' },
  proposedBy: {
    sv: '{name} föreslog {time}',
    nb: '{name} foreslo {time}',
    bg: '{name} предложи на {time}',
    en: '{name} proposed {time}',
  },
  byProgram: { sv: 'Datorn', nb: 'Maskinen', bg: 'Програмата', en: 'The program' },
} satisfies Phrases

interface Act {
  isRunning: boolean
  error: ApiRefused | null
}

/** A run that is proposed, looked at row by row, approved and carried out in one act: what interest and losses share. */
export function RunFrame({
  run,
  parent,
  list,
  acts,
  carriedOut,
  decide,
  leaveOut,
  abandon,
  children,
  ...screen
}: {
  title: string
  beside: ReactNode
  parent: NonNullable<ComponentProps<typeof Screen>['parent']>
  run: { runId: string; proposedBy: string | null; proposedAt: string }
  list: ReturnType<typeof useListActs>
  /** Whose refusals are told above. */
  acts: readonly Act[]
  carriedOut: Act & { progress: ComponentProps<typeof Progress>['progress'] }
  /** null: there is nothing more to decide. */
  decide: { act: string; what: string; notNow: string | null; working: boolean; go: () => void; own: ReactNode } | null
  /** The chosen row, where it can be left out. */
  leaveOut: {
    name: string
    keptAs: string
    running: Act
    run: (reason: string) => Promise<{ undo: Undo | null }>
    done: string
  } | null
  abandon: { run: () => Promise<unknown>; done: string } | null
  children: ReactNode
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const navigate = useHere(useNavigate())
  const [asks, setAsks] = useState(false)
  useKeys([
    decide && { key: 'Ctrl+Enter', label: decide.act, run: () => !decide.notNow && decide.go() },
    leaveOut && { key: 'Backspace', label: t(texts.leaveOut), run: () => setAsks(true) },
    { key: 'Escape', label: parent.label, run: () => void navigate({ ...parent.link, search: {} }), unlisted: true },
  ])
  const giveUp = () =>
    void abandon?.run().then(
      () => tell(abandon.done),
      () => {},
    )
  return (
    <Screen
      {...screen}
      parent={parent}
      acts={
        <Menu
          entries={[
            ...list.entries,
            leaveOut && { label: t(texts.leaveOut), keyCap: 'Backspace', run: () => setAsks(true) },
            abandon && { label: t(texts.abandon), destructive: true, run: giveUp },
          ]}
        />
      }
    >
      <Told error={acts.find((one) => one.error)?.error ?? list.error} />
      <ChangedNotice subjects={[run.runId]} />
      {carriedOut.isRunning && (
        <div className="section">
          <Progress label={t(common.working)} progress={carriedOut.progress} />
        </div>
      )}
      {children}
      {decide && (
        <ApproveBar
          proposed={t(texts.proposedBy, {
            name: run.proposedBy ?? t(texts.byProgram),
            time: formats.instant(run.proposedAt),
          })}
          what={decide.what}
          notNow={decide.notNow}
          working={decide.working}
          act={decide.act}
          onGo={decide.go}
        >
          {decide.own}
        </ApproveBar>
      )}
      {asks && leaveOut && (
        <ReasonDialog
          keptAs={`leave-out:${leaveOut.keptAs}`}
          title={`${t(texts.leaveOut)}: ${leaveOut.name}`}
          label={t(texts.why)}
          act={t(texts.leaveOut)}
          running={leaveOut.running}
          onClose={() => setAsks(false)}
          onGiven={(reason, until) =>
            void until(leaveOut.run(reason)).then(
              ({ undo }) => {
                setAsks(false)
                tell(leaveOut.done, undo)
              },
              () => {},
            )
          }
        />
      )}
    </Screen>
  )
}
