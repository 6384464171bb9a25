import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { Key } from '../../ui/key.tsx'
import { Sign } from './desk-payment.tsx'
import { desk as texts } from './desk-texts.ts'
import { type Candidate, type DeskPayment, reasonsOf, sayEffect, sayItems } from './say-evidence.ts'

/** What lies open beside the payment where no candidate is taken; null: the candidates. */
export type Pane =
  | { name: 'divide'; party: string | null }
  | { name: 'search' }
  | { name: 'whose' }
  | { name: 'pay-back' }
  | { name: 'note' }
  | null

export interface May {
  accept: boolean
  onAccount: boolean
  divide: boolean
  payBack: boolean
  refuse: boolean
  search: boolean
  note: boolean
}
const tones: Record<Candidate['certainty'], Tone> = { 'very-likely': 'good', possible: 'neutral', weak: 'neutral' }

/** Ranked candidates with what speaks for and against each; on the chosen one what accepting does. Below: the other ways. */
export function DeskCandidates({
  payment,
  chosen,
  onChoose,
  onAccept,
  onLinkRefund,
  may,
  onPane,
  onAccount,
  onRefuse,
}: {
  payment: DeskPayment | null
  chosen: number
  onChoose: (index: number) => void
  onAccept: (candidate: Candidate) => void
  onLinkRefund: (() => void) | null
  may: May
  onPane: (pane: Pane) => void
  onAccount: () => void
  onRefuse: () => void
}) {
  const t = useText()
  const candidates = payment?.candidates ?? []
  return (
    <>
      <header className="desk-side-head">
        <h2>{t(texts.candidates)}</h2>
        {may.search && (
          <button type="button" className="button link search-all" onClick={() => onPane({ name: 'search' })}>
            <Key name="/" />
            {t(texts.searchAll)}
          </button>
        )}
      </header>
      {payment && candidates.length === 0 && (
        <div className="no-candidate">
          <p className="strong">{t(texts.noCandidate)}</p>
          <p className="quiet">{t(texts.noCandidateWhy)}</p>
          {onLinkRefund && (
            <Button kind="primary" keyCap="Enter" onPress={onLinkRefund}>
              {t(texts.link)}
            </Button>
          )}
        </div>
      )}
      <ol className="candidates">
        {payment &&
          candidates.map((candidate, index) => (
            <Card
              key={candidate.items.map(({ itemId }) => itemId).join(' ')}
              payment={payment}
              candidate={candidate}
              index={index}
              isChosen={index === chosen}
              onChoose={() => onChoose(index)}
              onAccept={() => onAccept(candidate)}
              mayNot={may.accept ? null : t(common.mayNot)}
            />
          ))}
      </ol>
      {payment && (
        <section className="other-ways" aria-label={t(texts.otherWays)}>
          {candidates.length > 0 && <p className="quiet">{t(texts.noneOfThem)}</p>}
          {candidates.length > 0 && may.refuse && (
            <Way letter="Backspace" label={t(texts.notThis)} onPress={onRefuse} />
          )}
          {may.onAccount && (
            <Way letter="A" label={t(texts.onAccount)} what={t(texts.onAccountWhat)} onPress={onAccount} />
          )}
          {may.divide && (
            <Way
              letter="D"
              label={t(texts.divide)}
              what={t(texts.divideWhat)}
              onPress={() => onPane({ name: 'divide', party: candidates[chosen]?.party.id ?? null })}
            />
          )}
          {may.payBack && (
            <Way
              letter="R"
              label={t(texts.payBack)}
              what={t(texts.payBackWhat)}
              onPress={() => onPane({ name: 'pay-back' })}
            />
          )}
          {may.note && <Way letter="N" label={t(texts.note)} onPress={() => onPane({ name: 'note' })} />}
        </section>
      )}
    </>
  )
}

function Card({
  payment,
  candidate,
  index,
  isChosen,
  onChoose,
  onAccept,
  mayNot,
}: {
  payment: DeskPayment
  candidate: Candidate
  index: number
  isChosen: boolean
  onChoose: () => void
  onAccept: () => void
  mayNot: string | null
}) {
  const t = useText()
  const formats = useFormats()
  const { items, party, certainty } = candidate
  const numbers = items.map(({ number }) => number)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: figures choose it by key
    <li className="candidate" aria-current={isChosen || undefined} onClick={onChoose}>
      <div className="candidate-body">
        <header>
          <Key name={String(index + 1)} />
          <h3>{party.name}</h3>
          <Chip tone={tones[certainty]}>{capital(t(codes.matchCertainty[certainty]))}</Chip>
        </header>
        {items.length === 1 ? (
          <p className="candidate-item">
            <span className="quiet">{sayItems(t, numbers)}</span>
            <span className="figures strong">{formats.amount(items[0]!.open)}</span>
          </p>
        ) : (
          <ul className="candidate-items">
            {items.map((item) => (
              <li key={item.itemId} className="candidate-item">
                <span className="quiet">{item.number}</span>
                <span className="figures strong">{formats.amount(item.amount)}</span>
              </li>
            ))}
          </ul>
        )}
        <ul className="reasons">
          {reasonsOf(t, formats, payment, candidate).map(({ key, speaks, text }) => (
            <li key={key} className={speaks}>
              <Sign speaks={speaks} />
              {text}
            </li>
          ))}
        </ul>
      </div>
      {isChosen && (
        <footer>
          <p>{sayEffect(t, formats, candidate.effect, payment.currency).join(' ')}</p>
          <Button kind="primary" keyCap="Enter" notNow={mayNot} onPress={onAccept}>
            {t(texts.acceptThis)}
          </Button>
        </footer>
      )}
    </li>
  )
}

const Way = ({
  letter,
  label,
  what,
  onPress,
}: {
  letter: string
  label: string
  what?: string
  onPress: () => void
}) => (
  <button type="button" className="way" onClick={onPress}>
    <Key name={letter} />
    <span className="strong">{label}</span>
    {what && <span className="quiet">{what}</span>}
  </button>
)

const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1)
