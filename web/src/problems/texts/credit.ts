import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  'credit.bureau-failed': {
    sv: 'Kreditupplysaren {bureau} svarade inte som den ska: {why}. Försök igen senare.',
    nb: 'Kredittopplysningsforetaket {bureau} svarte ikke som det skal: {why}. Prøv igjen senere.',
    bg: 'Кредитното бюро {bureau} не отговори както трябва: {why}. Опитайте по-късно.',
    en: 'Credit bureau {bureau} did not answer as it should: {why}. Try again later.',
  },
  'credit.bureau-folder': {
    sv: 'Mappen {folder} kan inte läsas. Kontrollera inställningen för kreditupplysare.',
    nb: 'Mappen {folder} kan ikke leses. Kontroller innstillingen for kredittopplysningsforetak.',
    bg: 'Папката {folder} не може да се прочете. Проверете настройката за кредитни бюра.',
    en: 'The folder {folder} cannot be read. Check the setting of credit bureaus.',
  },
  'credit.bureau-message': {
    sv: 'Ett meddelande från kreditupplysaren kan inte läsas. Det ligger kvar hos upplysaren eller i mappen för fel.',
    nb: 'En melding fra kredittopplysningsforetaket kan ikke leses. Den ligger hos foretaket eller i mappen for feil.',
    bg: 'Съобщение от кредитното бюро не може да се прочете. То остава при бюрото или в папката за грешки.',
    en: 'A message of the credit bureau cannot be read. It lies with the bureau or in the folder of failures.',
  },
  'credit.bureau-shape': {
    sv: 'Svaret från kreditupplysaren {bureau} saknar {field}. Svarets form har ändrats: se över inställningen.',
    nb: 'Svaret fra kredittopplysningsforetaket {bureau} mangler {field}. Formen på svaret er endret: se over innstillingen.',
    bg: 'В отговора на кредитното бюро {bureau} липсва {field}. Форматът е променен: проверете настройката.',
    en: 'The answer of credit bureau {bureau} has no {field}. Its shape has changed: look at the setting.',
  },
  'credit.bureau-unknown': {
    sv: 'Ingen kreditupplysare är inställd för det här. Lägg till en i Generellt.',
    nb: 'Ikke noe kredittopplysningsforetak er satt opp for dette. Legg til et i Generelt.',
    bg: 'За това няма зададено кредитно бюро. Добавете го в общите параметри.',
    en: 'No credit bureau is set up for this. Add one to the general parameters.',
  },
  'credit.change-reviewed': {
    sv: 'Någon har redan granskat ändringen.',
    nb: 'Noen har allerede sett gjennom endringen.',
    bg: 'Промяната вече е прегледана.',
    en: 'Somebody has looked at this change already.',
  },
  'credit.change-unknown': {
    sv: 'Ändringen finns inte.',
    nb: 'Endringen finnes ikke.',
    bg: 'Няма такава промяна.',
    en: 'There is no such change.',
  },
  'credit.closed': {
    sv: '{customer} är avslutad. Öppna den igen först.',
    nb: '{customer} er avsluttet. Åpne den igjen først.',
    bg: '{customer} е закрит. Първо го отворете отново.',
    en: '{customer} is closed. Open it again first.',
  },
  'credit.internal': {
    sv: '{customer} är ett internt företag: där finns ingen kredit.',
    nb: '{customer} er et internt selskap: der finnes ingen kreditt.',
    bg: '{customer} е вътрешна фирма: тя няма кредит.',
    en: '{customer} is an internal company: it has no credit.',
  },
  'credit.limit-days': {
    sv: 'Gränsen slutar innan den börjar. Välj en dag efter den första.',
    nb: 'Grensen slutter før den begynner. Velg en dag etter den første.',
    bg: 'Лимитът свършва, преди да започне. Изберете по-късен ден.',
    en: 'The limit ends before it begins. Choose a day after the first.',
  },
  'credit.no-bureau': {
    sv: 'Ingen kreditupplysare är inställd. Lägg till en i Generellt.',
    nb: 'Ikke noe kredittopplysningsforetak er satt opp. Legg til et i Generelt.',
    bg: 'Няма зададено кредитно бюро. Добавете го в общите параметри.',
    en: 'No credit bureau is set up. Add one to the general parameters.',
  },
  'credit.no-claim': {
    sv: '{customer} har inget obetalt. Välj ett annat skäl om det finns ett.',
    nb: '{customer} har ikke noe ubetalt. Velg en annen grunn hvis det finnes en.',
    bg: '{customer} няма неплатено. Изберете друга причина, ако има такава.',
    en: '{customer} has nothing unpaid. Choose another reason if there is one.',
  },
  'credit.no-identity': {
    sv: '{customer} saknar person- eller organisationsnummer. Ange det först.',
    nb: '{customer} mangler fødsels- eller organisasjonsnummer. Oppgi det først.',
    bg: '{customer} няма ЕИК или ЕГН. Въведете го първо.',
    en: '{customer} has no identity number. Enter it first.',
  },
  'credit.no-limit': {
    sv: 'Radens kund har ingen kreditgräns som stoppar den.',
    nb: 'Radens kunde har ingen kredittgrense som stopper den.',
    bg: 'Клиентът на реда няма кредитен лимит, който да го спира.',
    en: 'The customer of this row has no credit limit that stops it.',
  },
  'credit.not-monitored': {
    sv: '{customer} är inte bevakad.',
    nb: '{customer} er ikke overvåket.',
    bg: '{customer} не се наблюдава.',
    en: '{customer} is not monitored.',
  },
  'credit.person-reason': {
    sv: 'Om en person får upplysning bara tas för en kredit, en fordran eller ett avtal. Välj det skäl som stämmer.',
    nb: 'En privatperson kan bare kredittsjekkes for en kreditt, et krav eller en avtale. Velg årsaken som stemmer.',
    bg: 'За физическо лице се пита само заради кредит, вземане или договор. Изберете вярната причина.',
    en: 'Of a person a bureau is asked only for a credit, a claim or a contract. Choose the reason that is true.',
  },
  'credit.protected': {
    sv: '{customer} har skyddade personuppgifter. Ingen upplysning tas.',
    nb: '{customer} har sperret adresse. Ingen kredittsjekk tas.',
    bg: '{customer} е със защитени данни. Проверка не се прави.',
    en: '{customer} has protected identity. No bureau is asked.',
  },
  'credit.responsible-unknown': {
    sv: 'Ansvaret finns inte eller är redan avslutat.',
    nb: 'Ansvaret finnes ikke eller er allerede avsluttet.',
    bg: 'Няма такава отговорност или тя вече е прекратена.',
    en: 'There is no such assignment, or it has ended.',
  },
} satisfies Phrases
