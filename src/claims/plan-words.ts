import type { Language } from '../formats/e-invoice/document.ts'

/** What a letter about an instalment plan says; `{…}` is filled. The house's own words, in four languages. */
export interface PlanWords {
  titleProposed: string
  titleAgreed: string
  sentOn: string
  creditor: string
  questions: string
  answerBy: string
  total: string
  firstDue: string
  heads: [part: string, due: string, capital: string, interest: string, fee: string, total: string]
  openingProposed: string
  openingAgreed: string
  sums: { capital: string; interest: string; fee: string; total: string }
  terms: string
  interestNone: string
  interestLaw: string
  planFee: string
  noticeFee: string
  brokenTitle: string
  broken: string
  signTitle: string
  sign: string
  payTitle: string
  payee: string
  amount: string
}

export const planWords: Record<Language, PlanWords> = {
  sv: {
    titleProposed: 'Förslag till amorteringsplan',
    titleAgreed: 'Amorteringsplan',
    sentOn: 'Datum',
    creditor: 'Fordringsägare',
    questions: 'Frågor',
    answerBy: 'Svara senast',
    total: 'Summa',
    firstDue: 'Första delen senast',
    heads: ['Del', 'Förfallodag', 'Kapital', 'Ränta', 'Avgift', 'Att betala'],
    openingProposed:
      'Vi föreslår att skulden enligt {documents} betalas i {parts} delar enligt planen nedan. Godkänn planen senast {answerBy}. Till dess vilar kraven.',
    openingAgreed:
      'Skulden enligt {documents} betalas i {parts} delar enligt planen nedan. Så länge planen följs vilar kraven.',
    sums: { capital: 'Kapital', interest: 'Ränta', fee: 'Avgifter', total: 'Summa att betala' },
    terms: 'Villkor',
    interestNone: 'Ingen dröjsmålsränta räknas så länge planen följs.',
    interestLaw:
      'Dröjsmålsränta enligt 6 § räntelagen, {percent} % per år i dag, räknas på det kapital som är kvar. Räntan i planen är beräknad efter dagens räntesats.',
    planFee: 'Avgiften för planen är {planFee} (lag 1981:739 4 §).',
    noticeFee: 'Varje avisering kostar {noticeFee}.',
    brokenTitle: 'Om en del inte betalas',
    broken:
      'Planen upphör om en del är obetald {days} dagar efter sin förfallodag. Hela det belopp som är kvar krävs då på nytt.',
    signTitle: 'Godkännande',
    sign: 'Jag erkänner skulden och godkänner planen.   Datum ____________   Underskrift ______________________________',
    payTitle: 'Betala varje del så här',
    payee: 'Mottagare',
    amount: 'Första delen',
  },
  nb: {
    titleProposed: 'Forslag til nedbetalingsavtale',
    titleAgreed: 'Nedbetalingsavtale',
    sentOn: 'Dato',
    creditor: 'Kreditor',
    questions: 'Spørsmål',
    answerBy: 'Svar innen',
    total: 'Sum',
    firstDue: 'Første del innen',
    heads: ['Del', 'Forfallsdato', 'Hovedstol', 'Rente', 'Gebyr', 'Å betale'],
    openingProposed:
      'Vi foreslår at gjelden etter {documents} betales i {parts} deler etter planen under. Godta avtalen innen {answerBy}. Til da hviler kravene.',
    openingAgreed:
      'Gjelden etter {documents} betales i {parts} deler etter planen under. Så lenge avtalen følges, hviler kravene.',
    sums: { capital: 'Hovedstol', interest: 'Rente', fee: 'Gebyrer', total: 'Sum å betale' },
    terms: 'Vilkår',
    interestNone: 'Det løper ingen forsinkelsesrente så lenge avtalen følges.',
    interestLaw:
      'Forsinkelsesrente etter forsinkelsesrenteloven, {percent} % per år i dag, løper på hovedstolen som er igjen. Renten i planen er beregnet etter dagens sats.',
    planFee: 'Gebyret for avtalen er {planFee}.',
    noticeFee: 'Hvert varsel koster {noticeFee}.',
    brokenTitle: 'Hvis en del ikke betales',
    broken:
      'Avtalen faller bort hvis en del er ubetalt {days} dager etter forfall. Hele restbeløpet kreves da på nytt.',
    signTitle: 'Godkjenning',
    sign: 'Jeg erkjenner gjelden og godtar avtalen.   Dato ____________   Underskrift ______________________________',
    payTitle: 'Betal hver del slik',
    payee: 'Mottaker',
    amount: 'Første del',
  },
  bg: {
    titleProposed: 'Предложение за разсрочено плащане',
    titleAgreed: 'Споразумение за разсрочено плащане',
    sentOn: 'Дата',
    creditor: 'Кредитор',
    questions: 'Въпроси',
    answerBy: 'Отговор до',
    total: 'Общо',
    firstDue: 'Първа вноска до',
    heads: ['Вноска', 'Падеж', 'Главница', 'Лихва', 'Такса', 'За плащане'],
    openingProposed:
      'Предлагаме задължението по {documents} да се плати на {parts} вноски по плана по-долу. Приемете плана до {answerBy}. Дотогава вземанията са спрени.',
    openingAgreed:
      'Задължението по {documents} се плаща на {parts} вноски по плана по-долу. Докато планът се спазва, вземанията са спрени.',
    sums: { capital: 'Главница', interest: 'Лихва', fee: 'Такси', total: 'Общо за плащане' },
    terms: 'Условия',
    interestNone: 'Докато планът се спазва, не се начислява лихва за забава.',
    interestLaw:
      'Върху остатъка от главницата се начислява законна лихва, днес {percent} % годишно. Лихвата в плана е изчислена по днешния процент.',
    planFee: 'Таксата за плана е {planFee}.',
    noticeFee: 'Всяко известие струва {noticeFee}.',
    brokenTitle: 'Ако вноска не се плати',
    broken: 'Планът се прекратява, ако вноска не е платена {days} дни след падежа си. Тогава се търси целият остатък.',
    signTitle: 'Приемане',
    sign: 'Признавам задължението и приемам плана.   Дата ____________   Подпис ______________________________',
    payTitle: 'Така се плаща всяка вноска',
    payee: 'Получател',
    amount: 'Първа вноска',
  },
  en: {
    titleProposed: 'Proposal for an instalment plan',
    titleAgreed: 'Instalment plan',
    sentOn: 'Date',
    creditor: 'Creditor',
    questions: 'Questions',
    answerBy: 'Answer by',
    total: 'Total',
    firstDue: 'First part by',
    heads: ['Part', 'Due', 'Capital', 'Interest', 'Fee', 'To pay'],
    openingProposed:
      'We propose that the debt of {documents} is paid in {parts} parts by the plan below. Accept the plan by {answerBy}. Until then the claims rest.',
    openingAgreed:
      'The debt of {documents} is paid in {parts} parts by the plan below. While the plan is kept, the claims rest.',
    sums: { capital: 'Capital', interest: 'Interest', fee: 'Fees', total: 'Total to pay' },
    terms: 'Terms',
    interestNone: 'No late-payment interest runs while the plan is kept.',
    interestLaw:
      'Statutory late-payment interest, {percent} % a year today, runs on the capital that is left. The interest in the plan is worked out at the rate of today.',
    planFee: 'The fee for the plan is {planFee}.',
    noticeFee: 'Each notice costs {noticeFee}.',
    brokenTitle: 'If a part is not paid',
    broken:
      'The plan ends when a part is unpaid {days} days after its due day. All that is left is then claimed again.',
    signTitle: 'Acceptance',
    sign: 'I acknowledge the debt and accept the plan.   Date ____________   Signature ______________________________',
    payTitle: 'How to pay each part',
    payee: 'Payee',
    amount: 'First part',
  },
}
