import { ArrowLeft, GripVertical, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../../../api/session.tsx'
import { useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { languageNames, useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { Choice } from '../../../ui/choice.tsx'
import { AmountField, CheckField, CountField, SelectField, TextArea } from '../../../ui/field.tsx'
import { type Channel, channels, isLetter, languages, moved, type Step } from './draft.ts'
import { texts } from './texts.ts'

/** One step: what happens, when, what it may cost by law, how it is sent, in which words. */
export function StepForm({
  step,
  isFirst,
  language,
  onLanguage,
  onChange,
}: {
  step: Step
  isFirst: boolean
  language: (typeof languages)[number]
  onLanguage: (language: (typeof languages)[number]) => void
  onChange: (step: Step) => void
}) {
  const t = useText()
  const word = useWord()
  const { company } = useSession()
  const set = (change: Partial<Step>) => onChange({ ...step, ...change })
  const sends = isLetter(step)
  const text = step.texts?.[language]?.text ?? ''
  return (
    <div className="step-form">
      <div className="row">
        <SelectField
          label={t(texts.kind)}
          value={step.kind}
          options={Object.keys(codes.stepKind).map((kind) => ({ value: kind, label: word('stepKind', kind) }))}
          onChange={(kind) => set({ kind: kind as Step['kind'] })}
        />
        <NumberField
          label={t(isFirst ? texts.daysAfterDue : texts.daysAfterDeadline)}
          value={step.days}
          onChange={(days) => set({ days })}
        />
        {sends && (
          <NumberField
            label={t(texts.deadlineDays)}
            value={step.deadlineDays ?? 14}
            onChange={(deadlineDays) => set({ deadlineDays })}
          />
        )}
      </div>
      {sends && (
        <>
          <div className="row">
            <SelectField
              label={t(texts.fee)}
              value={step.fee ?? 'none'}
              options={Object.keys(codes.dunningFee).map((fee) => ({ value: fee, label: word('dunningFee', fee) }))}
              onChange={(fee) => {
                const { feeAmount: _, ...rest } = step
                onChange({
                  ...rest,
                  fee: fee as Step['fee'],
                  ...(fee === 'fixed' ? { feeAmount: '0.00' } : {}),
                } as Step)
              }}
            />
            {step.fee === 'fixed' && (
              <AmountField
                label={`${t(texts.feeAmount)}, ${company.currency}`}
                value={step.feeAmount ?? ''}
                onChange={(feeAmount) => feeAmount && set({ feeAmount })}
              />
            )}
            <LawsLimit kind={step.kind} />
          </div>
          <CheckField
            label={t(texts.compensation)}
            checked={step.compensation ?? false}
            onChange={(compensation) => set({ compensation })}
          />
          <ChannelOrder value={step.channels ?? []} onChange={(next) => set({ channels: next })} />
          <Choice
            label={t(texts.language)}
            value={language}
            options={languages.map((value) => ({ value, label: languageNames[value] }))}
            onChange={onLanguage}
          />
          <TextArea
            label={t(texts.ownText)}
            rows={4}
            value={text}
            onChange={(next) => {
              const { [language]: _, ...others } = step.texts ?? {}
              set({
                texts: next.trim() ? { ...others, [language]: { ...step.texts?.[language], text: next } } : others,
              })
            }}
          />
        </>
      )}
    </div>
  )
}

export function NumberField({
  label,
  value,
  onChange,
}: {
  label: string
  value: number
  onChange: (value: number) => void
}) {
  return (
    <CountField
      label={label}
      value={String(value)}
      onChange={(count) => count && onChange(Number(count))}
      input={{ className: 'amount' }}
    />
  )
}

/** What the law gives today for such a letter; in countries where it hangs on the amount, the rate that it is reckoned from. */
function LawsLimit({ kind }: { kind: Step['kind'] }) {
  const t = useText()
  const formats = useFormats()
  const { company, can } = useSession()
  const law = useRead('interest.list-law-values', can('interest.list-law-values') ? {} : null, {
    staleMillis: 300_000,
  }).data
  const names = kind === 'reminder' ? ['reminder-fee'] : ['collection-notice-fee', 'reminder-fee']
  const held = (law?.rows ?? []).filter((row) => row.holds && row.from <= company.today && row.amount !== null)
  const row = names
    .map((name) => held.filter((one) => one.name === name).sort((a, b) => (a.from < b.from ? 1 : -1))[0])
    .find(Boolean)
  if (!row) return null
  return (
    <p className="small quiet laws-limit" title={row.source}>
      {t(texts.lawsLimit, { amount: `${formats.amount(row.amount)} ${row.currency}` })}
    </p>
  )
}

/** The order in which ways are tried: dragged, or moved by ←, removed by ⌫ where the focus stands. */
function ChannelOrder({ value, onChange }: { value: readonly Channel[]; onChange: (value: Channel[]) => void }) {
  const t = useText()
  const word = useWord()
  const [dragged, setDragged] = useState<number | null>(null)
  return (
    <fieldset className="channel-order">
      <legend className="label">{t(texts.channels)}</legend>
      <ol>
        {value.map((channel, index) => (
          <li
            key={channel}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              event.dataTransfer.setData('text/x-channel', channel)
              setDragged(index)
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => dragged !== null && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault()
              event.stopPropagation()
              if (dragged !== null) onChange(moved(value, dragged, index))
              setDragged(null)
            }}
          >
            <GripVertical size={12} aria-hidden />
            {index + 1}. {word('channel', channel)}
            {index > 0 && (
              <button
                type="button"
                aria-label={t(texts.sooner, { channel: word('channel', channel) })}
                onClick={() => onChange(moved(value, index, index - 1))}
              >
                <ArrowLeft size={14} aria-hidden />
              </button>
            )}
            {value.length > 1 && (
              <button
                type="button"
                aria-label={t(texts.without, { channel: word('channel', channel) })}
                onClick={() => onChange(value.filter((one) => one !== channel))}
              >
                <X size={14} aria-hidden />
              </button>
            )}
          </li>
        ))}
        {channels
          .filter((channel) => !value.includes(channel))
          .map((channel) => (
            <li key={channel} className="left-out">
              <button type="button" onClick={() => onChange([...value, channel])}>
                <Plus size={12} aria-hidden /> {word('channel', channel)}
              </button>
            </li>
          ))}
      </ol>
    </fieldset>
  )
}
