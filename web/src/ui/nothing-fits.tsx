import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { Button } from './button.tsx'
import { Empty } from './empty.tsx'

/** There are rows, and none of them fits the filters: away with these. */
export function NothingFits({ title, onClear }: { title?: string; onClear: () => void }) {
  const t = useText()
  return (
    <Empty title={title ?? t(common.nothingFits)} act={<Button onPress={onClear}>{t(common.clearFilters)}</Button>} />
  )
}
