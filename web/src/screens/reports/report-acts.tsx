import { Printer, Sheet } from 'lucide-react'
import { useState } from 'react'
import { callForFile, type Input } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useLanguage, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Button } from '../../ui/button.tsx'

/** Print and Excel of what is shown, with their keys. */
export function ReportActs({ onExcel, isWriting }: { onExcel: (() => void) | false | null; isWriting: boolean }) {
  const t = useText()
  const print = () => window.print()
  useKeys([
    { key: 'P', label: t(common.print), run: print, unlisted: true },
    onExcel && { key: 'E', label: t(common.excel), run: onExcel, unlisted: true },
  ])
  return (
    <>
      <Button icon={<Printer size={15} aria-hidden />} keyCap="P" onPress={print}>
        {t(common.print)}
      </Button>
      {onExcel && (
        <Button icon={<Sheet size={15} aria-hidden />} keyCap="E" working={isWriting} onPress={onExcel}>
          {t(common.excel)}
        </Button>
      )}
    </>
  )
}

/** Excel of a report as the server writes it: all rows of the filter, in the person's language. */
export function useReportFile(): {
  write: (report: Input<'reports.export'>['report'], parameters: Record<string, unknown>) => void
  isWriting: boolean
  error: ApiRefused | null
} {
  const { company } = useSession()
  const language = useLanguage()
  const [isWriting, setWriting] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  return {
    isWriting,
    error,
    write(report, parameters) {
      setWriting(true)
      setError(null)
      const asked = Object.fromEntries(
        Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined),
      )
      callForFile(company.code, 'reports.export', { report, parameters: asked, language })
        .then(saveFile, (caught: ApiRefused) => setError(caught))
        .finally(() => setWriting(false))
    },
  }
}
