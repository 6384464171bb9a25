import { CalendarClock, Check } from 'lucide-react'
import { type RefObject, useId, useState } from 'react'
import { useSession } from '../../api/session.tsx'
import { useDraft } from '../../api/use-draft.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import { writtenSince } from '../../ui/note-entry.tsx'
import { Told } from '../../ui/told.tsx'
import type { Card, Note } from './card.ts'
import { readFollowUp } from './read-note.ts'
import { texts } from './texts.ts'

const shownFirst = 20

/** Notes, the newest first. "ring fre 10" becomes something to come back to on Friday. */
export function Notes({
  card,
  notes,
  isMasked,
  fieldRef,
}: {
  card: Card
  notes: readonly Note[]
  isMasked: boolean
  fieldRef: RefObject<HTMLTextAreaElement | null>
}) {
  const t = useText()
  const formats = useFormats()
  const language = useLanguage()
  const tell = useTell()
  const { company, can } = useSession()
  const id = useId()
  const draft = useDraft(`customer-note:${card.number}`, '')
  const save = useAct('parties.save-note')
  const finish = useAct('parties.save-note')
  const [isPlain, setPlain] = useState(false)
  const [isAll, setAll] = useState(false)
  const followUpOn = isPlain ? null : readFollowUp(draft.value, company.today, language)
  const write = async () => {
    const text = draft.value.trim()
    if (text === '' || save.isRunning) return
    const give = heldHand()
    const done = await save.run({ number: card.number, text, ...(followUpOn ? { followUpOn } : {}) }).catch(() => null)
    if (!done) return
    await draft.discard(writtenSince(fieldRef.current?.value ?? '', text))
    setPlain(false)
    tell(followUpOn ? t(texts.notedUntil, { day: formats.dayInText(followUpOn) }) : t(texts.noted))
    give(fieldRef.current)
  }
  const done = async (note: Note) => {
    const give = heldHand()
    const answer = await finish.run({ number: card.number, noteId: note.id, done: true }).catch(() => null)
    if (answer)
      tell(t(texts.followedUp), {
        verb: 'parties.save-note',
        input: { number: card.number, noteId: note.id, done: false },
      })
    give(fieldRef.current)
  }
  const shown = isAll ? notes : notes.slice(0, shownFirst)
  return (
    <section className="section notes" aria-label={t(texts.notes)}>
      <header>
        <h3>{t(texts.notes)}</h3>
        {draft.savedAt && draft.value !== '' && (
          <span className="quieter small">
            {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
          </span>
        )}
      </header>
      {can('parties.save-note') && (
        <div className="field">
          <label htmlFor={id} className="unseen">
            {t(texts.writeNote)}
          </label>
          <div className="box">
            <textarea
              ref={fieldRef}
              id={id}
              rows={1}
              className="note-entry"
              placeholder={t(texts.writeNote)}
              value={draft.value}
              aria-describedby={followUpOn ? `${id}-understood` : undefined}
              onChange={(event) => draft.setValue(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') {
                  event.currentTarget.blur()
                  event.stopPropagation()
                } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
                  event.preventDefault()
                  event.stopPropagation()
                  void write()
                }
              }}
            />
            {followUpOn && (
              <span className="understood" id={`${id}-understood`} role="status">
                {t(texts.comeBack, { day: `${formats.weekday(followUpOn)} ${formats.dayInText(followUpOn, 'short')}` })}
              </span>
            )}
          </div>
          {draft.value.trim() !== '' && (
            <p className="note-acts">
              <Button keyCap="Enter" working={save.isRunning} onPress={() => void write()}>
                {t(texts.saveNote)}
              </Button>
              {followUpOn && (
                <Button kind="link" onPress={() => setPlain(true)}>
                  {t(texts.onlyNote)}
                </Button>
              )}
              {draft.isOverwritten && <span className="quiet">{t(texts.draftElsewhere)}</span>}
            </p>
          )}
        </div>
      )}
      <Told error={save.error ?? finish.error} />
      {notes.length === 0 ? (
        <p className="quiet">{t(texts.noNotes)}</p>
      ) : (
        <ol className="note-list">
          {shown.map((note) => (
            <li key={note.id}>
              <p className="note-head">
                <span>
                  <span className="strong">{note.notedBy ?? t(texts.theProgram)}</span>{' '}
                  <span className="quiet">{formats.dayInText(note.notedAt, 'short')}</span>
                </span>
                <span className="pills">
                  {note.doneAt ? (
                    <Chip tone="good" icon={<Check size={12} aria-hidden />}>
                      {t(texts.done)}
                    </Chip>
                  ) : (
                    note.followUpOn && (
                      <>
                        <Chip
                          tone={note.followUpOn < company.today ? 'bad' : 'warn'}
                          icon={<CalendarClock size={12} aria-hidden />}
                        >
                          {t(note.followUpOn < company.today ? texts.wasFor : texts.nextOn, {
                            day: formats.dayInText(note.followUpOn, 'short'),
                          })}
                        </Chip>
                        {can('parties.save-note') && (
                          <Button kind="quiet" working={finish.isRunning} onPress={() => void done(note)}>
                            {t(texts.markDone)}
                          </Button>
                        )}
                      </>
                    )
                  )}
                </span>
              </p>
              <p className={`note-text ${isMasked ? 'quieter' : ''}`}>{isMasked ? t(texts.noteHidden) : note.text}</p>
            </li>
          ))}
        </ol>
      )}
      {notes.length > shown.length && (
        <Button kind="link" onPress={() => setAll(true)}>
          {t(texts.allNotes, { n: notes.length })}
        </Button>
      )}
    </section>
  )
}
