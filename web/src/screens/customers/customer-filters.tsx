import { getRouteApi } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { ListQuestions } from '../../shell/questions.tsx'
import { FindPill } from '../../ui/find-pill.tsx'
import { ChoicePill } from '../../ui/pill.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/companies/$company/customers')
export type CustomerSearch = ReturnType<typeof route.useSearch>

/** Which customers are listed. */
export function CustomerFilters({
  search,
  filter,
  find,
}: {
  search: CustomerSearch
  filter: (change: Partial<CustomerSearch>) => void
  /** The field that a key leads to. */
  find: RefObject<HTMLInputElement | null>
}) {
  const t = useText()
  const word = useWord()
  const { areas } = useSession()
  return (
    <div className="sub-bar no-print">
      <FindPill
        label={t(texts.findCustomer)}
        isLive
        value={search.q ?? ''}
        onChange={(q) => filter({ q })}
        inputRef={find}
      />
      <ChoicePill
        label={t(texts.kind)}
        value={search.kind ?? ''}
        onChange={(kind) => filter({ kind: kind as 'person' })}
        options={['person', 'company', 'public', 'internal'].map((value) => ({
          value,
          label: word('partyKind', value),
        }))}
      />
      <ChoicePill
        label={t(texts.balance)}
        value={search.balance ?? ''}
        onChange={(balance) => filter({ balance: balance as 'open' })}
        options={[
          { value: 'open', label: t(texts.hasOpen) },
          { value: 'overdue', label: t(texts.hasOverdue) },
          { value: 'credit', label: t(texts.hasCredit) },
        ]}
      />
      {areas.length > 1 && (
        <ChoicePill
          label={t(common.businessArea)}
          value={search.area ?? ''}
          onChange={(area) => filter({ area })}
          options={areas.map(({ code, name }) => ({ value: code, label: name }))}
        />
      )}
      <ChoicePill
        label={t(texts.channel)}
        value={search.channel ?? ''}
        onChange={(channel) => filter({ channel: channel as 'peppol' })}
        options={(['peppol', 'e-mail', 'print', 'sms', 'bank-e-invoice', 'direct-debit'] as const).map((value) => ({
          value,
          label: word('channel', value),
        }))}
      />
      <ChoicePill
        label={t(common.state)}
        value={search.state ?? (search.protected ? 'protected' : '')}
        onChange={(state) =>
          filter({ state: state === 'protected' ? '' : (state as 'active'), protected: state === 'protected' })
        }
        options={[
          { value: 'active', label: t(texts.active) },
          { value: 'closed', label: t(texts.closed) },
          { value: 'protected', label: t(texts.protectedOnes) },
        ]}
      />
      <ListQuestions screen="customers" />
    </div>
  )
}
