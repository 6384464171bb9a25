import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  'claim.amount-above-open': {
    sv: 'Fordringarna har {open} öppet. Ange högst det.',
    nb: 'Kravene har {open} åpent. Angi høyst det.',
    bg: 'По вземанията са отворени {open}. Въведете най-много толкова.',
    en: 'The claims have {open} open. Give at most that.',
  },
  'claim.currencies-mixed': {
    sv: 'Fordringarna är i flera valutor. Välj dem i en valuta.',
    nb: 'Kravene er i flere valutaer. Velg dem i én valuta.',
    bg: 'Вземанията са в различни валути. Изберете тези в една валута.',
    en: 'The claims are in several currencies. Choose those of one.',
  },
  'claim.day-passed': {
    sv: '{on} har passerat. Ange en dag som kommer.',
    nb: '{on} er passert. Angi en dag som kommer.',
    bg: '{on} е минал. Въведете предстоящ ден.',
    en: '{on} has passed. Give a day to come.',
  },
  'claim.day-to-come': {
    sv: '{on} har inte varit än. Ange dagen då det hände.',
    nb: '{on} har ikke vært ennå. Angi dagen da det skjedde.',
    bg: '{on} още не е настъпил. Въведете деня, в който се е случило.',
    en: '{on} is yet to come. Give the day on which it happened.',
  },
  'claim.days-reversed': {
    sv: 'Vilan slutar innan den börjar. Ändra dagarna.',
    nb: 'Hvilen slutter før den begynner. Endre dagene.',
    bg: 'Спирането свършва, преди да започне. Променете дните.',
    en: 'The rest ends before it begins. Change the days.',
  },
  'claim.due-later-already': {
    sv: '{number} förfaller redan {on}. Ange en senare dag.',
    nb: '{number} forfaller allerede {on}. Angi en senere dag.',
    bg: 'Падежът на {number} вече е {on}. Въведете по-късен ден.',
    en: '{number} is due on {on} already. Give a later day.',
  },
  'claim.marked-already': {
    sv: 'Kund {customer} har redan den märkningen.',
    nb: 'Kunde {customer} har allerede denne merkingen.',
    bg: 'Клиент {customer} вече е отбелязан така.',
    en: 'Customer {customer} is marked as such already.',
  },
  'claim.none-open': {
    sv: 'Kund {customer} har ingen öppen fordran.',
    nb: 'Kunde {customer} har ikke noe åpent krav.',
    bg: 'Клиент {customer} няма отворено вземане.',
    en: 'Customer {customer} has no open claim.',
  },
  'claim.not-open': {
    sv: '{claim} är ingen öppen fordran. Välj en annan.',
    nb: '{claim} er ikke noe åpent krav. Velg et annet.',
    bg: '{claim} не е отворено вземане. Изберете друго.',
    en: '{claim} is no open claim. Choose another.',
  },
  'claim.nothing-named': {
    sv: 'Välj en kund eller fordringar.',
    nb: 'Velg en kunde eller krav.',
    bg: 'Изберете клиент или вземания.',
    en: 'Choose a customer or claims.',
  },
  'plan.claim-in-plan': {
    sv: '{number} ingår redan i en amorteringsplan. Ändra eller avsluta den.',
    nb: '{number} inngår allerede i en nedbetalingsavtale. Endre eller avslutt den.',
    bg: '{number} вече е в разсрочено плащане. Променете или прекратете него.',
    en: '{number} is in an instalment plan already. Change or end that one.',
  },
  'plan.fee-above-law': {
    sv: 'Lagen tillåter {most} för en amorteringsplan. Ange högst det.',
    nb: 'Loven tillater {most} for en nedbetalingsavtale. Angi høyst det.',
    bg: 'Законът допуска {most} за разсрочено плащане. Въведете най-много толкова.',
    en: 'The law allows {most} for an instalment plan. Give at most that.',
  },
  'plan.fee-needs-writing': {
    sv: 'Avgiften för planen kräver att den är avtalad skriftligt. Välj underskrift, e-post eller portal.',
    nb: 'Gebyret for avtalen krever at den er inngått skriftlig. Velg underskrift, e-post eller portal.',
    bg: 'Таксата за разсрочването изисква писмена уговорка. Изберете подпис, имейл или портал.',
    en: 'The fee of the plan wants an agreement in writing. Choose signature, e-mail or portal.',
  },
  'plan.first-day-passed': {
    sv: '{on} har passerat. Låt första delen förfalla senare.',
    nb: '{on} er passert. La første del forfalle senere.',
    bg: '{on} е минал. Задайте по-късен падеж на първата вноска.',
    en: '{on} has passed. Let the first part be due later.',
  },
  'plan.nothing-left': {
    sv: 'Planens kapital är betalt. Avsluta planen eller vänta på resten.',
    nb: 'Avtalens hovedstol er betalt. Avslutt avtalen eller vent på resten.',
    bg: 'Главницата по плана е платена. Прекратете плана или изчакайте остатъка.',
    en: 'The capital of the plan is paid. End it or wait for the rest.',
  },
  'plan.several-customers': {
    sv: 'En plan görs med en kund. Välj fordringar på en.',
    nb: 'En avtale inngås med én kunde. Velg krav på én.',
    bg: 'Планът се договаря с един клиент. Изберете вземания от един.',
    en: 'A plan is made with one customer. Choose claims of one.',
  },
  'plan.state': {
    sv: 'Planen är i läge {state}. Det går inte längre att göra.',
    nb: 'Avtalen er i tilstand {state}. Det kan ikke gjøres lenger.',
    bg: 'Планът е в състояние {state}. Това вече не е възможно.',
    en: 'The plan is {state}. That cannot be done any more.',
  },
  'plan.too-many-parts': {
    sv: 'Planen får högst {most} delar. Låt varje del vara större.',
    nb: 'Avtalen får høyst {most} deler. La hver del være større.',
    bg: 'Планът може да има най-много {most} вноски. Увеличете вноската.',
    en: 'A plan has at most {most} parts. Let each be more.',
  },
  'plan.unknown': {
    sv: 'Amorteringsplanen finns inte.',
    nb: 'Nedbetalingsavtalen finnes ikke.',
    bg: 'Няма такова разсрочено плащане.',
    en: 'There is no such instalment plan.',
  },
} satisfies Phrases
