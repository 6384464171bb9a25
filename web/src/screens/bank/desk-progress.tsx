import type { Output } from '../../api/call.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { desk as texts } from './desk-texts.ts'

type File = Output<'bank.file-progress'>['files'][number]

/** How far the file that is worked on is: by the program, by you, by others, left. */
export function DeskProgress({ file }: { file: File | null }) {
  const t = useText()
  const formats = useFormats()
  if (!file || file.payments === 0) return null
  const others = file.byPeople.reduce((sum, one) => sum + one.payments, 0) - file.byYou
  const waits = file.left + file.rejected + file.unmatched
  const parts = [
    { name: 'machine', size: file.byMachine },
    { name: 'you', size: file.byYou },
    { name: 'others', size: others },
  ]
  let at = 0
  return (
    <div className="desk-progress">
      <span className="name strong" title={file.name ?? undefined}>
        {t(texts.fileOf, { day: formats.dayInText(file.importedAt, 'short') })}
      </span>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={t(texts.progressOf)}>
        <rect className="all" width="100" height="4" />
        {parts.map(({ name, size }) => {
          const x = at
          const width = (size / file.payments) * 100
          at += width
          return size > 0 ? <rect key={name} className={name} x={x} width={Math.max(width, 0.6)} height="4" /> : null
        })}
      </svg>
      <span className="figures">{t(texts.byMachine, { n: file.byMachine })}</span>
      {file.byYou > 0 && <span className="figures you">{t(texts.byYou, { n: file.byYou })}</span>}
      {others > 0 && <span className="figures">{t(texts.byOthers, { n: others })}</span>}
      {file.elsewhere > 0 && <span className="figures">{t(texts.elsewhere, { n: file.elsewhere })}</span>}
      <span className="figures">{t(texts.left, { n: waits })}</span>
    </div>
  )
}
