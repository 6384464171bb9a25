import { FieldFrame, useFieldIds } from '../../../ui/field.tsx'

/** One file of the person's own; dropped on it, it is not taken for another kind of file. */
export function FileField({ label, onChange }: { label: string; onChange: (file: File | null) => void }) {
  const { id } = useFieldIds({ label })
  return (
    <FieldFrame id={id} label={label}>
      <div className="box">
        <input
          id={id}
          type="file"
          onDrop={(event) => event.stopPropagation()}
          onChange={(event) => onChange(event.target.files?.[0] ?? null)}
        />
      </div>
    </FieldFrame>
  )
}
