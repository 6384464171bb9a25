import { useNavigate, useRouterState } from '@tanstack/react-router'
import { Plus, Users } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { useAct, useRead } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { useWord } from '../lang/use-word.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { CheckField, TextField } from '../ui/field.tsx'
import { Menu } from '../ui/menu.tsx'
import { MoreFilters } from '../ui/more-filters.tsx'
import { Told } from '../ui/told.tsx'
import { useKeys } from './keys.tsx'
import { texts } from './question-texts.ts'
import { useTell } from './toast.tsx'
import { useHere } from './use-here.ts'
import './questions.css'

type Question = Output<'workspace.list-questions'>['rows'][number]

/** What an address says beside the question: the chosen row, what is open. */
const passing = new Set(['at', 'item', 'cell', 'events', 'trail', 'drawer', 'row', 'pdf', 'open'])

/** Saved questions of a list: its filters and order as the address has them; a line that is there only when it has something to say. */
export function ListQuestions({ screen }: { /** Its address below the company: "invoices". */ screen: string }) {
  const { company } = useSession()
  const navigate = useHere(useNavigate())
  const search = useRouterState({ select: ({ location }) => location.searchStr })
  const params = new URLSearchParams(search)
  for (const name of passing) params.delete(name)
  return (
    <>
      <MoreFilters />
      <Questions
        screen={screen}
        query={params.toString()}
        isQuiet
        onAsk={(wanted) => void navigate({ href: `/companies/${company.code}/${screen}${wanted ? `?${wanted}` : ''}` })}
      />
    </>
  )
}

/** Saved questions of a screen as chips: own ones, and those shared with the person's roles. */
export function Questions({
  screen,
  query,
  onAsk,
  isQuiet = false,
}: {
  screen: string
  /** What the address asks now, as it would be kept. */
  query: string
  onAsk: (query: string) => void
  /** Nothing is shown while nothing is asked or kept. */
  isQuiet?: boolean
}) {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  const [edited, setEdited] = useState<string | null>(null)
  const listed = useRead('workspace.list-questions', { screen }, { staleMillis: 60_000 })
  const remove = useAct('workspace.delete-question')
  const { pinned, pin } = usePins()
  const questions = listed.data?.rows ?? []
  const maySave = can('workspace.save-question') && (!isQuiet || query !== '')
  const chosen = questions.find((question) => sameQuery(question.query, query))
  useKeys([
    maySave && {
      key: 'Ctrl+S',
      label: t(texts.saveQuestion),
      run: () => setEdited('new'),
      inFields: true,
      unlisted: true,
    },
  ])
  if (isQuiet && questions.length === 0 && !maySave) return null
  return (
    <div className={`questions no-print ${isQuiet ? 'within' : ''}`}>
      {!isQuiet && <span className="quiet">{t(texts.myQuestions)}</span>}
      {!isQuiet && questions.length === 0 && listed.isSuccess && (
        <span className="quieter">{t(texts.noQuestions)}</span>
      )}
      {questions.map((question) => {
        const isChosen = question === chosen
        const isShared = question.roles.length > 0
        return (
          <span key={question.questionId} className="question">
            <button
              type="button"
              className={`pill ${isChosen ? 'narrows' : ''}`}
              aria-pressed={isChosen}
              title={question.isOwn ? undefined : t(texts.questionOf, { owner: question.owner })}
              onClick={() => onAsk(question.query)}
            >
              {isShared && <Users size={14} aria-hidden />}
              {question.name}
            </button>
            {isChosen && (
              <Menu
                name={t(texts.questionActs, { name: question.name })}
                entries={[
                  {
                    label: t(pinned.includes(question.questionId) ? texts.unpinQuestion : texts.pinQuestion),
                    run: () => void pin(question),
                  },
                  question.isOwn && { label: t(texts.changeQuestion), run: () => setEdited(question.questionId) },
                  question.isOwn && {
                    label: t(texts.removeQuestion),
                    destructive: true,
                    run: () =>
                      void remove.run({ questionId: question.questionId }).then(() =>
                        tell(t(texts.questionRemoved, { name: question.name }), {
                          verb: 'workspace.save-question',
                          input: {
                            name: question.name,
                            screen: question.screen,
                            query: question.query,
                            roles: question.roles,
                          },
                        }),
                      ),
                  },
                ]}
              />
            )}
          </span>
        )
      })}
      {maySave && !(isQuiet && chosen) && (
        <span className="last">
          <Button kind="quiet" icon={<Plus size={15} aria-hidden />} onPress={() => setEdited('new')}>
            {t(texts.saveQuestion)}
          </Button>
        </span>
      )}
      {edited && (
        <EditQuestion
          question={questions.find(({ questionId }) => questionId === edited) ?? null}
          screen={screen}
          query={query}
          onClose={() => setEdited(null)}
        />
      )}
      <Told error={remove.error} />
    </div>
  )
}

