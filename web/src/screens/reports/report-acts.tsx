import { Printer, Sheet } from 'lucide-react'
import { useEffect, useState } from 'react'
import { callForFile, type Input } from '../../api/call.ts'
import type { ApiRefused } from '../../api/refused.ts'
import { saveFile } from '../../api/save-file.ts'
import { useSession } from '../../api/session.tsx'
import type { Pages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useLanguage, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Button } from '../../ui/button.tsx'

/** More than this is for Excel. */
const printedMax = 5000

/** Print and Excel of what is shown, with their keys. */
export function ReportActs({
  onExcel,
  isWriting,
  pages,
}: {
  onExcel: (() => void) | false | null
  isWriting: boolean
  /** Of a long list: what is not here yet is read before it is printed. */
  pages?: Pages<unknown>
}) {
  const t = useText()
  const [isAsked, setAsked] = useState(false)
  const print = () => setAsked(true)
  useEffect(() => {
    if (!isAsked) return
    if (pages?.hasMore && pages.rows.length < printedMax) {
      pages.more()
      return
    }
    setAsked(false)
    window.print()
  }, [isAsked, pages])
  useKeys([
    { key: 'P', label: t(common.print), run: print, unlisted: true },
    onExcel && { key: 'E', label: t(common.excel), run: onExcel, unlisted: true },
  ])
  return (
    <>
      <Button
        name={t(common.print)}
        icon={<Printer size={15} aria-hidden />}
        keyCap="P"
        working={isAsked}
        onPress={print}
      >
        <span className="phone-not">{t(common.print)}</span>
      </Button>
      {onExcel && (
        <Button
          name={t(common.excel)}
          icon={<Sheet size={15} aria-hidden />}
          keyCap="E"
          working={isWriting}
          onPress={onExcel}
        >
          <span className="phone-not">{t(common.excel)}</span>
        </Button>
      )}
    </>
  )
}

/** Excel of a report as the server writes it: all rows of the filter, in the person's language. */
export function useReportFile(): {
  write: (report: Input<'reports.export'>['report'], parameters: Record<string, unknown>, columns?: string) => void
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
    write(report, parameters, columns) {
      setWriting(true)
      setError(null)
      const asked = Object.fromEntries(
        Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined),
      )
      callForFile(company.code, 'reports.export', {
        report,
        parameters: asked,
        language,
        ...(columns ? { columns: columns.split(',') } : {}),
      })
        .then(saveFile, (caught: ApiRefused) => setError(caught))
        .finally(() => setWriting(false))
    },
  }
}
