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

/** As in src/db/permissions.ts: who is hidden is shown by its own name or '*' alone. */
const onlyByName: ReadonlySet<string> = new Set(['parties.read-protected', 'parties.reveal'])

/** 'invoicing.*' matches 'invoicing.issue'; '*.read-*' matches every reading verb. The server decides; this only spares a person what he may not. */
export function matchesPattern(pattern: string, name: string): boolean {
  if (onlyByName.has(name)) return pattern === '*' || pattern === name
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(name)
}
