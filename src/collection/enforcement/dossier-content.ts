import { addressLines } from '../../delivery/pdf/address-lines.ts'
import type { DossierSheet } from '../../delivery/pdf/dossier-sheet.ts'
import type { Fact } from '../../delivery/pdf/facts.ts'
import { accountFact, sortedAccounts } from '../../delivery/pdf/facts.ts'
import { baseSheet, dateOf, shortened } from '../../delivery/pdf/sheet.ts'
import { textsOf } from '../../delivery/pdf/texts.ts'
import { writeAmount, writeDay, writeMoney, writeOrganisationNumber } from '../../delivery/pdf/write-figures.ts'
import type { Country, Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import { representativeOf } from '../agencies.ts'
import { caseName } from '../open-cases.ts'
import type { Dossier } from './read-dossier.ts'

/** The language of the court. */
const languages: Record<Country, Language> = { SE: 'sv', NO: 'nb', BG: 'bg' }

/** What stands on the application. Pure. */
export function dossierContent(dossier: Dossier): DossierSheet {
  const { applicant, respondent, currency } = dossier
  const country = applicant.country
  const language = languages[country]
  const say = words[country]
  const dated = datedIn(language)
  const money = (amount: bigint) => writeAmount(amount, currency, language)
  const sum = (wanted: (kind: string) => boolean) =>
    dossier.claims.reduce((total, claim) => (wanted(claim.kind) ? total + claim.amount : total), 0n)
  const total = sum(() => true)
  const interest = sum((kind) => kind === 'interest')
  const isCourt = (kind: string) => kind === 'court-fee' || kind === 'representation'
  const representative = representativeOf(dossier.court)
  const contact = applicant.contact
  const texts = textsOf(country, language)
  const account = sortedAccounts({ seller: applicant, currency, payment: dossier })[0]
  return {
    ...baseSheet(
      {
        language,
        seller: applicant,
        businessArea: dossier.businessArea ? { name: dossier.businessArea } : null,
        layout: null,
      },
      texts,
      null,
    ),
    title: `${say.title} ${caseName(dossier.number)}`,
    description: `${say.title} ${caseName(dossier.number)}, ${applicant.name}`,
    date: dateOf(dossier.openedOn),
    names: say.under ? [say.title, say.under] : [say.title],
    number: caseName(dossier.number),
    mark: null,
    running: [shortened(`${say.title} ${caseName(dossier.number)}`), shortened(applicant.name)],
    attachment: null,
    slip: null,
    facts: facts([
      [say.to, dossier.court.name],
      [say.date, writeDay(dossier.openedOn, language)],
      [say.ourReference, caseName(dossier.number)],
      [say.courtNumber, dossier.courtNumber],
    ]),
    strip: facts([
      [say.total, writeMoney(total, currency, language)],
      [say.capital, money(sum((kind) => kind === 'capital'))],
      // Where it runs from its first day it is no sum: nought would say that none is asked for.
      [say.interest, interest > 0n ? money(interest) : null],
      [say.costs, money(sum((kind) => kind !== 'capital' && kind !== 'interest'))],
    ]),
    parties: [
      {
        label: say.applicant,
        name: applicant.name,
        lines: addressLines(applicant, applicant).slice(1),
        facts: facts([
          [say.organisationNumber, number(applicant.organisationNumber ?? null, country)],
          [say.representative, representative ? `${representative.name}, ${representative.number}` : null],
          // Who may sign, and where to pay: чл. 127 ГПК and the form of чл. 410 ask for both, the Swedish form for the second.
          [texts.responsiblePerson, country === 'BG' ? (applicant.responsiblePerson ?? null) : null],
          ...(account ? [accountFact(account, texts)] : []),
          [say.contact, [contact?.name, contact?.phone, contact?.email].filter(Boolean).join(', ')],
        ]),
      },
      {
        label: say.respondent,
        name: respondent.legalName ?? respondent.name,
        lines: addressLines(respondent, applicant).slice(1),
        facts: facts([
          [
            dossier.isPerson ? say.personalNumber : say.organisationNumber,
            dossier.isPerson ? dossier.respondentNumber : number(dossier.respondentNumber, country),
          ],
        ]),
      },
    ],
    claimsTitle: say.claims,
    claims: dossier.claims.map((claim) => ({
      no: String(claim.no),
      kind: say.kinds[claim.kind] ?? claim.kind,
      amount: money(claim.amount),
      ground: dated(claim.ground),
      details: [
        claim.interestText && dated(claim.interestText),
        claim.source ? `${say.source}: ${claim.source}` : null,
      ].filter((text): text is string => Boolean(text)),
    })),
    totals: [
      { label: say.claimed, amount: money(total - sum(isCourt)), strong: false },
      { label: say.proceedings, amount: money(sum(isCourt)), strong: false },
      { label: say.total, amount: writeMoney(total, currency, language), strong: true },
    ],
    sections: [
      ...(dossier.payments.length > 0
        ? [
            {
              title: say.payments,
              rows: dossier.payments.map((payment) => [writeDay(payment.on, language), money(payment.amount)]),
              text: null,
            },
          ]
        : []),
      { title: say.declaration, rows: null, text: say.declared },
      ...(dossier.attachments.length > 0
        ? [
            {
              title: say.attachments,
              rows: dossier.attachments.map((one) => [
                attachmentMark(dossier, one.no),
                say.documents[one.kind] + (one.number ? ` ${one.number}` : ''),
                writeDay(one.on, language),
              ]),
              text: null,
            },
          ]
        : []),
    ],
    signature: { label: say.signature, place: say.place },
  }
}

/** What an attachment bears, in the list and on its first page: "Bilag 2"; in Bulgaria its number. */
export const attachmentMark = (dossier: Dossier, no: number): string =>
  [words[dossier.applicant.country].attachment, no].filter(Boolean).join(' ')

/** Stored with days as data; on paper they stand as the country writes them, a full stop once. */
const datedIn =
  (language: Language) =>
  (text: string): string =>
    text.replace(/\b(\d{4}-\d{2}-\d{2})\b(\.?)/g, (_, day: string, stop: string) => {
      const written = writeDay(day as Day, language)
      return written.endsWith('.') ? written : written + stop
    })

const facts = (candidates: [string, string | null][]): Fact[] =>
  candidates.filter((fact): fact is Fact => Boolean(fact[1]))

const number = (text: string | null, country: string): string | null =>
  text === null ? null : writeOrganisationNumber(text, country)

interface Words {
  title: string
  under?: string
  to: string
  date: string
  ourReference: string
  courtNumber: string
  total: string
  capital: string
  interest: string
  costs: string
  applicant: string
  respondent: string
  representative: string
  contact: string
  organisationNumber: string
  personalNumber: string
  claims: string
  source: string
  claimed: string
  proceedings: string
  payments: string
  declaration: string
  declared: string
  signature: string
  place: string
  attachments: string
  /** Latin letters alone: it is stamped on pages. */
  attachment: string
  documents: Record<Dossier['attachments'][number]['kind'], string>
  kinds: Record<string, string>
}

const words: Record<Country, Words> = {
  SE: {
    title: 'Ansökan om betalningsföreläggande',
    to: 'Till',
    date: 'Datum',
    ourReference: 'Sökandens referens',
    courtNumber: 'Målnummer',
    total: 'Yrkat belopp',
    capital: 'Kapital',
    interest: 'Ränta',
    costs: 'Kostnader',
    applicant: 'Sökande',
    respondent: 'Svarande',
    representative: 'Ombud',
    contact: 'Kontakt',
    organisationNumber: 'Organisationsnummer',
    personalNumber: 'Personnummer',
    claims: 'Yrkanden och grund',
    source: 'Källa',
    claimed: 'Fordran',
    proceedings: 'Kostnader i målet',
    payments: 'Tidigare betalningar (avräknade)',
    declaration: 'Sökandens uppgifter',
    declared:
      'Fordran är förfallen till betalning. Den är, såvitt sökanden känner till, inte tvistig. Sökanden begär att svaranden föreläggs att betala de yrkade beloppen med ränta enligt ovan.',
    signature: 'Underskrift och namnförtydligande',
    place: 'Ort och datum',
    attachments: 'Bilagor',
    attachment: 'Bilaga',
    documents: {
      invoice: 'Faktura',
      reminder: 'Betalningspåminnelse',
      'collection-notice': 'Inkassokrav',
      'payment-demand': 'Betalningsuppmaning',
    },
    kinds: {
      capital: 'Kapitalbelopp',
      interest: 'Ränta',
      reminder: 'Ersättning för betalningspåminnelse',
      collection: 'Ersättning för inkassokrav',
      compensation: 'Förseningsersättning',
      plan: 'Ersättning för amorteringsplan',
      'court-fee': 'Ansökningsavgift',
      representation: 'Ersättning för ombud eller eget arbete',
      other: 'Övrig kostnad',
    },
  },
  NO: {
    title: 'Forliksklage',
    to: 'Til',
    date: 'Dato',
    ourReference: 'Klagerens referanse',
    courtNumber: 'Saksnummer',
    total: 'Samlet krav',
    capital: 'Hovedstol',
    interest: 'Renter',
    costs: 'Omkostninger',
    applicant: 'Klager',
    respondent: 'Klagemotpart',
    representative: 'Prosessfullmektig',
    contact: 'Kontakt',
    organisationNumber: 'Organisasjonsnummer',
    personalNumber: 'Fødselsnummer',
    claims: 'Krav og grunnlag',
    source: 'Kilde',
    claimed: 'Krav',
    proceedings: 'Sakskostnader',
    payments: 'Tidligere betalinger (trukket fra)',
    declaration: 'Påstand',
    declared:
      // Tvisteloven §§ 5-2, 6-3 and the form of the conciliation boards: what is asked for, that it was told before, judgment by default.
      'Klagemotparten dømmes til å betale kravene ovenfor med forsinkelsesrente og til å erstatte sakskostnadene. Kravet er forfalt og, så vidt klageren vet, ikke bestridt. Klagemotparten er varslet skriftlig om kravet og grunnlaget for det (tvisteloven § 5-2). Gir klagemotparten ikke tilsvar, eller møter klagemotparten ikke, kreves fraværsdom.',
    signature: 'Underskrift og navn',
    place: 'Sted og dato',
    attachments: 'Bilag',
    attachment: 'Bilag',
    documents: {
      invoice: 'Faktura',
      reminder: 'Purring',
      'collection-notice': 'Inkassovarsel',
      'payment-demand': 'Betalingsoppfordring',
    },
    kinds: {
      capital: 'Hovedstol',
      interest: 'Forsinkelsesrente',
      reminder: 'Purregebyr',
      collection: 'Gebyr for inkassovarsel eller betalingsoppfordring',
      compensation: 'Standardkompensasjon',
      plan: 'Gebyr for nedbetalingsavtale',
      'court-fee': 'Rettsgebyr',
      representation: 'Salær',
      other: 'Annen kostnad',
    },
  },
  BG: {
    title: 'Заявление по чл. 410 ГПК',
    under: 'за издаване на заповед за изпълнение',
    to: 'До',
    date: 'Дата',
    ourReference: 'Референция на заявителя',
    courtNumber: 'Номер на делото',
    total: 'Общо вземане',
    capital: 'Главница',
    interest: 'Лихва',
    costs: 'Разноски',
    applicant: 'Заявител',
    respondent: 'Длъжник',
    representative: 'Представител',
    contact: 'Контакт',
    organisationNumber: 'ЕИК',
    personalNumber: 'ЕГН',
    claims: 'Вземания и основание',
    source: 'Източник',
    claimed: 'Вземане',
    proceedings: 'Съдебни разноски',
    payments: 'Предишни плащания (приспаднати)',
    declaration: 'Искане',
    declared:
      'Моля да бъде издадена заповед за изпълнение срещу длъжника за посочените суми, ведно със законната лихва и направените разноски. Вземанията са изискуеми и, доколкото е известно на заявителя, не се оспорват.',
    signature: 'Подпис и име',
    place: 'Място и дата',
    attachments: 'Приложения',
    attachment: '',
    documents: {
      invoice: 'Фактура',
      reminder: 'Напомняне',
      'collection-notice': 'Покана за плащане',
      'payment-demand': 'Покана за плащане',
    },
    kinds: {
      capital: 'Главница',
      interest: 'Лихва за забава',
      reminder: 'Разноски за напомняне',
      collection: 'Разноски за покана',
      compensation: 'Обезщетение',
      plan: 'Разноски за разсрочване',
      'court-fee': 'Държавна такса',
      representation: 'Юрисконсултско възнаграждение',
      other: 'Други разноски',
    },
  },
}
