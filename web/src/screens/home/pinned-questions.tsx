import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useText } from '../../lang/language.tsx'
import { texts as questionTexts } from '../../shell/question-texts.ts'
import { usePins } from '../../shell/questions.tsx'
import { screens } from '../../shell/screen-list.ts'
import { useHere } from '../../shell/use-here.ts'

/** Saved questions that the person has pinned, each with the screen that it is asked on. */
export function PinnedQuestions() {
  const t = useText()
  const { company } = useSession()
  const navigate = useHere(useNavigate())
  const { pinned } = usePins()
  const listed = useRead('workspace.list-questions', pinned.length > 0 ? {} : null, { staleMillis: 60_000 })
  const questions = pinned.flatMap((id) => listed.data?.rows.find(({ questionId }) => questionId === id) ?? [])
  if (questions.length === 0) return null
  return (
    <nav className="home-questions" aria-label={t(questionTexts.myQuestions)}>
      <h2>{t(questionTexts.myQuestions)}</h2>
      <ul>
        {questions.map(({ questionId, name, screen, query }) => {
          const on = screens.find(({ to }) => to === `/companies/$company/${screen}`)
          const address = `/companies/${company.code}/${screen}${query ? `?${query}` : ''}`
          return (
            <li key={questionId}>
              <a
                className="pill"
                href={address}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  void navigate({ href: address })
                }}
              >
                <span className="strong">{name}</span>
                {on && <span className="quiet">{t(on.title)}</span>}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
