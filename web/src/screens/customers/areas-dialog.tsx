import { useState } from 'react'
import { useSession } from '../../api/session.tsx'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import type { Card } from './card.ts'
import { texts } from './texts.ts'

/** The wall: the areas named here alone see the customer. */
export function AreasDialog({ card, onClose }: { card: Card; onClose: () => void }) {
  const t = useText()
  const tell = useTell()
  const { areas } = useSession()
  const act = useAct('parties.set-areas', { fresh: true })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(card.businessAreas))
  const save = async () => {
    const done = await act.run({ number: card.number, businessAreas: [...chosen] }).catch(() => null)
    if (!done) return
    tell(t(texts.areasSaved), {
      verb: 'parties.set-areas',
      input: { number: card.number, businessAreas: card.businessAreas },
    })
    onClose()
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: () => void save(), inFields: true }])
  return (
    <Dialog
      title={t(texts.whoSees)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={act.isRunning} onPress={() => void save()}>
            {t(common.save)}
          </Button>
        </>
      }
    >
      <p>{chosen.size === 0 ? t(texts.everybodySees) : t(texts.onlyTheseSee, { n: chosen.size })}</p>
      <div className="checks">
        {areas.map((area) => (
          <CheckField
            key={area.code}
            label={area.name}
            checked={chosen.has(area.code)}
            onChange={(isChosen) => {
              const next = new Set(chosen)
              if (isChosen) next.add(area.code)
              else next.delete(area.code)
              setChosen(next)
            }}
          />
        ))}
      </div>
      <Told error={act.error} />
    </Dialog>
  )
}
