import { FileSpreadsheet } from 'lucide-react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Button } from './button.tsx'

/** What is shown, as a workbook: looks alike on every screen that has room for it; the others have it in their menu. */
export function ExcelButton({ working = false, onPress }: { working?: boolean; onPress: () => void }) {
  const t = useText()
  return (
    <Button
      name={t(common.excel)}
      icon={<FileSpreadsheet size={16} aria-hidden />}
      keyCap="E"
      working={working}
      onPress={onPress}
    >
      <span className="phone-not">{t(common.excel)}</span>
    </Button>
  )
}
