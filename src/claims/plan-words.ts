import type { Country, Language } from '../formats/e-invoice/document.ts'
import type { ClaimLetterKind } from './letters/claim-letter-kinds.ts'

/** What a letter about an instalment plan or a deferral says; `{…}` is filled. The house's own words, in four languages. */
export interface PlanWords {
  title: Record<ClaimLetterKind, string>
  opening: Record<Exclude<ClaimLetterKind, 'plan-ended'>, string>
  /** The plan was broken by the customer, or ended by us. */
  ended: { broken: string; ended: string }
  sentOn: string
  creditor: string
  questions: string
  answerBy: string
  total: string
  firstDue: string
  heads: [part: string, due: string, capital: string, interest: string, fee: string, total: string]
  /** What stands where parts stand, in letters about documents. */
  document: string
  payBy: string
  sums: { capital: string; interest: string; fee: string; total: string }
  terms: string
  interestNone: string
  interestLaw: string
  planFee: string
  noticeFee: string
  reminderFee: string
  /** In a reminder of a late part. */
  thisFee: string
  lastDay: string
  deferral: { interestNone: string; interestRuns: string; fee: string }
  brokenTitle: string
  broken: string
  signTitle: string
  sign: string
  payTitle: string
  payee: string
  amount: string
  toPay: string
  /** Where the plan stands: in the letter itself, and in the mail that carries it. */
  here: { letter: string; mail: string }
  carrier: { hello: string; attached: string; regards: string }
}

