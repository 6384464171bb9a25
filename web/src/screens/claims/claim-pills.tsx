import { useChoices } from '../../api/use-choices.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { ChoicePill } from '../../ui/pill.tsx'
import { texts } from './board/texts.ts'

type Kind = '' | 'person' | 'company' | 'public'
interface Chosen {
  area?: string | undefined
  group?: string | undefined
  kind?: Kind | undefined
}

/** Which claims a screen is about: business area and invoice group where there are several, and the kind of customer. */
export function ClaimPills<Search extends Chosen>({
  search,
  onChange,
  withKind = true,
}: {
  search: Search
  onChange: (what: Chosen) => void
  withKind?: boolean
}) {
  const t = useText()
  const word = useWord()
  const choices = useChoices()
  return (
    <>
      {choices.areas.length > 1 && (
        <ChoicePill
          label={t(common.businessArea)}
          value={search.area ?? ''}
          onChange={(area) => onChange({ area })}
          options={choices.areas}
        />
      )}
      {choices.groups.length > 1 && (
        <ChoicePill
          label={t(common.invoiceGroup)}
          value={search.group ?? ''}
          onChange={(group) => onChange({ group })}
          options={choices.groups}
        />
      )}
      {withKind && (
        <ChoicePill
          label={t(texts.customerKind)}
          value={search.kind ?? ''}
          onChange={(kind) => onChange({ kind: kind as Kind })}
          options={['person', 'company', 'public'].map((value) => ({ value, label: word('partyKind', value) }))}
        />
      )}
    </>
  )
}

/** The same in the terms of the API. */
export const claimFilterOf = ({ area, group, kind }: Chosen) => ({
  ...(area ? { businessArea: area } : {}),
  ...(group ? { invoiceGroup: group } : {}),
  ...(kind ? { partyKind: kind } : {}),
})
