import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** Grey: news; amber: you should know; red: stops you. One sentence, one action. */
export function Banner({
  tone = 'news',
  kind = '',
  children,
  act,
}: {
  tone?: 'news' | 'warn' | 'bad'
  /** "unreachable": rests while the frame says it for the whole page. */
  kind?: 'unreachable' | ''
  children: ReactNode
  act?: ReactNode
}) {
  const Icon = tone === 'news' ? Info : tone === 'warn' ? TriangleAlert : CircleAlert
  return (
    <div className={`banner ${tone} ${kind}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden />
      <div>{children}</div>
      {act}
    </div>
  )
}