export const planWords: Record<Language, PlanWords> = {
  sv: {
    title: {
      'plan-proposed': 'Förslag till amorteringsplan',
      'plan-agreed': 'Amorteringsplan',
      'part-notice': 'Avisering av delbetalning',
      'part-reminder': 'Påminnelse om delbetalning',
      'plan-ended': 'Amorteringsplanen har upphört',
      deferral: 'Anstånd med betalning',
    },
    opening: {
      'plan-proposed':
        'Vi föreslår att skulden enligt <faktura|fakturorna> {documents} betalas i {parts} delar enligt planen {here}. Godkänn planen senast {answerBy}. Till dess vilar kraven.',
      'plan-agreed':
        'Skulden enligt <faktura|fakturorna> {documents} betalas i {parts} delar enligt planen {here}. Så länge planen följs vilar kraven.',
      'part-notice':
        'Del {part} av {parts} i amorteringsplanen för <faktura|fakturorna> {documents} ska betalas senast {payBy}.',
      'part-reminder':
        'Vi har inte fått full betalning av del {part} i amorteringsplanen för <faktura|fakturorna> {documents}, som skulle betalas senast {due}. Betala senast {payBy}. Har [du|ni] redan betalat kan [du|ni] bortse från brevet.',
      deferral:
        '[Du|Ni] får anstånd med betalningen av <faktura|fakturorna> {documents}. Ny sista betalningsdag är {payBy}. Till dess vilar kraven.',
    },
    ended: {
      broken:
        'Del {part}, som skulle betalas senast {due}, är fortfarande inte betald i sin helhet. Amorteringsplanen för <faktura|fakturorna> {documents} har därför upphört, och hela det belopp som är kvar ska betalas.',
      ended:
        'Amorteringsplanen för <faktura|fakturorna> {documents} har avslutats. Det belopp som är kvar ska betalas.',
    },
    document: 'Faktura',
    payBy: 'Betala senast',
    sentOn: 'Datum',
    creditor: 'Borgenär',
    questions: 'Frågor',
    answerBy: 'Svara senast',
    total: 'Summa',
    firstDue: 'Första delen senast',
    heads: ['Del', 'Förfallodag', 'Kapital', 'Ränta', 'Avgift', 'Att betala'],
    sums: { capital: 'Kapital', interest: 'Ränta', fee: 'Avgifter', total: 'Summa att betala' },
    terms: 'Villkor',
    interestNone: 'Ingen dröjsmålsränta räknas så länge planen följs.',
    interestLaw:
      'Dröjsmålsränta{interestAct}, {percent} % per år i dag, räknas på det kapital som är kvar. Räntan i planen är beräknad efter dagens räntesats.',
    planFee: 'Avgiften för planen är {planFee}{feeAct}.',
    noticeFee: 'Varje avisering kostar {noticeFee}.',
    reminderFee: 'En påminnelse om en sen del kostar den avgift som lagen ger{feeAct}.',
    thisFee: 'I beloppet ingår en påminnelseavgift på {fee}{feeAct}, som avtalades med planen.',
    lastDay: 'Planen upphör om delen inte är betald senast {lastDay}. Hela det belopp som är kvar krävs då på nytt.',
    deferral: {
      interestNone: 'Ingen dröjsmålsränta räknas under anståndet.',
      interestRuns: 'Dröjsmålsränta räknas även under anståndet.',
      fee: 'Avgiften för anståndet är {fee}.',
    },
    brokenTitle: 'Om en del inte betalas',
    broken:
      'Planen upphör om en del är obetald {days} dagar efter sin förfallodag. Hela det belopp som är kvar krävs då på nytt.',
    signTitle: 'Godkännande',
    sign: '[Jag|Vi] erkänner skulden och godkänner planen.   Datum ____________   Underskrift ______________________________',
    payTitle: 'Betala varje del så här',
    payee: 'Mottagare',
    amount: 'Första delen',
    toPay: 'Att betala',
    here: { letter: 'nedan', mail: 'i det bifogade brevet' },
    carrier: { hello: 'Hej!', attached: 'Alla uppgifter står i det bifogade brevet.', regards: 'Med vänlig hälsning' },
  },
  nb: {
    title: {
      'plan-proposed': 'Forslag til nedbetalingsavtale',
      'plan-agreed': 'Nedbetalingsavtale',
      'part-notice': 'Varsel om avdrag',
      'part-reminder': 'Påminnelse om avdrag',
      'plan-ended': 'Nedbetalingsavtalen er avsluttet',
      deferral: 'Betalingsutsettelse',
    },
    opening: {
      'plan-proposed':
        'Vi foreslår at gjelden etter <faktura|fakturaene> {documents} betales i {parts} avdrag etter planen {here}. Godta avtalen innen {answerBy}. I mellomtiden stilles kravene i bero.',
      'plan-agreed':
        'Gjelden etter <faktura|fakturaene> {documents} betales i {parts} avdrag etter planen {here}. Så lenge avtalen følges, stilles kravene i bero.',
      'part-notice':
        'Avdrag {part} av {parts} i nedbetalingsavtalen for <faktura|fakturaene> {documents} skal betales innen {payBy}.',
      'part-reminder':
        'Vi har ikke fått full betaling av avdrag {part} i nedbetalingsavtalen for <faktura|fakturaene> {documents}, som skulle vært betalt innen {due}. Betal innen {payBy}. Har [du|dere] allerede betalt, kan [du|dere] se bort fra brevet.',
      deferral:
        '[Du|Dere] får utsettelse med betalingen av <faktura|fakturaene> {documents}. Ny siste betalingsdag er {payBy}. I mellomtiden stilles kravene i bero.',
    },
    ended: {
      broken:
        'Avdrag {part}, som skulle vært betalt innen {due}, er fortsatt ikke betalt i sin helhet. Nedbetalingsavtalen for <faktura|fakturaene> {documents} har derfor falt bort, og hele restbeløpet skal betales.',
      ended: 'Nedbetalingsavtalen for <faktura|fakturaene> {documents} er avsluttet. Restbeløpet skal betales.',
    },
    document: 'Faktura',
    payBy: 'Betal innen',
    sentOn: 'Dato',
    creditor: 'Fordringshaver',
    questions: 'Spørsmål',
    answerBy: 'Svar innen',
    total: 'Sum',
    firstDue: 'Første avdrag innen',
    heads: ['Avdrag', 'Forfallsdato', 'Hovedstol', 'Rente', 'Gebyr', 'Å betale'],
    sums: { capital: 'Hovedstol', interest: 'Rente', fee: 'Gebyrer', total: 'Sum å betale' },
    terms: 'Vilkår',
    interestNone: 'Det løper ingen forsinkelsesrente så lenge avtalen følges.',
    interestLaw:
      'Forsinkelsesrente{interestAct}, {percent} % per år i dag, løper på hovedstolen som er igjen. Renten i planen er beregnet etter dagens sats.',
    planFee: 'Gebyret for avtalen er {planFee}{feeAct}.',
    noticeFee: 'Hvert varsel koster {noticeFee}.',
    reminderFee: 'En påminnelse om et sent avdrag koster det gebyret som loven gir.',
    thisFee: 'Beløpet omfatter et purregebyr på {fee}{feeAct}.',
    lastDay: 'Avtalen faller bort hvis avdraget ikke er betalt innen {lastDay}. Da kreves hele restbeløpet på nytt.',
    deferral: {
      interestNone: 'Det løper ingen forsinkelsesrente i utsettelsestiden.',
      interestRuns: 'Det løper forsinkelsesrente også i utsettelsestiden.',
      fee: 'Gebyret for utsettelsen er {fee}.',
    },
    brokenTitle: 'Hvis et avdrag ikke betales',
    broken:
      'Avtalen faller bort hvis et avdrag er ubetalt {days} dager etter forfall. Da kreves hele restbeløpet på nytt.',
    signTitle: 'Godkjenning',
    sign: '[Jeg|Vi] erkjenner gjelden og godtar avtalen.   Dato ____________   Underskrift ______________________________',
    payTitle: 'Betal hvert avdrag slik',
    payee: 'Mottaker',
    amount: 'Første avdrag',
    toPay: 'Å betale',
    here: { letter: 'nedenfor', mail: 'i det vedlagte brevet' },
    carrier: { hello: 'Hei!', attached: 'Alle opplysninger står i det vedlagte brevet.', regards: 'Vennlig hilsen' },
  },
  bg: {
    title: {
      'plan-proposed': 'Предложение за разсрочено плащане',
      'plan-agreed': 'Споразумение за разсрочено плащане',
      'part-notice': 'Известие за вноска',
      'part-reminder': 'Напомняне за вноска',
      'plan-ended': 'Разсроченото плащане е прекратено',
      deferral: 'Отсрочка на плащане',
    },
    opening: {
      'plan-proposed':
        'Предлагаме задължението по <фактура|фактури> {documents} да се плати на {parts} вноски по плана {here}. Приемете плана до {answerBy}. Дотогава няма да предприемаме действия за събиране.',
      'plan-agreed':
        'Задължението по <фактура|фактури> {documents} се плаща на {parts} вноски по плана {here}. Докато планът се спазва, няма да предприемаме действия за събиране.',
      'part-notice':
        'Вноска {part} от {parts} по разсроченото плащане на <фактура|фактури> {documents} се плаща до {payBy}.',
      'part-reminder':
        'Не сме получили изцяло вноска {part} по разсроченото плащане на <фактура|фактури> {documents} с падеж {due}. Платете до {payBy}. Ако вече сте платили, не обръщайте внимание на писмото.',
      deferral:
        'Предоставя Ви се отсрочка за плащането на <фактура|фактури> {documents}. Новият срок е {payBy}. Дотогава няма да предприемаме действия за събиране.',
    },
    ended: {
      broken:
        'Вноска {part} с падеж {due} все още не е платена изцяло. Затова разсроченото плащане на <фактура|фактури> {documents} е прекратено и се дължи целият остатък.',
      ended: 'Разсроченото плащане на <фактура|фактури> {documents} е прекратено. Дължи се остатъкът.',
    },
    document: 'Фактура',
    payBy: 'Срок за плащане',
    sentOn: 'Дата',
    creditor: 'Кредитор',
    questions: 'Въпроси',
    answerBy: 'Отговор до',
    total: 'Общо',
    firstDue: 'Първа вноска до',
    heads: ['Вноска', 'Падеж', 'Главница', 'Лихва', 'Такса', 'За плащане'],
    sums: { capital: 'Главница', interest: 'Лихва', fee: 'Такси', total: 'Общо за плащане' },
    terms: 'Условия',
    interestNone: 'Докато планът се спазва, не се начислява лихва за забава.',
    interestLaw:
      'Върху остатъка от главницата се начислява законна лихва{interestAct}, днес {percent} % годишно. Лихвата в плана е изчислена по днешния процент.',
    planFee: 'Таксата за плана е {planFee}{feeAct}.',
    noticeFee: 'Всяко известие струва {noticeFee}.',
    reminderFee: 'Напомнянето за закъсняла вноска струва колкото позволява законът.',
    thisFee: 'В сумата е включена такса за напомняне {fee}{feeAct}.',
    lastDay: 'Планът се прекратява, ако вноската не е платена до {lastDay}. Тогава се търси целият остатък.',
    deferral: {
      interestNone: 'За времето на отсрочката не се начислява лихва за забава.',
      interestRuns: 'Лихва за забава се начислява и през времето на отсрочката.',
      fee: 'Таксата за отсрочката е {fee}.',
    },
    brokenTitle: 'Ако вноска не се плати',
    broken: 'Планът се прекратява, ако вноска не е платена {days} дни след падежа си. Тогава се търси целият остатък.',
    signTitle: 'Приемане',
    sign: '[Признавам|Признаваме] задължението и [приемам|приемаме] плана.   Дата ____________   Подпис ______________________________',
    payTitle: 'Така се плаща всяка вноска',
    payee: 'Получател',
    amount: 'Първа вноска',
    toPay: 'За плащане',
    here: { letter: 'по-долу', mail: 'в приложеното писмо' },
    carrier: { hello: 'Здравейте,', attached: 'Всички данни са в приложеното писмо.', regards: 'С уважение' },
  },
  en: {
    title: {
      'plan-proposed': 'Proposal for an instalment plan',
      'plan-agreed': 'Instalment plan',
      'part-notice': 'Notice of an instalment',
      'part-reminder': 'Reminder of an instalment',
      'plan-ended': 'The instalment plan has ended',
      deferral: 'Deferral of payment',
    },
    opening: {
      'plan-proposed':
        'We propose that the debt of <invoice|invoices> {documents} be paid in {parts} parts by the plan {here}. Accept the plan by {answerBy}. Until then we take no further steps.',
      'plan-agreed':
        'The debt of <invoice|invoices> {documents} is paid in {parts} parts by the plan {here}. While the plan is kept, we take no further steps.',
      'part-notice':
        'Part {part} of {parts} of the instalment plan for <invoice|invoices> {documents} is to be paid by {payBy}.',
      'part-reminder':
        'We have not received full payment of part {part} of the instalment plan for <invoice|invoices> {documents}, due on {due}. Pay by {payBy}. If you have paid already, please disregard this letter.',
      deferral:
        'You have been given more time to pay <invoice|invoices> {documents}. The new last day is {payBy}. Until then we take no further steps.',
    },
    ended: {
      broken:
        'Part {part}, due on {due}, has still not been paid in full. The instalment plan for <invoice|invoices> {documents} has therefore ended, and all that is left is to be paid.',
      ended: 'The instalment plan for <invoice|invoices> {documents} has been ended. What is left is to be paid.',
    },
    document: 'Invoice',
    payBy: 'Pay by',
    sentOn: 'Date',
    creditor: 'Creditor',
    questions: 'Questions',
    answerBy: 'Answer by',
    total: 'Total',
    firstDue: 'First part by',
    heads: ['Part', 'Due', 'Principal', 'Interest', 'Fee', 'To pay'],
    sums: { capital: 'Principal', interest: 'Interest', fee: 'Fees', total: 'Total to pay' },
    terms: 'Terms',
    interestNone: 'No late-payment interest runs while the plan is kept.',
    interestLaw:
      'Late-payment interest{interestAct}, {percent} % a year today, runs on the principal that is left. The interest in the plan is worked out at the rate of today.',
    planFee: 'The fee for the plan is {planFee}{feeAct}.',
    noticeFee: 'Each notice costs {noticeFee}.',
    reminderFee: 'A reminder of a late part costs the fee that the law gives.',
    thisFee: 'The amount includes a reminder fee of {fee}{feeAct}, as agreed with the plan.',
    lastDay: 'The plan ends if the part is not paid by {lastDay}. All that is left is then claimed again.',
    deferral: {
      interestNone: 'No late-payment interest runs during the deferral.',
      interestRuns: 'Late-payment interest runs during the deferral too.',
      fee: 'The fee for the deferral is {fee}.',
    },
    brokenTitle: 'If a part is not paid',
    broken:
      'The plan ends when a part is unpaid {days} days after its due day. All that is left is then claimed again.',
    signTitle: 'Acceptance',
    sign: '[I|We] acknowledge the debt and accept the plan.   Date ____________   Signature ______________________________',
    payTitle: 'How to pay each part',
    payee: 'Payee',
    amount: 'First part',
    toPay: 'To pay',
    here: { letter: 'below', mail: 'in the attached letter' },
    carrier: { hello: 'Hello,', attached: 'All details are in the attached letter.', regards: 'Kind regards' },
  },
}

