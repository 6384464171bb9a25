import { useState } from 'react'
import { useSession } from '../../api/session.tsx'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useWord } from '../../lang/use-word.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import type { Card } from './card.ts'
import { texts } from './texts.ts'

type Level = 'none' | 'secrecy-marked' | 'protected-registration'

/** Raising takes addresses, contacts and electronic channels away at once; that is told before. */
export function ProtectionDialog({ card, onClose }: { card: Card; onClose: () => void }) {
  const t = useText()
  const word = useWord()
  const tell = useTell()
  const { can } = useSession()
  const act = useAct('parties.set-protection', { fresh: true })
  const before = card.party.protection as Level
  const [level, setLevel] = useState<Level>(before === 'none' ? 'secrecy-marked' : before)
  const [source, setSource] = useState('')
  const [address, setAddress] = useState({ careOf: '', street: '', postCode: '', city: '' })
  const hasAddress = Object.values(address).some((part) => part.trim() !== '')
  const whyNot =
    source.trim() === '' ? t(texts.sourceFirst) : level === before && !hasAddress ? t(texts.nothingChanged) : null
  const save = async () => {
    if (whyNot || act.isRunning) return
    const done = await act
      .run({
        number: card.number,
        protection: level,
        source: source.trim(),
        ...(hasAddress && level !== 'none' ? { forwardingAddress: address } : {}),
      })
      .catch(() => null)
    if (!done) return
    tell(t(level === 'none' ? texts.protectionEnded : texts.protectionSet, { number: card.number }))
    onClose()
  }
  const field = (key: keyof typeof address, label: string) => (
    <TextField
      label={label}
      value={address[key]}
      onChange={(value) => setAddress({ ...address, [key]: value })}
      input={{ autoComplete: 'off' }}
    />
  )
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void save(), inFields: true }])
  return (
    <Dialog
      title={t(texts.protection)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button
            kind="primary"
            keyCap="Ctrl+Enter"
            working={act.isRunning}
            notNow={whyNot}
            onPress={() => void save()}
          >
            {t(level === 'none' ? texts.endProtection : texts.protect)}
          </Button>
        </>
      }
    >
      <SelectField
        label={t(texts.protection)}
        value={level}
        onChange={(value) => setLevel(value as Level)}
        options={(['none', 'secrecy-marked', 'protected-registration'] as const).map((value) => ({
          value,
          label: word('protection', value),
        }))}
      />
      <TextField
        label={t(texts.protectionSource)}
        value={source}
        onChange={setSource}
        hint={t(texts.protectionSourceHint)}
        input={{ autoComplete: 'off', maxLength: 200 }}
      />
      {level !== 'none' && (
        <>
          <p className="strong">{t(texts.forwardingAddress)}</p>
          <div className="row">
            {field('careOf', t(texts.careOf))}
            {field('street', t(texts.street))}
          </div>
          <div className="row">
            {field('postCode', t(texts.postCode))}
            {field('city', t(texts.city))}
          </div>
        </>
      )}
      {before === 'none' && level !== 'none' && <Banner tone="warn">{t(texts.protectionTakes)}</Banner>}
      {before !== 'none' && level === 'none' && <Banner tone="warn">{t(texts.protectionBringsNothing)}</Banner>}
      {!can('parties.read-protected') && level !== 'none' && <p className="quiet">{t(texts.youWillNotSee)}</p>}
      <Told error={act.error} />
    </Dialog>
  )
}
