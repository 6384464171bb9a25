import { useSession } from '../../api/session.tsx'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'
import { Banner } from '../../ui/banner.tsx'
import { ButtonLink } from '../../ui/button.tsx'

const texts = {
  used: {
    sv: [
      '{n} rad använder {percent} %, som ingen har kontrollerat: {source}',
      '{n} rader använder {percent} %, som ingen har kontrollerat: {source}',
    ],
    nb: [
      '{n} rad bruker {percent} %, som ingen har kontrollert: {source}',
      '{n} rader bruker {percent} %, som ingen har kontrollert: {source}',
    ],
    bg: [
      '{n} ред е с лихва {percent} %, която никой не е проверил: {source}',
      '{n} реда са с лихва {percent} %, която никой не е проверил: {source}',
    ],
    en: [
      '{n} row uses {percent} %, which nobody has looked up: {source}',
      '{n} rows use {percent} %, which nobody has looked up: {source}',
    ],
  },
  missing: {
    sv: ['{n} rad väntar på en sats som saknas.', '{n} rader väntar på en sats som saknas.'],
    nb: ['{n} rad venter på en sats som mangler.', '{n} rader venter på en sats som mangler.'],
    bg: ['{n} ред чака липсваща ставка.', '{n} реда чакат липсваща ставка.'],
    en: ['{n} row waits for a rate that is missing.', '{n} rows wait for a rate that is missing.'],
  },
  open: { sv: 'Lag och satser', nb: 'Lov og satser', bg: 'Закон и ставки', en: 'Law and rates' },
} satisfies Phrases

/** Rates that a run used and nobody has seen in their source, each with where it was taken from. */
export function UnverifiedRates({ rates }: { rates: readonly { percent: string; source: string; rows: number }[] }) {
  const t = useText()
  const formats = useFormats()
  return rates.map(({ percent, source, rows }) => (
    <div key={`${percent} ${source}`} className="section run-told">
      <Banner tone="warn" act={<ToLaw />}>
        {t(texts.used, { n: rows, percent: formats.amount(percent), source })}
      </Banner>
    </div>
  ))
}

/** Rows that cannot be worked out before somebody adds a rate or an amount of the law; the way to do so. */
export function MissingRates({ rows }: { rows: number }) {
  const t = useText()
  return rows > 0 ? (
    <div className="section run-told">
      <Banner tone="warn" act={<ToLaw />}>
        {t(texts.missing, { n: rows })}
      </Banner>
    </div>
  ) : null
}

function ToLaw() {
  const t = useText()
  const { company, can } = useSession()
  return can('interest.list-law-values') ? (
    <ButtonLink to="/companies/$company/law" params={{ company: company.code }}>
      {t(texts.open)}
    </ButtonLink>
  ) : null
}
