import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'

/** Where a page will stand: grey bars, after a moment in which most answers come. */
export function Waiting() {
  const t = useText()
  return (
    <div className="page-waiting" aria-busy>
      <span className="unseen" role="status">
        {t(common.loading)}
      </span>
      {[26, 44, 100, 100, 92, 100, 78].map((width, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing else
        <span key={at} className="bar" style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
