import type { Progress as Done } from '../api/call.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'

/** Long work: what is done, what is left; the page may be closed. */
export function Progress({ label, progress, note }: { label: string; progress: Done | null; note?: string }) {
  const t = useText()
  const formats = useFormats()
  const total = progress?.total ?? null
  return (
    <div className="progress" role="status">
      <p className="told">
        <span>{label}</span>
        <span className="figures">
          {progress && (total ? t(common.ofTotal, { done: progress.done, total }) : formats.count(progress.done))}
        </span>
      </p>
      {/* Without a total a bar would stand empty all the time: the number that grows says enough. */}
      {total && <progress aria-label={label} max={total} value={progress?.done ?? 0} />}
      {note && <p className="small quiet">{note}</p>}
    </div>
  )
}