/** Those that the person wants to see on Home. */
export function usePins(): { pinned: readonly string[]; pin: (question: Question) => Promise<void> } {
  const t = useText()
  const tell = useTell()
  const preferences = useRead('workspace.read-preferences', {}, { staleMillis: 60_000 })
  const keep = useAct('workspace.save-preferences')
  const pinned = preferences.data?.preferences.questions ?? []
  return {
    pinned,
    pin: async ({ questionId, name }) => {
      const isPinned = pinned.includes(questionId)
      const next = isPinned ? pinned.filter((one) => one !== questionId) : [...pinned, questionId]
      await keep.run({ preferences: { questions: next } })
      tell(t(isPinned ? texts.questionUnpinned : texts.questionPinned, { name }), {
        verb: 'workspace.save-preferences',
        input: { preferences: { questions: pinned } },
      })
    },
  }
}

function EditQuestion({
  question,
  screen,
  query,
  onClose,
}: {
  question: Question | null
  screen: string
  query: string
  onClose: () => void
}) {
  const t = useText()
  const tell = useTell()
  const word = useWord()
  const { can, roles: ownRoles } = useSession()
  const save = useAct('workspace.save-question', { fresh: true })
  // What is not typed here follows what is read: it may still be on its way.
  const [typedName, setName] = useState<string | null>(null)
  const [chosenRoles, setRoles] = useState<readonly string[] | null>(null)
  const name = typedName ?? question?.name ?? ''
  const roles = chosenRoles ?? question?.roles ?? []
  const mayList = can('access.list-roles')
  const listed = useRead('access.list-roles', mayList ? {} : null)
  const choices = mayList ? (listed.data?.rows.map((role) => role.name) ?? []) : ownRoles
  const keep = () =>
    void save
      .run({
        ...(question ? { questionId: question.questionId } : {}),
        name,
        screen,
        query: question?.query ?? query,
        roles: [...roles],
      })
      .then(() => {
        tell(t(texts.questionSaved, { name }))
        onClose()
      })
      .catch(() => {})
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: keep, inFields: true, unlisted: true }])
  return (
    <Dialog
      title={t(texts.saveQuestion)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={save.isRunning}
            notNow={name.trim() === '' && t(texts.questionName)}
            onPress={keep}
          >
            {t(common.save)}
          </Button>
        </>
      }
    >
      <TextField
        label={t(texts.questionName)}
        value={name}
        onChange={setName}
        input={{
          maxLength: 100,
          onKeyDown: (event) => event.key === 'Enter' && name.trim() !== '' && keep(),
        }}
      />
      {choices.length > 0 && (
        <fieldset className="plain-set">
          <legend className="quiet">{t(texts.shareWith)}</legend>
          {choices.map((role) => (
            <CheckField
              key={role}
              label={word('builtInRole', role)}
              checked={roles.includes(role)}
              onChange={(isChosen) => setRoles(isChosen ? [...roles, role] : roles.filter((other) => other !== role))}
            />
          ))}
          <p className="small quiet">{t(texts.shareHint)}</p>
        </fieldset>
      )}
      <Told error={save.error} />
    </Dialog>
  )
}

/** The order of the filters in an address says nothing. */
function sameQuery(a: string, b: string): boolean {
  const sorted = (query: string) => {
    const params = new URLSearchParams(query)
    params.sort()
    return params.toString()
  }
  return sorted(a) === sorted(b)
}
