import { type ErrorComponentProps, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { callPlain } from '../api/call.ts'
import { ApiRefused } from '../api/refused.ts'
import { common } from '../lang/common.ts'
import { LanguageProvider, languageNames, say, useSaidLanguage, useText } from '../lang/language.tsx'
import type { Language } from '../lang/phrase.ts'
import { useProblemTexts } from '../problems/use-problem-texts.ts'
import { goToDoor } from './door.ts'
import { texts } from './texts.ts'

/** Here no session is certain: the language is that of last time, else the browser's. */
export function languageNow(): Language {
  const asked = [localStorage.getItem('language') ?? '', ...navigator.languages]
  const known = asked
    .map((one) => one.slice(0, 2).replace(/^n[no]$/, 'nb'))
    .find((one) => Object.hasOwn(languageNames, one))
  const language = (known ?? 'en') as Language
  document.documentElement.lang = language
  return language
}

export function NotHere() {
  const { company } = useParams({ strict: false })
  const language = useSaidLanguage() ?? languageNow()
  return (
    <main className="empty" id="main">
      <h1>{say(language, texts.notHere)}</h1>
      <p>{say(language, texts.notHereWhy)}</p>
      <a className="button" href={company ? `/companies/${company}` : '/'}>
        {say(language, texts.toHome)}
      </a>
    </main>
  )
}

/** A role that only adds to others (who may see protected persons) opens nothing by itself. */
function NoScreens() {
  const [language, setLanguage] = useState<Language | null>(null)
  useEffect(() => {
    callPlain<{ language: Language | null }>('GET', '/api/v1/me').then(
      (me) => setLanguage(me.language ?? languageNow()),
      () => setLanguage(languageNow()),
    )
  }, [])
  useEffect(() => {
    if (language) document.documentElement.lang = language
  }, [language])
  if (!language) return null
  return (
    <main className="empty" id="main">
      <h1>{say(language, texts.noScreens)}</h1>
      <p>{say(language, texts.noScreensWhy)}</p>
      <button
        type="button"
        className="button"
        onClick={() => void callPlain('DELETE', '/api/v1/session').finally(() => window.location.assign('/sign-in'))}
      >
        {say(language, texts.signOut)}
      </button>
    </main>
  )
}

/** What the server said, in his language. */
function Said({ error }: { error: ApiRefused }) {
  const t = useText()
  const told = useProblemTexts(error.problems)
  return <p className="small">{error.unreachable ? t(common.noAnswer) : told.join(' ')}</p>
}

export function Failed({ error }: ErrorComponentProps) {
  const said = useSaidLanguage()
  if (error instanceof ApiRefused && error.status === 401) {
    goToDoor()
    return null
  }
  if (error instanceof ApiRefused && error.status === 404) return <NotHere />
  if (error instanceof ApiRefused && error.status === 403) return <NoScreens />
  const language = said ?? languageNow()
  return (
    <main className="empty" id="main">
      <div role="alert">
        <h1>{say(language, texts.failed)}</h1>
        <p>{say(language, texts.failedWhy)}</p>
        {error instanceof ApiRefused ? (
          <LanguageProvider value={language}>
            <Said error={error} />
          </LanguageProvider>
        ) : (
          <p className="small">{error instanceof Error && error.message}</p>
        )}
      </div>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {say(language, texts.reload)}
      </button>
    </main>
  )
}
