import { useState } from 'react'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { FieldFrame, useFieldIds } from './field.tsx'

/** One file of the person's own, in his language; dropped on it, it is not taken for another kind of file. */
export function FileField({
  label,
  accept,
  onChange,
}: {
  label: string
  accept?: string
  onChange: (file: File | null) => void
}) {
  const t = useText()
  const { id } = useFieldIds({ label })
  const [name, setName] = useState('')
  return (
    <FieldFrame id={id} label={label}>
      <div className="box file-box">
        <input
          id={id}
          type="file"
          accept={accept}
          onDrop={(event) => event.stopPropagation()}
          onChange={(event) => {
            const file = event.target.files?.[0] ?? null
            setName(file?.name ?? '')
            onChange(file)
          }}
        />
        <span className="link-like" aria-hidden>
          {t(common.chooseFile)}
        </span>
        <span className="file-name">{name}</span>
      </div>
    </FieldFrame>
  )
}
