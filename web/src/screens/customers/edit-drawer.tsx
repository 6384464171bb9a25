import { useEffect, useRef } from 'react'
import type { Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useSharedDraft } from '../../api/use-shared-draft.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { changeTexts } from '../../shell/change-texts.ts'
import { ChangedNotice } from '../../shell/changed-notice.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Banner } from '../../ui/banner.tsx'
import { BothVersions } from '../../ui/both-versions.tsx'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { heldHand, useHandWhen } from '../../ui/give-hand.ts'
import { Told } from '../../ui/told.tsx'
import type { Card } from './card.ts'
import { AddressFields, MoreFields, useColumnProblems } from './customer-fields.tsx'
import { type CustomerForm, changedRow, fieldText, formOf, wasOf } from './customer-form.ts'
import { texts } from './texts.ts'

const fieldNames: Partial<Record<keyof CustomerForm, Phrase>> = {
  name: texts.name,
  identityNumber: texts.identityNumber,
  vatNumber: texts.vatNumber,
  careOf: texts.careOf,
  street: texts.street,
  street2: texts.street2,
  postCode: texts.postCode,
  city: texts.city,
  country: texts.country,
  contactName: texts.contactName,
  phone: texts.phone,
  email: texts.email,
  language: texts.language,
  currency: texts.currency,
  termsDays: texts.terms,
  customerKind: texts.customerKind,
  theirReference: texts.theirReference,
  payerNumber: texts.paidBy,
  freeFields: texts.freeFields,
}

/** The card as a form beside itself; what is typed survives as a draft until it is saved or thrown away. */
export function EditDrawer({ card, onClose }: { card: Card; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { company } = useSession()
  const act = useAct('parties.save', { fresh: true })
  const now = formOf(card, company.country, company.today)
  const draft = useSharedDraft<CustomerForm>(`customer-edit:${card.number}`, now)
  const form = useRef<HTMLFormElement>(null)
  const isBoth = draft.conflicts.length > 0
  // Both versions stand beside each other: that one was changed is told by them.
  const told = ((act.error?.unreachable ? [] : act.error?.problems) ?? ([] as Problem[])).filter(
    ({ code }) => !(isBoth && code === 'party.changed-meanwhile'),
  )
  const problems = useColumnProblems(told)
  const row = changedRow(now, draft.value)
  const change = draft.set
  useHandWhen(draft.isReady, () => form.current?.querySelector('input'))
  const giveWrong = useRef<ReturnType<typeof heldHand>>(null)
  useEffect(() => {
    if (act.error) giveWrong.current?.(form.current?.querySelector<HTMLElement>('[aria-invalid=true]'))
  }, [act.error])
  const save = async () => {
    if (!row || act.isRunning || draft.conflicts.length > 0) return
    const back = changedRow(draft.value, now)
    giveWrong.current = heldHand()
    const done = await act.run({ rows: [{ ...row, was: wasOf(row, now) }] }).catch(() => null)
    if (!done) return
    await draft.discard()
    tell(
      t(texts.customerSaved, { name: draft.value.name }),
      back ? { verb: 'parties.save', input: { rows: [{ ...back, was: wasOf(back, draft.value) }] } } : null,
    )
    onClose()
  }
  const throwAway = async () => {
    await draft.discard()
    onClose()
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void save(), inFields: true }])
  const fields = { form: draft.value, onChange: change, problemOf: problems.of }
  return (
    <Drawer title={t(texts.editCustomer)} onClose={onClose}>
      <form
        ref={form}
        className="form drawer-form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <BothVersions
          fields={draft.conflicts
            .filter((field) => field !== 'payerName')
            .map((field) => ({
              key: field,
              label: t(fieldNames[field] ?? texts.name),
              theirs: fieldText(now, field),
              mine: fieldText(draft.value, field),
              onTheirs: () => draft.takeTheirs(field),
              onMine: () => draft.keepMine(field),
            }))}
        />
        {!isBoth &&
          (draft.isOverwritten ? (
            <Banner tone="warn">{t(texts.draftElsewhere)}</Banner>
          ) : (
            <ChangedNotice subjects={[card.id]} isTyped />
          ))}
        <TextField
          label={t(texts.name)}
          value={draft.value.name}
          onChange={(name) => change({ name })}
          error={problems.of('name')}
          input={{ autoComplete: 'off' }}
        />
        <TextField
          label={t(texts.identityNumber)}
          value={draft.value.identityNumber}
          onChange={(identityNumber) => change({ identityNumber })}
          error={problems.of('identityNumber')}
          input={{ autoComplete: 'off' }}
        />
        <AddressFields {...fields} />
        <MoreFields {...fields} isNew={false} />
        {act.error?.unreachable && <Told error={act.error} onAgain={() => void save()} />}
        {problems.rest.length > 0 && (
          <Banner tone="bad">
            {problems.rest.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </Banner>
        )}
        <div className="form-acts sticky-acts">
          {draft.savedAt && (
            <span className="quieter small">
              {t(common.draftSaved, { time: formats.time(draft.savedAt.toISOString()) })}
            </span>
          )}
          <Button kind="quiet" onPress={() => void throwAway()}>
            {t(common.cancel)}
          </Button>
          <Button
            kind="primary"
            type="submit"
            keyCap="Ctrl+Enter"
            working={act.isRunning}
            notNow={(!row && t(texts.nothingChanged)) || (draft.conflicts.length > 0 && t(changeTexts.both))}
          >
            {t(common.save)}
          </Button>
        </div>
      </form>
    </Drawer>
  )
}
