import type { Language, Phrase } from './phrase.ts'

/**
 * What the program writes into the events of a delivery, by the sentence that it writes (src/delivery, src/invoicing); what
 * a receiver's server says stays as it was said. `{rest}` is said in its turn; a test holds each against the source.
 */
export const sentences: readonly (readonly [says: string, phrase: Phrase])[] = [
  [
    'unknown outcome: {rest}; find out whether it arrived, then record it',
    {
      sv: 'Oklart om det kom fram. {rest} Ta reda på det och anteckna det.',
      nb: 'Uklart om det kom fram. {rest} Finn det ut og noter det.',
      bg: 'Не е ясно дали е пристигнало. {rest} Проверете и отбележете.',
      en: 'It is not clear whether it arrived. {rest} Find out, then record it.',
    },
  ],
  [
    'given up after {n} tries: {rest}',
    {
      sv: 'Gav upp efter {n} försök. {rest}',
      nb: 'Ga opp etter {n} forsøk. {rest}',
      bg: 'Отказ след {n} опита. {rest}',
      en: 'Gave up after {n} tries. {rest}',
    },
  ],
  [
    'no answer within {n} seconds',
    {
      sv: 'Inget svar på {n} sekunder.',
      nb: 'Ikke svar på {n} sekunder.',
      bg: 'Няма отговор за {n} секунди.',
      en: 'No answer within {n} seconds.',
    },
  ],
  [
    'the process that sent it ended each time',
    {
      sv: 'Utskicket avbröts varje gång.',
      nb: 'Utsendelsen ble avbrutt hver gang.',
      bg: 'Изпращането е прекъсвано всеки път.',
      en: 'The sending broke off each time.',
    },
  ],
  [
    'nothing had left: it waits again',
    {
      sv: 'Inget hade lämnats. Det väntar igen.',
      nb: 'Ingenting var levert. Det venter igjen.',
      bg: 'Нищо не е предадено. Чака отново.',
      en: 'Nothing had left. It waits again.',
    },
  ],
  [
    'the document could not be read: is it visible to who sends?',
    {
      sv: 'Dokumentet kunde inte läsas. Se efter om den som skickar får se det.',
      nb: 'Dokumentet kunne ikke leses. Se etter om den som sender, får se det.',
      bg: 'Документът не може да се прочете. Проверете дали изпращащият го вижда.',
      en: 'The document could not be read. See whether the sender may see it.',
    },
  ],
  [
    'not rendered: {said}',
    {
      sv: 'Dokumentet kunde inte framställas: {said}',
      nb: 'Dokumentet kunne ikke lages: {said}',
      bg: 'Документът не може да се изготви: {said}',
      en: 'The document could not be made: {said}',
    },
  ],
  [
    'there is no usable e-mail address',
    {
      sv: 'Det finns ingen e-postadress som går att använda. Ange en hos kunden.',
      nb: 'Det finnes ingen brukbar e-postadresse. Oppgi en hos kunden.',
      bg: 'Няма използваем имейл адрес. Въведете го при клиента.',
      en: 'There is no usable e-mail address. Enter one with the customer.',
    },
  ],
  [
    'there is no e-mail address that the customer has accepted and that works',
    {
      sv: 'Det finns ingen fungerande e-postadress som kunden har sagt ja till.',
      nb: 'Det finnes ingen fungerende e-postadresse som kunden har sagt ja til.',
      bg: 'Няма работещ имейл адрес, с който клиентът да е съгласен.',
      en: 'There is no working e-mail address that the customer has accepted.',
    },
  ],
  [
    'the mail server cannot be used: {said}',
    {
      sv: 'E-postservern kan inte användas: {said}',
      nb: 'E-posttjeneren kan ikke brukes: {said}',
      bg: 'Пощенският сървър не може да се използва: {said}',
      en: 'The mail server cannot be used: {said}',
    },
  ],
  [
    'the mail server does not take mail from us: {said}',
    {
      sv: 'E-postservern tar inte emot brev från oss: {said}',
      nb: 'E-posttjeneren tar ikke imot post fra oss: {said}',
      bg: 'Пощенският сървър не приема писма от нас: {said}',
      en: 'The mail server does not take mail from us: {said}',
    },
  ],
  [
    'the connection to the mail server broke before it confirmed the mail',
    {
      sv: 'Förbindelsen med e-postservern bröts innan den bekräftade brevet.',
      nb: 'Forbindelsen med e-posttjeneren ble brutt før den bekreftet brevet.',
      bg: 'Връзката с пощенския сървър прекъсна преди потвърждение.',
      en: 'The connection to the mail server broke before it confirmed the mail.',
    },
  ],
  [
    'the access point cannot be reached',
    {
      sv: 'Åtkomstpunkten kan inte nås.',
      nb: 'Aksesspunktet kan ikke nås.',
      bg: 'Точката за достъп е недостъпна.',
      en: 'The access point cannot be reached.',
    },
  ],
  [
    'the access point does not know the document yet',
    {
      sv: 'Åtkomstpunkten känner inte till dokumentet än.',
      nb: 'Aksesspunktet kjenner ikke dokumentet ennå.',
      bg: 'Точката за достъп още не познава документа.',
      en: 'The access point does not know the document yet.',
    },
  ],
  [
    'the access point did not answer: {said}',
    {
      sv: 'Åtkomstpunkten svarade inte: {said}',
      nb: 'Aksesspunktet svarte ikke: {said}',
      bg: 'Точката за достъп не отговори: {said}',
      en: 'The access point did not answer: {said}',
    },
  ],
  [
    'the access point refuses our token ({said})',
    {
      sv: 'Åtkomstpunkten godtar inte vår nyckel ({said}). Se över inställningen.',
      nb: 'Aksesspunktet godtar ikke nøkkelen vår ({said}). Se over oppsettet.',
      bg: 'Точката за достъп не приема нашия ключ ({said}). Проверете настройката.',
      en: 'The access point refuses our token ({said}). Look at the setting.',
    },
  ],
  [
    'the access point takes nothing now ({said})',
    {
      sv: 'Åtkomstpunkten tar inte emot något just nu ({said}).',
      nb: 'Aksesspunktet tar ikke imot noe akkurat nå ({said}).',
      bg: 'Точката за достъп сега не приема нищо ({said}).',
      en: 'The access point takes nothing now ({said}).',
    },
  ],
  [
    'the access point refuses the document ({code}): {said}',
    {
      sv: 'Åtkomstpunkten nekar dokumentet ({code}): {said}',
      nb: 'Aksesspunktet avviser dokumentet ({code}): {said}',
      bg: 'Точката за достъп отказва документа ({code}): {said}',
      en: 'The access point refuses the document ({code}): {said}',
    },
  ],
  [
    'the access point rejected it: {said}',
    {
      sv: 'Åtkomstpunkten avvisade det: {said}',
      nb: 'Aksesspunktet avviste det: {said}',
      bg: 'Точката за достъп го отхвърли: {said}',
      en: 'The access point rejected it: {said}',
    },
  ],
  [
    "the receiver's access point rejected it ({said})",
    {
      sv: 'Mottagarens åtkomstpunkt avvisade det ({said}).',
      nb: 'Mottakerens aksesspunkt avviste det ({said}).',
      bg: 'Точката за достъп на получателя го отхвърли ({said}).',
      en: "The receiver's access point rejected it ({said}).",
    },
  ],
  [
    'it could not be delivered: {said}',
    {
      sv: 'Det kunde inte levereras: {said}',
      nb: 'Det kunne ikke leveres: {said}',
      bg: 'Не може да се достави: {said}',
      en: 'It could not be delivered: {said}',
    },
  ],
  [
    'the company has no Peppol address: enter it among its own details',
    {
      sv: 'Företaget har ingen Peppol-adress. Ange den bland företagets uppgifter.',
      nb: 'Selskapet har ingen Peppol-adresse. Oppgi den blant selskapets opplysninger.',
      bg: 'Фирмата няма адрес в Peppol. Въведете го в данните ѝ.',
      en: 'The company has no Peppol address. Enter it among its own details.',
    },
  ],
  [
    'there is no Peppol address that the customer has accepted',
    {
      sv: 'Det finns ingen Peppol-adress som kunden har sagt ja till.',
      nb: 'Det finnes ingen Peppol-adresse som kunden har sagt ja til.',
      bg: 'Няма адрес в Peppol, с който клиентът да е съгласен.',
      en: 'There is no Peppol address that the customer has accepted.',
    },
  ],
  [
    'the official rules refuse it: {said}',
    {
      sv: 'De officiella reglerna underkänner det: {said}',
      nb: 'De offisielle reglene underkjenner det: {said}',
      bg: 'Официалните правила го отказват: {said}',
      en: 'The official rules refuse it: {said}',
    },
  ],
  [
    'it was annulled on {day}',
    {
      sv: 'Det makulerades {day}.',
      nb: 'Det ble annullert {day}.',
      bg: 'Анулирано на {day}.',
      en: 'It was annulled on {day}.',
    },
  ],
  [
    'protected identity: it goes by post through the authority alone',
    {
      sv: 'Skyddade personuppgifter: det går bara som brev via myndigheten.',
      nb: 'Sperret adresse: det går bare som brev via myndigheten.',
      bg: 'Защитени данни: изпраща се само по пощата чрез органа.',
      en: 'Protected identity: it goes by post through the authority alone.',
    },
  ],
  [
    'protected identity without a forwarding address: enter it, then send again',
    {
      sv: 'Skyddade personuppgifter utan förmedlingsadress. Ange den och skicka igen.',
      nb: 'Sperret adresse uten videresendingsadresse. Oppgi den og send på nytt.',
      bg: 'Защитени данни без адрес за препращане. Въведете го и изпратете отново.',
      en: 'Protected identity without a forwarding address. Enter it, then send again.',
    },
  ],
  [
    'the folder {said} is not there',
    {
      sv: 'Mappen {said} finns inte.',
      nb: 'Mappen {said} finnes ikke.',
      bg: 'Няма папка {said}.',
      en: 'The folder {said} is not there.',
    },
  ],
  [
    'its bundle was given up: {said}',
    {
      sv: 'Tryckbunten gavs upp: {said}',
      nb: 'Utskriftsbunken ble gitt opp: {said}',
      bg: 'Пакетът за печат е отказан: {said}',
      en: 'Its bundle was given up: {said}',
    },
  ],
  [
    'its bundle was not finished',
    {
      sv: 'Tryckbunten blev inte färdig.',
      nb: 'Utskriftsbunken ble ikke ferdig.',
      bg: 'Пакетът за печат не е завършен.',
      en: 'Its bundle was not finished.',
    },
  ],
]

const patterns = sentences.map(([says, phrase]) => ({
  names: [...says.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
  // The last placeholder takes all that follows, the others as little as fits.
  matches: new RegExp(
    `^${says
      .split(/\{\w+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('(.*?)')}$`,
    's',
  ),
  phrase,
}))

/** In the person's language, where the program wrote it; else as it was said. */
export function sayDelivery(text: string, language: Language): string {
  for (const { names, matches, phrase } of patterns) {
    const found = matches.exec(text)
    if (!found) continue
    return String(phrase[language]).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = found[names.indexOf(name) + 1] ?? ''
      return name === 'rest' ? sayDelivery(value, language) : value
    })
  }
  return text
}
