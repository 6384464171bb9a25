import { Check, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import './approve-bar.css'

/** Who proposed, whom it waits for, what exactly is approved, and the one act; who may not sees why. */
export function ApproveBar({
  proposed,
  approval,
  what,
  more,
  notNow,
  working = false,
  act,
  onGo,
  children,
}: {
  proposed: string
  approval?: { isDone: boolean; text: string }
  /** "412 brev · 1 025 914,18 kr" */
  what: string
  more?: string
  notNow: string | null
  working?: boolean
  act: string
  onGo: () => void
  /** What else can be done with it. */
  children?: ReactNode
}) {
  return (
    <footer className="approve-bar no-print">
      <p className="who">
        <span>
          <Ring isDone />
          <span>{proposed}</span>
        </span>
        {approval && (
          <span>
            <Ring isDone={approval.isDone} />
            <span>{approval.text}</span>
          </span>
        )}
      </p>
      <p className="what">
        <span className="strong figures">{what}</span>
        {more && <span className="small quiet">{more}</span>}
      </p>
      {notNow && <span className="quiet not-now">{notNow}</span>}
      {children}
      <Button kind="primary" keyCap="Ctrl+Enter" working={working} notNow={notNow} onPress={onGo}>
        {act}
      </Button>
    </footer>
  )
}

const Ring = ({ isDone }: { isDone: boolean }) =>
  isDone ? (
    <span className="ring done">
      <Check size={14} aria-hidden />
    </span>
  ) : (
    <CircleDashed size={20} aria-hidden className="ring-open" />
  )
