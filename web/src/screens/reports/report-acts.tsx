import { Printer } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Pages } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { Button } from '../../ui/button.tsx'
import { ExcelButton } from '../../ui/excel-button.tsx'

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
      {onExcel && <ExcelButton working={isWriting} onPress={onExcel} />}
    </>
  )
}
