import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  'charge.unknown': {
    sv: 'Posten är ingen avgift eller ränta. Kapital krediteras i stället.',
    nb: 'Posten er verken gebyr eller rente. Hovedstolen krediteres i stedet.',
    bg: 'Позицията не е такса или лихва. За главница издайте кредитно известие.',
    en: 'The item is no fee or interest. Capital is credited instead.',
  },
  'interest.amount-changed': {
    sv: 'Godkänt var {approved}, nu är det {now}. Ta fram ett nytt förslag.',
    nb: 'Godkjent var {approved}, nå er det {now}. Lag et nytt forslag.',
    bg: 'Одобрени са {approved}, сега са {now}. Направете ново предложение.',
    en: 'Approved was {approved}, now it is {now}. Propose again.',
  },
  'interest.charged-meanwhile': {
    sv: 'Ränta för samma dagar har debiterats under tiden. Räkna om.',
    nb: 'Rente for de samme dagene er belastet i mellomtiden. Regn om.',
    bg: 'Лихвата за същите дни вече е начислена. Изчислете отново.',
    en: 'Interest of the same days has been charged meanwhile. Compute it again.',
  },
  'interest.no-vat-code': {
    sv: 'Det finns ingen gällande momskod för det som ligger utanför moms. Lägg upp den.',
    nb: 'Det finnes ingen gjeldende mva-kode for det som er utenfor avgiftsområdet. Legg den inn.',
    bg: 'Няма действащ код за ДДС извън обхвата на данъка. Добавете го.',
    en: 'There is no VAT code in force for what lies outside VAT. Add it.',
  },
  'interest.payment-negative': {
    sv: 'En betalning är inte under noll. Ändra beloppet.',
    nb: 'En betaling er ikke under null. Endre beløpet.',
    bg: 'Плащането не може да е под нула. Променете сумата.',
    en: 'A payment is not below zero. Change the amount.',
  },
  'interest.percent-negative': {
    sv: 'En avtalad ränta är inte under noll. Ändra procentsatsen.',
    nb: 'En avtalt rente er ikke under null. Endre satsen.',
    bg: 'Договорената лихва не може да е под нула. Променете процента.',
    en: 'An agreed rate is not below zero. Change the percent.',
  },
  'interest.principal-negative': {
    sv: 'Kapitalet är inte under noll. Ändra beloppet.',
    nb: 'Hovedstolen er ikke under null. Endre beløpet.',
    bg: 'Главницата не може да е под нула. Променете сумата.',
    en: 'The principal is not below zero. Change the amount.',
  },
  'interest.two-rates': {
    sv: 'Ange en fast räntesats eller tillägg till referensräntan, inte båda.',
    nb: 'Angi en fast rentesats eller tillegg til styringsrenten, ikke begge.',
    bg: 'Въведете фиксирана лихва или надбавка над основния процент, не и двете.',
    en: 'Give a fixed rate or points above the reference rate, not both.',
  },
  'interest-run.empty': {
    sv: 'Förslaget har inget dokument att utfärda.',
    nb: 'Forslaget har ingen dokumenter å utstede.',
    bg: 'В предложението няма документ за издаване.',
    en: 'The proposal has no document to issue.',
  },
  'interest-run.future': {
    sv: 'Ränta debiteras till och med i dag, inte till {through}.',
    nb: 'Rente belastes til og med i dag, ikke til {through}.',
    bg: 'Лихва се начислява до днес, а не до {through}.',
    en: 'Interest is charged up to today, not to {through}.',
  },
  'interest-run.on-reminders': {
    sv: 'Företaget tar ut ränta med påminnelserna. Välj ett läge om du ändå vill fakturera den.',
    nb: 'Selskapet krever rente med purringene. Velg en måte hvis du likevel vil fakturere den.',
    bg: 'Фирмата начислява лихва с напомнянията. Изберете режим, ако все пак искате нота.',
    en: 'The company charges interest with its reminders. Choose a mode to invoice it all the same.',
  },
  'interest-run.second-person': {
    sv: 'En fakturagrupp i körningen kräver att en annan person godkänner.',
    nb: 'En fakturagruppe i kjøringen krever at en annen person godkjenner.',
    bg: 'Група фактури в серията изисква одобрение от друго лице.',
    en: 'An invoice group of this run wants another person to approve.',
  },
  'interest-run.two-persons': {
    sv: 'Fakturagrupp {invoiceGroup} kräver två personer. Välj de grupper som får gå av sig själva.',
    nb: 'Fakturagruppe {invoiceGroup} krever to personer. Velg gruppene som kan gå av seg selv.',
    bg: 'Група фактури {invoiceGroup} изисква две лица. Изберете групите, които могат сами.',
    en: 'Invoice group {invoiceGroup} wants two persons. Choose the groups that may go by themselves.',
  },
  'law.amount-negative': {
    sv: 'Ett belopp i lagen är inte under noll.',
    nb: 'Et beløp i loven er ikke under null.',
    bg: 'Законова сума не може да е под нула.',
    en: 'An amount of the law is not below zero.',
  },
  'law.day-not-half-year': {
    sv: 'Värdet gäller per halvår: från 1 januari eller 1 juli, inte från {from}.',
    nb: 'Verdien gjelder per halvår: fra 1. januar eller 1. juli, ikke fra {from}.',
    bg: 'Стойността важи за полугодие: от 1 януари или 1 юли, а не от {from}.',
    en: 'The value holds for half-years: from 1 January or 1 July, not from {from}.',
  },
  'law.name-unknown': {
    sv: 'Landet har inget värde med namnet {name}.',
    nb: 'Landet har ingen verdi med navnet {name}.',
    bg: 'В тази държава няма стойност с име {name}.',
    en: 'The country knows no value of the name {name}.',
  },
  'law.value-unit': {
    sv: 'Ange bara rätt slag av värde för {name}: procent, belopp eller lagens namn.',
    nb: 'Angi bare riktig slags verdi for {name}: prosent, beløp eller lovens navn.',
    bg: 'За {name} въведете само правилния вид стойност: процент, сума или име на закон.',
    en: 'Give the right kind of value for {name} alone: percent, amount or the name of the act.',
  },
  'law.word-unknown': {
    sv: '{name} är något av {words}.',
    nb: '{name} er en av {words}.',
    bg: '{name} е едно от {words}.',
    en: '{name} is one of {words}.',
  },
} satisfies Phrases
