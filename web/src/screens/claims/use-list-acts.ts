import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { type SheetColumn, useSheet } from '../../api/use-sheet.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import type { MenuEntry } from '../../ui/menu.tsx'

/** What every list has: Excel of all its rows (E), print (P), where P is not the page's own. */
export function useListActs<Row>(
  title: string,
  table: string,
  columns: readonly SheetColumn<Row>[],
  rows: readonly Row[] | (() => Promise<readonly Row[]>),
  { hasPrint = true }: { hasPrint?: boolean } = {},
): { entries: MenuEntry[]; error: ApiRefused | null } {
  const t = useText()
  const { can } = useSession()
  const sheet = useSheet(table)
  const may = can('workspace.write-sheet')
  const excel = () => void sheet.write(title, columns, rows)
  useKeys([
    may && { key: 'E', label: t(common.excel), run: excel },
    hasPrint && { key: 'P', label: t(common.print), run: () => window.print(), unlisted: true },
  ])
  return {
    entries: [
      ...(may ? [{ label: t(common.excel), keyCap: 'E', run: excel }] : []),
      ...(hasPrint ? [{ label: t(common.print), keyCap: 'P', run: () => window.print() }] : []),
    ],
    error: sheet.error,
  }
}
