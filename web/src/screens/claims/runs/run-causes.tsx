import { useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { Bars } from '../../../ui/chart.tsx'
import { sayCause } from './say.ts'
import type { Run, Sums } from './shapes.ts'
import { texts } from './texts.ts'

const most = 6

/** What is held, by cause: each bar opens its rows. */
export function HeldByCause({
  causes,
  held,
  onOpen,
}: {
  causes: Sums['causes']
  held: number
  onOpen: (cause: string) => void
}) {
  const t = useText()
  const formats = useFormats()
  return (
    <section className="section one-line">
      <header>
        <h2>{t(texts.heldByCause)}</h2>
        <span className="figures strong">{formats.count(held)}</span>
      </header>
      {causes.length === 0 ? (
        <p className="quiet">{t(texts.noneHeld)}</p>
      ) : (
        <Bars
          label={t(texts.heldByCause)}
          parts={causes.slice(0, most).map(({ code, rows }) => ({
            key: code,
            label: sayCause(t, code),
            size: rows,
            value: formats.count(rows),
            onOpen: () => onOpen(code),
          }))}
        />
      )}
    </section>
  )
}

/** How the run differs from the one before it, claim by claim. */
export function SinceLast({ runId }: { runId: string }) {
  const t = useText()
  const formats = useFormats()
  const compared = useRead('dunning.compare-run', { runId }, { staleMillis: 60_000 }).data
  if (!compared) return null
  if (!compared.previous)
    return (
      <section className="section">
        <p className="quiet">{t(texts.firstRun)}</p>
      </section>
    )
  return (
    <section className="section one-line">
      <header>
        <h2>{t(texts.sinceLast, { day: formats.dayInText(compared.previous.on, 'short') })}</h2>
      </header>
      <Bars
        label={t(texts.sinceLast, { day: formats.dayInText(compared.previous.on, 'short') })}
        parts={compared.changes.map(({ change, items }) => ({
          key: change,
          label: t((texts as Record<string, Phrase>)[`cause.${change}`] ?? texts.why),
          size: items,
          value: formats.count(items),
        }))}
      />
    </section>
  )
}

/** Overdue claims that no step is due for: why, and when one is. */
export function Waiting({ waiting }: { waiting: Run['totals']['waiting'] }) {
  const t = useText()
  const formats = useFormats()
  if (waiting.length === 0) return null
  return (
    <section className="section">
      <h2>{t(texts.waitingTitle)}</h2>
      <dl className="facts">
        {waiting.map(({ code, items, nextOn }) => [
          <dt key={`${code} label`}>{t((codes.dunningStanding as Record<string, Phrase>)[code] ?? texts.why)}</dt>,
          <dd key={code} className="figures">
            {nextOn
              ? t(texts.waitNext, { n: formats.count(items), day: formats.dayInText(nextOn, 'short') })
              : formats.count(items)}
          </dd>,
        ])}
      </dl>
    </section>
  )
}
