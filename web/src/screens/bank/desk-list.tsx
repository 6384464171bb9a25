import { CircleAlert } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect } from 'react'
import { useSession } from '../../api/session.tsx'
import { useFormats, useText } from '../../lang/language.tsx'
import { Amount } from '../../ui/amount.tsx'
import { desk as texts } from './desk-texts.ts'
import { shortDay } from './say-evidence.ts'
import type { Desk, DeskRow } from './use-desk.ts'

/** What waits, grouped by how sure the program is. The focus stays on the list, the chosen row moves in it. */
export function DeskList({
  desk,
  listRef,
  children,
}: {
  desk: Desk
  listRef: RefObject<HTMLDivElement | null>
  children?: ReactNode
}) {
  const t = useText()
  const formats = useFormats()
  const { rows, groups, current, count } = desk
  const chosenId = current?.transactionId
  useEffect(() => {
    if (chosenId) document.getElementById(optionId(chosenId))?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  const listed = groups.map(({ group, count: of }) => ({
    group,
    count: of,
    rows: rows.filter((row) => row.group === group),
  }))
  return (
    <div className="desk-list">
      {children && <div className="desk-filter">{children}</div>}
      <div
        ref={listRef}
        role="listbox"
        tabIndex={0}
        aria-label={t(texts.payments)}
        aria-activedescendant={chosenId ? optionId(chosenId) : undefined}
      >
        {listed.map(
          ({ group, count: of, rows: own }) =>
            own.length > 0 && (
              // biome-ignore lint/a11y/useSemanticElements: a group within a listbox
              <div key={group} role="group" aria-label={t(texts[group])}>
                <p className="desk-group" aria-hidden>
                  <span>{t(texts[group])}</span>
                  <span className="figures">{formats.count(of)}</span>
                </p>
                {own.map((row) => (
                  <Option
                    key={row.transactionId}
                    row={row}
                    isChosen={row.transactionId === chosenId}
                    hasFailed={desk.failures.has(row.transactionId)}
                    onChoose={() => desk.go(row.transactionId)}
                  />
                ))}
              </div>
            ),
        )}
      </div>
      {count > rows.length && <p className="desk-more quieter">{t(texts.more, { n: count - rows.length })}</p>}
    </div>
  )
}

function Option({
  row,
  isChosen,
  hasFailed,
  onChoose,
}: {
  row: DeskRow
  isChosen: boolean
  hasFailed: boolean
  onChoose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the option
    <div
      id={optionId(row.transactionId)}
      role="option"
      aria-selected={isChosen}
      className="desk-row"
      onClick={onChoose}
    >
      <span className="payer">
        {hasFailed && (
          <>
            <CircleAlert size={14} aria-hidden className="failed" />
            <span className="unseen">{t(texts.failedAct)} </span>
          </>
        )}
        {row.payer ?? (row.text || row.reference || t(texts.unnamed))}
      </span>
      <span className="amount strong">
        <Amount value={row.amount} />
      </span>
      <span className="day quieter">{shortDay(formats, row.bookedOn, company.today)}</span>
    </div>
  )
}

const optionId = (transactionId: string): string => `payment-${transactionId}`
