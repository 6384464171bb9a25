import type { Input } from '../../api/call.ts'
import { useRead } from '../../api/use-verb.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { wholeParts } from '../../lang/whole-parts.ts'
import { AgeMark } from '../../ui/age-mark.tsx'
import { AgeBar, moveAlong } from '../../ui/chart.tsx'
import { texts } from './texts.ts'

/** From and to as the address bears them; '' = without end. */
export interface AgeSpan {
  fromDays: string
  toDays: string
}

/** How old what the list shows is, of any age: each age opens its own rows, pressed again all of them. */
export function Ages({
  asked,
  chosen,
  onChoose,
}: {
  asked: Input<'reports.open-items'>
  chosen: AgeSpan
  onChoose: (span: AgeSpan) => void
}) {
  const t = useText()
  const formats = useFormats()
  const { dueFrom: _from, dueTo: _to, order: _order, ...filter } = asked
  // By account: what is kept summed is not summed again for it.
  const read = useRead('reports.ageing', { ...filter, by: 'account', amounts: 'base', limit: 1 })
  if (read.error) return null
  const answer = read.data
  if (!answer)
    return (
      <div className="ages no-print" aria-hidden>
        <span className="waiting" />
      </div>
    )
  return answer.totals.map((total) => {
    const whole = wholeParts(total.buckets.map(({ amount }) => amount))
    const sizes = whole.map((amount) => Math.max(Number(amount), 0))
    return (
      <div key={total.baseCurrency} className="ages no-print" aria-busy={read.isPlaceholderData || undefined}>
        <AgeBar
          sizes={sizes}
          gap={0.2}
          most={sizes.reduce((sum, size) => sum + size, 0)}
          label={t(texts.agesOf, { currency: total.baseCurrency })}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own frame */}
        <div role="group" aria-label={t(texts.agesOf, { currency: total.baseCurrency })} onKeyDown={moveAlong}>
          {answer.buckets.map(({ key, fromDays, toDays }, age) => {
            const span = {
              fromDays: fromDays === null ? '' : String(fromDays),
              toDays: toDays === null ? '' : String(toDays),
            }
            const isChosen = span.fromDays === chosen.fromDays && span.toDays === chosen.toDays
            return (
              <button
                key={key}
                type="button"
                data-part
                tabIndex={age === 0 ? 0 : -1}
                aria-pressed={isChosen}
                onClick={() => onChoose(isChosen ? { fromDays: '', toDays: '' } : span)}
              >
                <AgeMark age={age} />
                <span className="quiet">
                  {fromDays === null
                    ? t(texts.notDue)
                    : toDays === null
                      ? t(texts.overDays, { n: fromDays - 1 })
                      : t(texts.spanDays, { from: String(fromDays), to: String(toDays) })}
                </span>{' '}
                <span className={`figures strong ${whole[age]!.startsWith('-') ? 'negative' : ''}`}>
                  {formats.whole(whole[age]!)}
                </span>
                {age === 0 && answer.totals.length > 1 && <span className="quieter"> {total.baseCurrency}</span>}
              </button>
            )
          })}
        </div>
      </div>
    )
  })
}
