import type { ReactNode } from 'react'

/** Where the trial stands below its form. */
export const trialId = 'set-up-trial'

/** What the trial says, in a few words beside Save: pressed, they lead to it. */
export function TrialWords({
  text,
  isStrong = false,
  children,
}: {
  text: string
  isStrong?: boolean
  children?: ReactNode
}) {
  const lead = () => {
    const section = document.getElementById(trialId)
    section?.scrollIntoView({ block: 'nearest' })
    section?.focus({ preventScroll: true })
  }
  return (
    <button type="button" className="button link trial-line" onClick={lead}>
      <span className={isStrong ? 'strong' : ''}>{text}</span>
      {children}
    </button>
  )
}
