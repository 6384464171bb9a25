import { useSession } from '../api/session.tsx'
import { isZero } from '../lang/is-zero.ts'
import { useFormats } from '../lang/language.tsx'

/** An amount by locale: tabular, real minus, negative in red. Pressed, it opens what it is made of. */
export function Amount({
  value,
  currency,
  foreign,
  decimals = 2,
  onOpen,
  openLabel,
  ownStop = false,
  dashForZero = false,
}: {
  value: string | null | undefined
  currency?: string | undefined
  /** The currency it is of, said where it is not the company's own. */
  foreign?: string | null | undefined
  decimals?: number
  onOpen?: (() => void) | undefined
  openLabel?: string
  /** No row's key opens it (a total, a figure beside a table): Tab comes to it. */
  ownStop?: boolean
  dashForZero?: boolean
}) {
  const formats = useFormats()
  const { company } = useSession()
  if (value === null || value === undefined) return <span className="quieter">–</span>
  if (dashForZero && isZero(value)) return <span className="quieter">–</span>
  const text = formats.amount(value, decimals)
  const figure = <span className={`figures nowrap ${value.startsWith('-') ? 'negative' : ''}`}>{text}</span>
  // One piece, also where amounts of several currencies stand under each other.
  const said = currency ?? (foreign === company.currency ? null : foreign)
  const shown = said ? (
    <span className="nowrap">
      {figure}
      <span className="quieter"> {said}</span>
    </span>
  ) : (
    figure
  )
  if (!onOpen) return shown
  return (
    <button
      type="button"
      className="figure-link"
      tabIndex={ownStop ? 0 : -1}
      title={openLabel}
      onClick={(event) => {
        event.stopPropagation()
        onOpen()
      }}
    >
      {shown}
    </button>
  )
}
