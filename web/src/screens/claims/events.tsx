import { useFormats } from '../../lang/language.tsx'
import { Amount } from '../../ui/amount.tsx'
import './claims.css'

export interface EventLine {
  key: string
  on: string
  what: string
  beside?: string | null
  /** In small words below: a reason, who. */
  why?: string | null
  amount?: string | null
  tone?: 'hard' | 'money' | ''
}

/** What happened to one thing, newest first. */
export function Events({ title, events }: { title: string; events: readonly EventLine[] }) {
  const formats = useFormats()
  return (
    <section className="claim-section">
      <h2>{title}</h2>
      <ol className="timeline" aria-label={title}>
        {events.map((event) => (
          <li key={event.key} className={event.tone ?? ''}>
            <span className="when figures quiet">{formats.day(event.on)}</span>
            <span className="what">
              <span className="strong">{event.what}</span>
              {event.beside && <span className="quiet">{event.beside}</span>}
              {event.why && <span className="why small quiet">{event.why}</span>}
            </span>
            <span>{event.amount && <Amount value={event.amount} />}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