/** The acts of the creditor's country, in the reader's language: a Norwegian creditor's letter in Swedish rests on no Swedish law. */
export const planActs: Record<Country, Record<Language, { interest: string; fee: string }>> = {
  SE: {
    sv: { interest: ' enligt 6 § räntelagen', fee: ' (lag 1981:739)' },
    nb: { interest: ' etter den svenske renteloven § 6', fee: ' (den svenske loven 1981:739)' },
    bg: { interest: ' по § 6 от шведския закон за лихвите', fee: ' (шведски закон 1981:739)' },
    en: { interest: ' under section 6 of the Swedish Interest Act', fee: ' (Swedish act 1981:739)' },
  },
  NO: {
    sv: { interest: ' enligt den norska forsinkelsesrenteloven', fee: ' (den norska inkassoforskriften)' },
    nb: { interest: ' etter forsinkelsesrenteloven', fee: ' (inkassoforskriften)' },
    bg: {
      interest: ' по норвежкия закон за лихвата за забава (forsinkelsesrenteloven)',
      fee: ' (норвежката наредба inkassoforskriften)',
    },
    en: {
      interest: ' under the Norwegian act on late-payment interest (forsinkelsesrenteloven)',
      fee: ' (the Norwegian inkassoforskriften)',
    },
  },
  BG: {
    sv: { interest: ' enligt artikel 86 i den bulgariska lagen om förpliktelser och avtal (ЗЗД)', fee: '' },
    nb: { interest: ' etter artikkel 86 i den bulgarske loven om forpliktelser og avtaler (ЗЗД)', fee: '' },
    bg: { interest: ' по чл. 86 от ЗЗД', fee: '' },
    en: { interest: ' under article 86 of the Bulgarian Obligations and Contracts Act (ЗЗД)', fee: '' },
  },
}
