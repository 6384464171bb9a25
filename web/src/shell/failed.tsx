import { type ErrorComponentProps, useParams } from '@tanstack/react-router'
import { ApiRefused } from '../api/refused.ts'
import { languageNames, say } from '../lang/language.tsx'
import type { Language } from '../lang/phrase.ts'
import { goToDoor } from './door.ts'
import { texts } from './texts.ts'

/** Here no session is certain: the language is that of last time, else the browser's. */
function languageNow(): Language {
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
  const language = languageNow()
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

export function Failed({ error }: ErrorComponentProps) {
  if (error instanceof ApiRefused && error.status === 401) {
    goToDoor()
    return null
  }
  if (error instanceof ApiRefused && error.status === 404) return <NotHere />
  const language = languageNow()
  return (
    <main className="empty" id="main" role="alert">
      <h1>{say(language, texts.failed)}</h1>
      <p>{say(language, texts.failedWhy)}</p>
      <p className="small">{error instanceof Error && error.message}</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {say(language, texts.reload)}
      </button>
    </main>
  )
}
