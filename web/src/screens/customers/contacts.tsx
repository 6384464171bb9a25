import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { useSession } from '../../api/session.tsx'
import { useKeptFields } from '../../api/use-kept-fields.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { heldHand } from '../../ui/give-hand.ts'
import { Told } from '../../ui/told.tsx'
import type { Card, Contact } from './card.ts'
import { texts } from './texts.ts'

const blank = { name: '', phone: '', email: '', role: '' }

export function Contacts({ card }: { card: Card }) {
  const t = useText()
  const tell = useTell()
  const { can } = useSession()
  const act = useAct('parties.save-contact', { fresh: true })
  // Open again after a reload, with what was typed.
  const kept = useKeptFields(`contact:${card.number}`)
  const [form, setForm] = kept.field<(typeof blank & { contactId?: string }) | null>('form', null)
  const holder = useRef<HTMLElement>(null)
  const may = can('parties.save-contact') && !card.party.forgotten
  if (card.contacts.length === 0 && !may) return null
  const close = (give = heldHand()) => {
    void kept.discard()
    requestAnimationFrame(() => give(holder.current?.querySelector<HTMLElement>('[data-add]')?.querySelector('button')))
  }
  const save = async () => {
    if (!form || form.name.trim() === '' || act.isRunning) return
    const { contactId, ...fields } = form
    const give = heldHand()
    const done = await act
      .run({ number: card.number, ...fields, ...(contactId ? { contactId } : {}) })
      .catch(() => null)
    if (!done) return
    tell(
      t(texts.contactSaved, { name: form.name }),
      contactId
        ? null
        : { verb: 'parties.save-contact', input: { number: card.number, contactId: done.contactId, remove: true } },
    )
    close(give)
  }
  const remove = async (contact: Contact) => {
    const done = await act.run({ number: card.number, contactId: contact.id, remove: true }).catch(() => null)
    if (!done) return
    const { id: _, ...fields } = contact
    tell(t(texts.contactRemoved, { name: contact.name }), {
      verb: 'parties.save-contact',
      input: { number: card.number, ...fields },
    })
  }
  return (
    <section className="section" ref={holder}>
      <header>
        <h3>{t(texts.contacts)}</h3>
        {may && !form && (
          <span data-add>
            <Button kind="link" icon={<Plus size={14} aria-hidden />} onPress={() => setForm(blank)}>
              {t(common.add)}
            </Button>
          </span>
        )}
      </header>
      {card.contacts.length === 0 && !form && <p className="quiet">{t(texts.noContacts)}</p>}
      <ul className="contact-list">
        {card.contacts.map((contact) => (
          <li key={contact.id}>
            <span>
              <button
                type="button"
                className="button link"
                aria-disabled={!may || undefined}
                onClick={() =>
                  may &&
                  setForm({
                    contactId: contact.id,
                    name: contact.name,
                    phone: contact.phone ?? '',
                    email: contact.email ?? '',
                    role: contact.role ?? '',
                  })
                }
              >
                {contact.name}
              </button>
              <span className="small quiet line">
                {[contact.role, contact.phone, contact.email].filter(Boolean).join(' · ')}
              </span>
            </span>
            {may && (
              <Button
                kind="quiet"
                name={`${t(common.remove)}: ${contact.name}`}
                icon={<X size={14} aria-hidden />}
                onPress={() => void remove(contact)}
              />
            )}
          </li>
        ))}
      </ul>
      <Told error={act.error} />
      {form && (
        <form
          className="channel-form"
          aria-label={t(texts.contacts)}
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            event.stopPropagation()
            close()
          }}
        >
          <TextField
            label={t(texts.name)}
            value={form.name}
            onChange={(name) => setForm({ ...form, name })}
            input={{ autoFocus: true, autoComplete: 'off' }}
          />
          <div className="row">
            <TextField
              label={t(texts.phone)}
              value={form.phone}
              onChange={(phone) => setForm({ ...form, phone })}
              input={{ type: 'tel', autoComplete: 'off' }}
            />
            <TextField
              label={t(texts.role)}
              value={form.role}
              onChange={(role) => setForm({ ...form, role })}
              input={{ autoComplete: 'off' }}
            />
          </div>
          <TextField
            label={t(texts.email)}
            value={form.email}
            onChange={(email) => setForm({ ...form, email })}
            input={{ type: 'email', autoComplete: 'off' }}
          />
          <div className="form-acts">
            <Button kind="quiet" onPress={() => close()}>
              {t(common.cancel)}
            </Button>
            <Button
              kind="primary"
              type="submit"
              keyCap="Enter"
              working={act.isRunning}
              notNow={form.name.trim() === '' && t(texts.nameMissing)}
            >
              {t(common.save)}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}
