import { useId, useRef } from 'react'
import type { ApiRefused } from '../api/refused.ts'
import { useDraft } from '../api/use-draft.ts'
import { common } from '../lang/common.ts'
import { useFormats, useText } from '../lang/language.tsx'
import type { Phrases } from '../lang/phrase.ts'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'
import { Told } from './told.tsx'

const texts = {
  note: { sv: 'Anteckning', nb: 'Notat', bg: 'Бележка', en: 'Note' },
  by: { sv: 'av {name}', nb: 'av {name}', bg: '{name}', en: 'by {name}' },
} satisfies Phrases

export interface Note {
  noteId: string
  text: string
  by: string | null
  at: string
}

/** The next note: what was written on while one was being saved. */
export const writtenSince = (now: string, saved: string): string =>
  now.trim() === saved ? '' : now.startsWith(saved) ? now.slice(saved.length).trimStart() : now

/** A line to write a note in; Enter keeps it. What was written stays until it is kept, also over reload and sign-out. */
export function NoteEntry({
  draftName,
  onWrite,
  isRunning,
  error,
}: {
  draftName: string
  onWrite: (text: string) => Promise<unknown>
  isRunning: boolean
  error: ApiRefused | null
}) {
  const t = useText()
  const form = useId()
  const { value: text, setValue: setText, discard } = useDraft<string>(draftName, '')
  const now = useRef(text)
  now.current = text
  const write = () => {
    const saved = text.trim()
    if (saved === '' || isRunning) return
    onWrite(saved).then(
      () => void discard(writtenSince(now.current, saved)),
      () => {},
    )
  }
  return (
    <form
      id={form}
      className="no-print"
      onSubmit={(event) => {
        event.preventDefault()
        write()
      }}
    >
      <TextField label={t(texts.note)} value={text} onChange={setText} input={{ maxLength: 5000 }} />
      {error && <Told error={error} />}
      {text.trim() !== '' && (
        <Button kind="quiet" onPress={write}>
          {t(common.save)}
        </Button>
      )}
    </form>
  )
}

/** As one event of a history: what, when, who. */
export function NoteEvent({ note }: { note: Note }) {
  const t = useText()
  const formats = useFormats()
  return (
    <li>
      <span>{note.text}</span>
      <span className="quieter">{formats.instant(note.at)}</span>
      <span className="quiet">{t(texts.by, { name: note.by ?? '–' })}</span>
    </li>
  )
}
