import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Told } from '../../ui/told.tsx'
import type { SetUpTable, Values } from './tables.ts'
import { texts } from './texts.ts'
import { TrialWords, trialId } from './trial-words.tsx'

/** What a rule would do on real invoices. Nothing is saved. */
export function TryRule({
  trial: { tried, isWhole, span, setSpan },
  isChanged,
}: {
  trial: NonNullable<ReturnType<typeof useRuleTrial>>
  isChanged: boolean
}) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const [showsLines, setShowsLines] = useState(false)
  const found = isWhole ? tried.data : undefined
  return (
    <section className="try-rule" id={trialId} tabIndex={-1} aria-live="polite">
      <header>
        <h3>{t(texts.tryRule)}</h3>
        <Choice
          label={t(texts.tryRule)}
          value={span}
          options={[
            { value: 'month', label: t(texts.tryMonth) },
            { value: 'last', label: t(texts.tryLast) },
          ]}
          onChange={setSpan}
        />
      </header>
      {!isWhole && <p className="quiet">{t(texts.tryWhen)}</p>}
      {isWhole && tried.error && isChanged && <Told error={tried.error} />}
      {found && !tried.error && (
        <>
          <p className={found.changed > 0 ? 'strong' : 'quiet'}>
            {found.looked === 0
              ? t(texts.triedNoLines)
              : found.changed === 0
                ? t(texts.triedNone, { looked: found.looked })
                : t(texts.tried, { changed: found.changed, looked: found.looked })}
          </p>
          {found.codedByOrder > 0 && <p className="small quiet">{t(texts.codedByOrder, { n: found.codedByOrder })}</p>}
          {found.moves.length > 0 && (
            <table className="table inset" aria-label={t(texts.tryRule)}>
              <thead>
                <tr>
                  <th scope="col">{t(texts.fromAccount)}</th>
                  <th scope="col">{t(texts.toAccount)}</th>
                  <th scope="col" className="amount">
                    {t(texts.linesHead)}
                  </th>
                  <th scope="col" className="amount">
                    {t(common.amount)}
                  </th>
                </tr>
              </thead>
              <tbody>
                {found.moves.map((move) => (
                  <tr key={`${move.from} ${move.to} ${move.currency}`}>
                    <td className="figures">{move.from}</td>
                    <td className="figures strong">{move.to}</td>
                    <td className="amount figures">{formats.count(move.lines)}</td>
                    <td className="amount">
                      <Amount value={move.amount} currency={move.currency} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {found.lines.length > 0 && (
            <Button kind="link" pressed={showsLines} onPress={() => setShowsLines(!showsLines)}>
              {t(showsLines ? texts.hideLines : texts.showLines)}
            </Button>
          )}
          {showsLines && (
            <ul className="tried-lines">
              {found.lines.map((line) => (
                <li key={`${line.invoiceId} ${line.lineNo}`}>
                  <span>
                    <Link
                      to="/companies/$company/invoices/$invoice"
                      params={{ company: company.code, invoice: line.invoiceId }}
                    >
                      {line.invoice}
                    </Link>{' '}
                    <span className="quiet">{line.name}</span>
                  </span>
                  <span className="figures quiet nowrap">
                    {line.from} → {line.to}
                  </span>
                  <Amount value={line.amount} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  )
}

/** Tries a posting rule while it is written. null: he may not, or it is none. */
export function useRuleTrial(table: SetUpTable, values: Values) {
  const { company, can } = useSession()
  const [span, setSpan] = useState<'month' | 'last'>('month')
  const settled = useSettled(JSON.stringify(values))
  const rule = JSON.parse(settled) as Values
  const isWhole = Boolean(rule.account && rule.purpose)
  const mayTry = table.name === 'posting-rules' && can('company.try-posting-rule')
  const { from, to } = monthBefore(company.today)
  const tried = useRead(
    'company.try-posting-rule',
    isWhole && mayTry ? { rule, lines: 10_000, ...(span === 'month' ? { from, to } : {}) } : null,
  )
  return mayTry ? { tried, isWhole, span, setSpan } : null
}

/** The same in a few words beside Save, which lead to the whole of it. */
export function RuleTrialLine({ trial: { tried, isWhole } }: { trial: NonNullable<ReturnType<typeof useRuleTrial>> }) {
  const t = useText()
  const found = tried.data
  if (!isWhole || tried.error) return null
  if (!found || tried.isPlaceholderData) return <TrialWords text={t(texts.trying)} />
  if (found.looked === 0) return <TrialWords text={t(texts.triedNoLines)} />
  if (found.changed === 0) return <TrialWords text={t(texts.triedNone, { looked: found.looked })} />
  const [move] = found.moves
  return (
    <TrialWords isStrong text={t(texts.tried, { changed: found.changed, looked: found.looked })}>
      {move && found.moves.length === 1 && (
        <span className="figures nowrap">
          {move.from} → {move.to}
        </span>
      )}
    </TrialWords>
  )
}

/** Tried when the hand rests for a moment, not at each letter. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

function monthBefore(today: string): { from: string; to: string } {
  const first = new Date(`${today.slice(0, 7)}-01T00:00:00Z`)
  const last = new Date(first.getTime() - 86_400_000).toISOString().slice(0, 10)
  return { from: `${last.slice(0, 7)}-01`, to: last }
}
