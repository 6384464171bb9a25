import type { ReactNode } from 'react'

export interface StripFigure {
  label: string
  figure: ReactNode
  /** One clause below. */
  clause?: ReactNode
  onOpen?: () => void
}

/** Up to five figures, label above, one clause below. */
export function Strip({ figures }: { figures: readonly StripFigure[] }) {
  return (
    <dl className="strip">
      {figures.map(({ label, figure, clause, onOpen }, at) => (
        // Two fees may bear one name.
        <div key={`${label} ${String(at)}`}>
          <dt>{label}</dt>
          <dd className="figure">
            {onOpen ? (
              <button type="button" onClick={onOpen}>
                {figure}
              </button>
            ) : (
              figure
            )}
          </dd>
          {clause && <dd className="clause">{clause}</dd>}
        </div>
      ))}
    </dl>
  )
}

/** Label and value, one under the other. */
export function Facts({
  facts,
}: {
  facts: readonly (readonly [label: string, value: ReactNode] | false | '' | null | undefined)[]
}) {
  return (
    <dl className="facts">
      {facts.map((fact) => fact && [<dt key={`${fact[0]}-label`}>{fact[0]}</dt>, <dd key={fact[0]}>{fact[1]}</dd>])}
    </dl>
  )
}
