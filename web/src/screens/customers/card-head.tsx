import { Eye, EyeOff, Lock, ShieldAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Output } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { languageNames, useFormats, useText } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { useWord } from '../../lang/use-word.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Menu } from '../../ui/menu.tsx'
import { type Asked, addressLine, type Card, currentAddress, shownIdentity } from './card.ts'
import { texts } from './texts.ts'

type Revealed = Output<'parties.reveal'>

interface Props {
  /** As everybody sees it. */
  card: Card
  /** As it is shown now. */
  shown: Card
  revealed: Revealed | null
  onRevealed: (revealed: Revealed | null) => void
  onAsk: (asked: Asked) => void
  onInvoice: () => void
  onNote: () => void
  onStatement: () => void
  onEdit: () => void
  onClose: () => void
}

export function CardHead({
  card,
  shown,
  revealed,
  onRevealed,
  onAsk,
  onInvoice,
  onNote,
  onStatement,
  onEdit,
  onClose,
}: Props) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { can, seesAllAreas } = useSession()
  const { number, party } = card
  const isProtected = party.protection !== 'none'
  const isHidden = isProtected && !revealed
  const isClosed = party.closedOn !== null
  const wall = !seesAllAreas && t(texts.needsAllAreas)
  return (
    <header className="card-head">
      <div className="card-who">
        <span className={`avatar ${isProtected ? 'shut' : ''}`} aria-hidden>
          {isHidden ? <Lock size={18} /> : initialsOf(shown.name)}
        </span>
        <div>
          <h2>
            {isHidden ? t(texts.protectedCustomer, { number }) : shown.name}
            <span className="pills">
              {isProtected ? (
                <Chip tone="bad" icon={<Lock size={12} aria-hidden />}>
                  {word('protection', party.protection)}
                </Chip>
              ) : (
                <Chip>{word('partyKind', party.kind)}</Chip>
              )}
              {isClosed && <Chip tone="outlined">{t(texts.closedOn, { day: formats.day(party.closedOn) })}</Chip>}
              {party.forgotten && <Chip tone="outlined">{t(texts.forgotten)}</Chip>}
            </span>
          </h2>
          <p className="card-facts quiet">
            {isHidden ? (
              <>
                <span>{t(texts.notShownHere)}</span>
                <span>{word('partyKind', party.kind)}</span>
              </>
            ) : (
              <>
                <span>{t(texts.customerOf, { number })}</span>
                {shownIdentity(shown.party) && <span className="figures">{shownIdentity(shown.party)}</span>}
                {addressLine(currentAddress(shown)) && <span>{addressLine(currentAddress(shown))}</span>}
              </>
            )}
            <span>{languageNames[party.language as Language]}</span>
            {card.mergedFrom.length > 0 && <span>{t(texts.formerly, { numbers: card.mergedFrom.join(', ') })}</span>}
          </p>
        </div>
        <div className="acts no-print">
          {isProtected ? (
            revealed ? (
              <Countdown revealed={revealed} onOver={() => onRevealed(null)} />
            ) : can('parties.reveal') ? (
              <Button icon={<Eye size={16} aria-hidden />} onPress={() => onAsk('reveal')}>
                {t(texts.showFor60)}
              </Button>
            ) : (
              <span className="quiet why-not">{t(texts.mayNotReveal)}</span>
            )
          ) : (
            can('reports.statement-pdf') && (
              <Button keyCap="U" onPress={onStatement}>
                {t(texts.statement)}
              </Button>
            )
          )}
          {can('parties.save-note') && !isProtected && (
            <Button keyCap="N" onPress={onNote}>
              {t(texts.note)}
            </Button>
          )}
          {can('invoicing.invoice-now') && (
            <Button keyCap="F" notNow={isClosed && t(texts.closedTakesNone)} onPress={onInvoice}>
              {t(texts.newInvoice)}
            </Button>
          )}
          <Menu
            entries={[
              can('parties.save') && !isProtected && { label: t(texts.editCustomer), run: onEdit },
              can('parties.close') && { label: t(isClosed ? texts.openAgain : texts.closeCustomer), run: onClose },
              can('parties.set-areas') && {
                label: t(texts.whoSees),
                run: () => onAsk('areas'),
                notNow: wall,
              },
              can('parties.merge') && {
                label: t(texts.mergeWith),
                run: () => onAsk('merge'),
                notNow: wall,
              },
              ...(can('parties.undo-merge') ? card.mergedFrom : []).map((from) => ({
                label: t(texts.unmerge, { from }),
                run: () => onAsk(`unmerge:${from}`),
                notNow: wall,
              })),
              can('parties.set-protection') &&
                party.kind === 'person' && { label: t(texts.protection), run: () => onAsk('protection') },
              can('parties.forget') && {
                label: t(texts.forget),
                run: () => onAsk('forget'),
                destructive: true,
                notNow: party.forgotten ? t(texts.forgotten) : false,
              },
            ]}
          />
        </div>
      </div>
      {isProtected && (
        <div className="banner bad protected-banner" role="note">
          <ShieldAlert size={16} aria-hidden />
          <div>
            <strong>{t(party.forwardingFrom ? texts.onlyByPost : texts.noForwarding)}</strong> {t(texts.allElseShut)}
          </div>
          {card.lastLook && (
            <span className="quiet">
              {t(texts.lastShown, {
                at: formats.instant(card.lastLook.at),
                by: card.lastLook.by ?? t(texts.theProgram),
              })}
            </span>
          )}
        </div>
      )}
      {party.kind === 'internal' && <p className="quiet">{t(texts.internalOne)}</p>}
      {isClosed && !can('parties.close') && <p className="quiet">{t(common.mayNot)}</p>}
    </header>
  )
}

/** Seconds left of what is shown; read out once at the start, not every second. */
function Countdown({ revealed, onOver }: { revealed: Revealed; onOver: () => void }) {
  const t = useText()
  const [seconds, setSeconds] = useState(revealed.seconds)
  const over = useRef(onOver)
  over.current = onOver
  useEffect(() => {
    // From when it came: the clocks of the two machines may differ.
    const end = Date.now() + revealed.seconds * 1000
    const timer = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000)
      setSeconds(left)
      if (left <= 0) over.current()
    }, 250)
    return () => clearInterval(timer)
  }, [revealed])
  return (
    <span className="countdown">
      <span className="unseen" role="status">
        {t(texts.shownFor60)}
      </span>
      <span className="figures strong" aria-hidden>
        {t(texts.secondsLeft, { n: Math.max(seconds, 0) })}
      </span>
      <Button icon={<EyeOff size={16} aria-hidden />} keyCap="Escape" onPress={onOver}>
        {t(texts.hideNow)}
      </Button>
    </span>
  )
}

const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word))
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)![0] ?? '') : ''}`
}
