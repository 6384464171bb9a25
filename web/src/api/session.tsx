import { createContext, useContext } from 'react'
import type { Output } from './call.ts'

/** Who works, in which company, with which rights: read once by the shell. */
export type Session = Output<'workspace.read-me'> & { can: (verb: string) => boolean }

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('the session is read before any screen is shown')
  return session
}
