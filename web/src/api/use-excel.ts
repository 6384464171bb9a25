import { useState } from 'react'
import { useLanguage } from '../lang/language.tsx'
import { callForFile, type Input, type VerbName } from './call.ts'
import { ApiRefused, unreachable } from './refused.ts'
import { saveFile } from './save-file.ts'
import { useSession } from './session.tsx'

/** A file that the server writes (Excel of a list, a template, a file as it came), in the person's language; what is refused is told. */
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

/** Excel of a report as the server writes it: all rows of the filter, in the person's language. */
export function useReportFile() {
  const { take, isRunning, error } = useExcel()
  return {
    isWriting: isRunning,
    error,
    write(report: Input<'reports.export'>['report'], parameters: Record<string, unknown>, columns?: string) {
      const asked = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined)
      void take('reports.export', {
        report,
        parameters: Object.fromEntries(asked),
        ...(columns ? { columns: columns.split(',') } : {}),
      })
    },
  }
}
