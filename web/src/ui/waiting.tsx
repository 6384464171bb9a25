import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'

/** Grey bars where lines will stand, while they are read for the first time. */
export const Waiting = () => (
  <div className="waiting-lines" aria-hidden>
    {[40, 56, 34].map((width) => (
      <span key={width} className="waiting" style={{ width: `${width}%` }} />
    ))}
  </div>
)

/** The same where a whole page will stand, after a moment in which most answers come. */
export function PageWaiting() {
  const t = useText()
  return (
    <div className="page-waiting" aria-busy>
      <span className="unseen" role="status">
        {t(common.loading)}
      </span>
      {[26, 44, 99, 100, 92, 98, 78].map((width) => (
        <span key={width} className="bar" style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
