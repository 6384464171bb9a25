import { type ReactNode, useRef } from 'react'
import { useText } from '../lang/language.tsx'
import { changeTexts } from '../shell/change-texts.ts'
import { Button } from './button.tsx'

/** Fields that two persons have changed, both versions beside each other; nothing is saved before each is chosen. */
export function BothVersions({
  fields,
}: {
  fields: readonly {
    key: string
    label: string
    theirs: ReactNode
    mine: ReactNode
    onTheirs: () => void
    onMine: () => void
  }[]
}) {
  const t = useText()
  const section = useRef<HTMLElement>(null)
  if (fields.length === 0) return null
  // The hand goes on to the next one, or to what saves.
  const goOn = () =>
    requestAnimationFrame(() =>
      (
        section.current?.querySelector<HTMLElement>('button') ??
        document.querySelector<HTMLElement>('.button.primary[type=submit], .form-acts .button.primary')
      )?.focus(),
    )
  return (
    <section ref={section} className="both" role="alert" aria-label={t(changeTexts.both)}>
      <p className="strong">{t(changeTexts.both)}</p>
      {fields.map(({ key, label, theirs, mine, onTheirs, onMine }) => (
        <fieldset key={key}>
          <legend>{label}</legend>
          <div>
            <span className="quiet small">{t(changeTexts.theirs)}</span>
            <span className="what">{theirs || <span className="quieter">{t(changeTexts.nothing)}</span>}</span>
            <Button
              onPress={() => {
                onTheirs()
                goOn()
              }}
            >
              {t(changeTexts.takeTheirs)}
            </Button>
          </div>
          <div>
            <span className="quiet small">{t(changeTexts.mine)}</span>
            <span className="what">{mine || <span className="quieter">{t(changeTexts.nothing)}</span>}</span>
            <Button
              onPress={() => {
                onMine()
                goOn()
              }}
            >
              {t(changeTexts.keepMine)}
            </Button>
          </div>
        </fieldset>
      ))}
    </section>
  )
}
