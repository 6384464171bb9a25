import { Plus, Users } from 'lucide-react'
import { useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Told } from '../../ui/told.tsx'
import { texts } from './texts.ts'

type Question = Output<'workspace.list-questions'>['rows'][number]

/** Saved questions of a screen as chips: own ones, and those shared with the person's roles. */
export function Questions({
  screen,
  query,
  onAsk,
}: {
  screen: string
  /** What the address asks now, as it would be kept. */
  query: string
  onAsk: (query: string) => void
}) {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  const [edited, setEdited] = useState<Question | 'new' | null>(null)
  const listed = useRead('workspace.list-questions', { screen }, { staleMillis: 60_000 })
  const remove = useAct('workspace.delete-question')
  const maySave = can('workspace.save-question')
  const questions = listed.data?.rows ?? []
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
  return (
    <div className="questions no-print">
      <span className="quiet">{t(texts.myQuestions)}</span>
      {questions.length === 0 && listed.isSuccess && <span className="quieter">{t(texts.noQuestions)}</span>}
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
            {isChosen && question.isOwn && (
              <Menu
                name={t(texts.questionActs, { name: question.name })}
                entries={[
                  { label: t(texts.changeQuestion), run: () => setEdited(question) },
                  {
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
      {maySave && (
        <span className="last">
          <Button kind="quiet" icon={<Plus size={15} aria-hidden />} onPress={() => setEdited('new')}>
            {t(texts.saveQuestion)}
          </Button>
        </span>
      )}
      {edited && (
        <EditQuestion
          question={edited === 'new' ? null : edited}
          screen={screen}
          query={query}
          onClose={() => setEdited(null)}
        />
      )}
      <Told error={remove.error} />
    </div>
  )
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
  const save = useAct('workspace.save-question')
  const [name, setName] = useState(question?.name ?? '')
  const [roles, setRoles] = useState<readonly string[]>(question?.roles ?? [])
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
