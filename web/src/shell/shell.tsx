import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { holds } from '../../../src/kernel/permissions.ts'
import { call, type Output } from '../api/call.ts'
import { wholeCompanyVerbs } from '../api/generated/routes.ts'
import { type Session, SessionProvider } from '../api/session.tsx'
import { LanguageProvider } from '../lang/language.tsx'
import { PageWaiting } from '../ui/waiting.tsx'
import { Failed, languageNow } from './failed.tsx'
import { Frame } from './frame.tsx'
import { KeyboardProvider } from './keys.tsx'
import { showTheme } from './theme.ts'
import { ToastProvider } from './toast.tsx'

type Preferences = Output<'workspace.read-preferences'>['preferences']

/** Around every screen of a company: who I am, my language, my look, my keys. */
export function Shell() {
  const { company } = useParams({ from: '/companies/$company' })
  const me = useQuery({
    queryKey: [company, 'me'],
    queryFn: () => call(company, 'workspace.read-me', {}),
    staleTime: 60_000,
  })
  const preferences = useQuery({
    queryKey: [company, 'workspace.read-preferences', {}],
    queryFn: () => call(company, 'workspace.read-preferences', {}),
    select: (answer): Preferences => answer.preferences,
    staleTime: 60_000,
  })
  const session = useMemo<Session | null>(() => {
    if (!me.data) return null
    const { permissions, permissionsInEveryArea } = me.data
    const can = (verb: string) =>
      holds({ permissions: wholeCompanyVerbs.has(verb) ? permissionsInEveryArea : permissions }, verb)
    return { ...me.data, can }
  }, [me.data])
  useEffect(() => {
    if (!me.data) return
    document.documentElement.lang = me.data.language
    localStorage.setItem('company', me.data.company.code)
    localStorage.setItem('language', me.data.language)
  }, [me.data])
  useEffect(() => {
    if (preferences.data) showTheme(preferences.data)
  }, [preferences.data])
  const error = me.error ?? preferences.error
  if (error) return <Failed error={error} reset={() => {}} />
  if (!session || !preferences.data)
    return (
      <LanguageProvider value={languageNow()}>
        <PageWaiting />
      </LanguageProvider>
    )
  return (
    <SessionProvider value={session}>
      <LanguageProvider value={session.language}>
        <KeyboardProvider isOff={preferences.data.keys === 'off'} changed={preferences.data.changedKeys ?? {}}>
          <ToastProvider>
            <Frame preferences={preferences.data}>
              <Outlet />
            </Frame>
          </ToastProvider>
        </KeyboardProvider>
      </LanguageProvider>
    </SessionProvider>
  )
}
