import { useState } from 'react'
import { callForFile, type Input, type VerbName } from '../../api/call.ts'
import { ApiRefused, unreachable } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { useLanguage } from '../../lang/language.tsx'

/** A file that the server writes (Excel of a list, a template, a file as it came), handed to the person; what is refused is told. */
export function useExcel() {
  const { company } = useSession()
  const language = useLanguage()
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  return {
    isRunning,
    error,
    async take<N extends VerbName>(name: N, input: Partial<Input<N>>): Promise<void> {
      setRunning(true)
      setError(null)
      try {
        saveFile(await callForFile(company.code, name, { ...input, language } as Input<N>))
      } catch (caught) {
        setError(caught instanceof ApiRefused ? caught : unreachable())
      } finally {
        setRunning(false)
      }
    },
  }
}
