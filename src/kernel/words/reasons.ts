import { codes } from './codes.ts'
import type { Language, Phrase } from './phrase.ts'

/**
 * Why a document went as it went, in the program's words. What is stored is the sentence `says`, plain English as the API tells
 * it; people read it in their own language, also of what was stored years ago: so `says` is never changed, only joined by new ones.
 * Placeholders: {said} is a reason in its turn, or what a server or a person said; {causes} "dispute 1001, plan": codes with the
 * number of a document; {state} of an instalment plan; {day}, {count}, {status}, {name} as they are.
 */
export const reasons = {
  'outcome-unknown': {
    says: 'unknown outcome: {said}; find out whether it arrived, then record it',
    sv: 'Oklart om det kom fram. {said} Ta reda på det och anteckna det.',
    nb: 'Uklart om det kom fram. {said} Finn det ut og noter det.',
    bg: 'Не е ясно дали е пристигнало. {said} Проверете и отбележете.',
    en: 'It is not clear whether it arrived. {said} Find out, then record it.',
  },
  'given-up': {
    says: 'given up after {count} tries: {said}',
    sv: 'Gav upp efter {count} försök. {said}',
    nb: 'Ga opp etter {count} forsøk. {said}',
    bg: 'Отказ след {count} опита. {said}',
    en: 'Gave up after {count} tries. {said}',
  },
  'no-answer': {
    says: 'no answer within {count} seconds',
    sv: 'Inget svar på {count} sekunder.',
    nb: 'Ikke svar på {count} sekunder.',
    bg: 'Няма отговор за {count} секунди.',
    en: 'No answer within {count} seconds.',
  },
  'process-ended': {
    says: 'the process that sent it ended each time',
    sv: 'Utskicket avbröts varje gång.',
    nb: 'Utsendelsen ble avbrutt hver gang.',
    bg: 'Изпращането е прекъсвано всеки път.',
    en: 'The sending broke off each time.',
  },
  'nothing-left': {
    says: 'nothing had left: it waits again',
    sv: 'Inget hade lämnats. Det väntar igen.',
    nb: 'Ingenting var levert. Det venter igjen.',
    bg: 'Нищо не е предадено. Чака отново.',
    en: 'Nothing had left. It waits again.',
  },
  'document-hidden': {
    says: 'the document could not be read: is it visible to who sends?',
    sv: 'Dokumentet kunde inte läsas. Se efter om den som skickar får se det.',
    nb: 'Dokumentet kunne ikke leses. Se etter om den som sender, får se det.',
    bg: 'Документът не може да се прочете. Проверете дали изпращащият го вижда.',
    en: 'The document could not be read. See whether the sender may see it.',
  },
  'not-rendered': {
    says: 'not rendered: {said}',
    sv: 'Dokumentet kunde inte framställas: {said}',
    nb: 'Dokumentet kunne ikke lages: {said}',
    bg: 'Документът не може да се изготви: {said}',
    en: 'The document could not be made: {said}',
  },
  'e-mail-address-unusable': {
    says: 'there is no usable e-mail address',
    sv: 'Det finns ingen e-postadress som går att använda. Ange en hos kunden.',
    nb: 'Det finnes ingen brukbar e-postadresse. Oppgi en hos kunden.',
    bg: 'Няма използваем имейл адрес. Въведете го при клиента.',
    en: 'There is no usable e-mail address. Enter one with the customer.',
  },
  'e-mail-address-missing': {
    says: 'there is no e-mail address that the customer has accepted and that works',
    sv: 'Det finns ingen fungerande e-postadress som kunden har sagt ja till.',
    nb: 'Det finnes ingen fungerende e-postadresse som kunden har sagt ja til.',
    bg: 'Няма работещ имейл адрес, с който клиентът да е съгласен.',
    en: 'There is no working e-mail address that the customer has accepted.',
  },
  'mail-server-away': {
    says: 'the mail server cannot be used: {said}',
    sv: 'E-postservern kan inte användas: {said}',
    nb: 'E-posttjeneren kan ikke brukes: {said}',
    bg: 'Пощенският сървър не може да се използва: {said}',
    en: 'The mail server cannot be used: {said}',
  },
  'mail-server-refuses-us': {
    says: 'the mail server does not take mail from us: {said}',
    sv: 'E-postservern tar inte emot brev från oss: {said}',
    nb: 'E-posttjeneren tar ikke imot post fra oss: {said}',
    bg: 'Пощенският сървър не приема писма от нас: {said}',
    en: 'The mail server does not take mail from us: {said}',
  },
  'mail-unconfirmed': {
    says: 'the connection to the mail server broke before it confirmed the mail',
    sv: 'Förbindelsen med e-postservern bröts innan den bekräftade brevet.',
    nb: 'Forbindelsen med e-posttjeneren ble brutt før den bekreftet brevet.',
    bg: 'Връзката с пощенския сървър прекъсна преди потвърждение.',
    en: 'The connection to the mail server broke before it confirmed the mail.',
  },
  'access-point-away': {
    says: 'the access point cannot be reached',
    sv: 'Åtkomstpunkten kan inte nås.',
    nb: 'Aksesspunktet kan ikke nås.',
    bg: 'Точката за достъп е недостъпна.',
    en: 'The access point cannot be reached.',
  },
  'access-point-knows-not-yet': {
    says: 'the access point does not know the document yet',
    sv: 'Åtkomstpunkten känner inte till dokumentet än.',
    nb: 'Aksesspunktet kjenner ikke dokumentet ennå.',
    bg: 'Точката за достъп още не познава документа.',
    en: 'The access point does not know the document yet.',
  },
  'access-point-silent': {
    says: 'the access point did not answer: {said}',
    sv: 'Åtkomstpunkten svarade inte: {said}',
    nb: 'Aksesspunktet svarte ikke: {said}',
    bg: 'Точката за достъп не отговори: {said}',
    en: 'The access point did not answer: {said}',
  },
  'access-point-refuses-token': {
    says: 'the access point refuses our token ({said})',
    sv: 'Åtkomstpunkten godtar inte vår nyckel ({said}). Se över inställningen.',
    nb: 'Aksesspunktet godtar ikke nøkkelen vår ({said}). Se over oppsettet.',
    bg: 'Точката за достъп не приема нашия ключ ({said}). Проверете настройката.',
    en: 'The access point refuses our token ({said}). Look at the setting.',
  },
  'access-point-busy': {
    says: 'the access point takes nothing now ({said})',
    sv: 'Åtkomstpunkten tar inte emot något just nu ({said}).',
    nb: 'Aksesspunktet tar ikke imot noe akkurat nå ({said}).',
    bg: 'Точката за достъп сега не приема нищо ({said}).',
    en: 'The access point takes nothing now ({said}).',
  },
  'access-point-refuses': {
    says: 'the access point refuses the document ({status}): {said}',
    sv: 'Åtkomstpunkten nekar dokumentet ({status}): {said}',
    nb: 'Aksesspunktet avviser dokumentet ({status}): {said}',
    bg: 'Точката за достъп отказва документа ({status}): {said}',
    en: 'The access point refuses the document ({status}): {said}',
  },
  'access-point-rejected': {
    says: 'the access point rejected it: {said}',
    sv: 'Åtkomstpunkten avvisade det: {said}',
    nb: 'Aksesspunktet avviste det: {said}',
    bg: 'Точката за достъп го отхвърли: {said}',
    en: 'The access point rejected it: {said}',
  },
  'receiver-rejected': {
    says: "the receiver's access point rejected it ({said})",
    sv: 'Mottagarens åtkomstpunkt avvisade det ({said}).',
    nb: 'Mottakerens aksesspunkt avviste det ({said}).',
    bg: 'Точката за достъп на получателя го отхвърли ({said}).',
    en: "The receiver's access point rejected it ({said}).",
  },
  undeliverable: {
    says: 'it could not be delivered: {said}',
    sv: 'Det kunde inte levereras: {said}',
    nb: 'Det kunne ikke leveres: {said}',
    bg: 'Не може да се достави: {said}',
    en: 'It could not be delivered: {said}',
  },
  'peppol-sender-missing': {
    says: 'the company has no Peppol address: enter it among its own details',
    sv: 'Företaget har ingen Peppol-adress. Ange den bland företagets uppgifter.',
    nb: 'Selskapet har ingen Peppol-adresse. Oppgi den blant selskapets opplysninger.',
    bg: 'Фирмата няма адрес в Peppol. Въведете го в данните ѝ.',
    en: 'The company has no Peppol address. Enter it among its own details.',
  },
  'peppol-receiver-missing': {
    says: 'there is no Peppol address that the customer has accepted',
    sv: 'Det finns ingen Peppol-adress som kunden har sagt ja till.',
    nb: 'Det finnes ingen Peppol-adresse som kunden har sagt ja til.',
    bg: 'Няма адрес в Peppol, с който клиентът да е съгласен.',
    en: 'There is no Peppol address that the customer has accepted.',
  },
  'official-rules': {
    says: 'the official rules refuse it: {said}',
    sv: 'De officiella reglerna underkänner det: {said}',
    nb: 'De offisielle reglene underkjenner det: {said}',
    bg: 'Официалните правила го отказват: {said}',
    en: 'The official rules refuse it: {said}',
  },
  annulled: {
    says: 'it was annulled on {day}',
    sv: 'Det makulerades {day}.',
    nb: 'Det ble annullert {day}.',
    bg: 'Анулирано на {day}.',
    en: 'It was annulled on {day}.',
  },
  protected: {
    says: 'protected identity: it goes by post through the authority alone',
    sv: 'Skyddade personuppgifter: det går bara som brev via myndigheten.',
    nb: 'Sperret adresse: det går bare som brev via myndigheten.',
    bg: 'Защитени данни: изпраща се само по пощата чрез органа.',
    en: 'Protected identity: it goes by post through the authority alone.',
  },
  'protected-without-address': {
    says: 'protected identity without a forwarding address: enter it, then send again',
    sv: 'Skyddade personuppgifter utan förmedlingsadress. Ange den och skicka igen.',
    nb: 'Sperret adresse uten videresendingsadresse. Oppgi den og send på nytt.',
    bg: 'Защитени данни без адрес за препращане. Въведете го и изпратете отново.',
    en: 'Protected identity without a forwarding address. Enter it, then send again.',
  },
  'folder-away': {
    says: 'the folder {said} is not there',
    sv: 'Mappen {said} finns inte.',
    nb: 'Mappen {said} finnes ikke.',
    bg: 'Няма папка {said}.',
    en: 'The folder {said} is not there.',
  },
  'bundle-given-up': {
    says: 'its bundle was given up: {said}',
    sv: 'Tryckbunten gavs upp: {said}',
    nb: 'Utskriftsbunken ble gitt opp: {said}',
    bg: 'Пакетът за печат е отказан: {said}',
    en: 'Its bundle was given up: {said}',
  },
  'bundle-unfinished': {
    says: 'its bundle was not finished',
    sv: 'Tryckbunten blev inte färdig.',
    nb: 'Utskriftsbunken ble ikke ferdig.',
    bg: 'Пакетът за печат не е завършен.',
    en: 'Its bundle was not finished.',
  },
  'access-point-answers': {
    says: 'the access point answers {status} and does not know the document',
    sv: 'Åtkomstpunkten svarar {status} och känner inte till dokumentet.',
    nb: 'Aksesspunktet svarer {status} og kjenner ikke dokumentet.',
    bg: 'Точката за достъп отговаря {status} и не познава документа.',
    en: 'The access point answers {status} and does not know the document.',
  },
  'access-point-status-failed': {
    says: 'the access point answers {status} when asked for the status',
    sv: 'Åtkomstpunkten svarar {status} på frågan hur det gick.',
    nb: 'Aksesspunktet svarer {status} på spørsmålet om hvordan det gikk.',
    bg: 'Точката за достъп отговаря {status} на въпроса какво е станало.',
    en: 'The access point answers {status} when asked what became of it.',
  },
  'access-point-status-foreign': {
    says: 'the access point gives a status that is not of this document',
    sv: 'Åtkomstpunkten svarade om ett annat dokument.',
    nb: 'Aksesspunktet svarte om et annet dokument.',
    bg: 'Точката за достъп отговори за друг документ.',
    en: 'The access point answered about another document.',
  },
  'access-point-took': {
    says: 'the access point has it ({said})',
    sv: 'Åtkomstpunkten har det ({said}).',
    nb: 'Aksesspunktet har det ({said}).',
    bg: 'При точката за достъп е ({said}).',
    en: 'The access point has it ({said}).',
  },
  'receiver-took': {
    says: "the receiver's access point has it",
    sv: 'Mottagarens åtkomstpunkt har tagit emot det.',
    nb: 'Mottakerens aksesspunkt har tatt imot det.',
    bg: 'Точката за достъп на получателя го е приела.',
    en: "The receiver's access point has it.",
  },
  'mail-came-back': {
    says: 'the mail came back: {said}',
    sv: 'E-posten kom tillbaka: {said}',
    nb: 'E-posten kom i retur: {said}',
    bg: 'Имейлът се върна: {said}',
    en: 'The mail came back: {said}',
  },
  'mobile-number-missing': {
    says: 'there is no mobile number that the customer has accepted',
    sv: 'Det finns inget mobilnummer som kunden har sagt ja till.',
    nb: 'Det finnes ikke noe mobilnummer som kunden har sagt ja til.',
    bg: 'Няма мобилен номер, с който клиентът да е съгласен.',
    en: 'There is no mobile number that the customer has accepted.',
  },
  'mobile-number-unusable': {
    says: 'the mobile number cannot be called: write it with the country’s code',
    sv: 'Mobilnumret går inte att använda. Skriv det med landsnummer.',
    nb: 'Mobilnummeret kan ikke brukes. Skriv det med landkode.',
    bg: 'Мобилният номер не може да се използва. Напишете го с кода на страната.',
    en: 'The mobile number cannot be used. Write it with the country’s code.',
  },
  'sms-provider-away': {
    says: 'the provider of text messages cannot be reached',
    sv: 'Sms-leverantören kan inte nås.',
    nb: 'SMS-leverandøren kan ikke nås.',
    bg: 'Доставчикът на SMS е недостъпен.',
    en: 'The provider of text messages cannot be reached.',
  },
  'sms-provider-silent': {
    says: 'the provider did not answer: {said}',
    sv: 'Sms-leverantören svarade inte: {said}',
    nb: 'SMS-leverandøren svarte ikke: {said}',
    bg: 'Доставчикът на SMS не отговори: {said}',
    en: 'The provider of text messages did not answer: {said}',
  },
  'sms-provider-answers': {
    says: 'the provider answers {status}: {said}',
    sv: 'Sms-leverantören svarar {status}: {said}',
    nb: 'SMS-leverandøren svarer {status}: {said}',
    bg: 'Доставчикът на SMS отговаря {status}: {said}',
    en: 'The provider of text messages answers {status}: {said}',
  },
  'sms-provider-answers-nothing': {
    says: 'the provider answers {status} and says no more',
    sv: 'Sms-leverantören svarar {status} och inget mer.',
    nb: 'SMS-leverandøren svarer {status} og ikke mer.',
    bg: 'Доставчикът на SMS отговаря само {status}.',
    en: 'The provider of text messages answers {status} and says no more.',
  },
  'sms-provider-status-failed': {
    says: 'the provider answers {status} when asked what became of a message',
    sv: 'Sms-leverantören svarar {status} på frågan hur det gick.',
    nb: 'SMS-leverandøren svarer {status} på spørsmålet om hvordan det gikk.',
    bg: 'Доставчикът на SMS отговаря {status} на въпроса какво е станало.',
    en: 'The provider of text messages answers {status} when asked what became of it.',
  },
  'sms-provider-status-unknown': {
    says: 'the provider’s answer does not say what became of the message',
    sv: 'Sms-leverantörens svar säger inte hur det gick.',
    nb: 'SMS-leverandørens svar sier ikke hvordan det gikk.',
    bg: 'Отговорът на доставчика на SMS не казва какво е станало.',
    en: 'The provider’s answer does not say what became of the message.',
  },
  'sms-unconfirmed': {
    says: 'the provider’s answer was lost, and it cannot be asked for by our id',
    sv: 'Sms-leverantörens svar kom bort, och det går inte att fråga efter meddelandet.',
    nb: 'SMS-leverandørens svar ble borte, og det går ikke an å spørre etter meldingen.',
    bg: 'Отговорът на доставчика на SMS се изгуби и за съобщението не може да се попита.',
    en: 'The provider’s answer was lost, and the message cannot be asked for.',
  },
  'sms-setting-lacks': {
    says: 'the setting delivery-sms has no {name}',
    sv: 'Inställningen för sms saknar {name}.',
    nb: 'Oppsettet for SMS mangler {name}.',
    bg: 'В настройката за SMS липсва {name}.',
    en: 'The setting for text messages has no {name}.',
  },
  'sms-setting-address': {
    says: 'the address of the provider does not begin with https://',
    sv: 'Sms-leverantörens adress börjar inte med https://.',
    nb: 'Adressen til SMS-leverandøren begynner ikke med https://.',
    bg: 'Адресът на доставчика на SMS не започва с https://.',
    en: 'The address of the provider does not begin with https://.',
  },
  'phone-took': {
    says: 'the phone has it ({said})',
    sv: 'Telefonen har tagit emot det ({said}).',
    nb: 'Telefonen har mottatt det ({said}).',
    bg: 'Телефонът го е получил ({said}).',
    en: 'The phone has it ({said}).',
  },
  'bundle-stale': {
    says: 'a letter in it must not leave any more',
    sv: 'ett av breven får inte längre skickas.',
    nb: 'et av brevene må ikke lenger sendes.',
    bg: 'едно от писмата вече не бива да се изпраща.',
    en: 'one of the letters must not leave any more.',
  },
  'bundle-dropped': {
    says: 'dropped in the folder of the print house',
    sv: 'Lämnat i tryckeriets mapp.',
    nb: 'Lagt i trykkeriets mappe.',
    bg: 'Оставено в папката на печатницата.',
    en: 'Left in the folder of the print house.',
  },
  'bundle-handed-over': {
    says: 'handed over to the print house',
    sv: 'Lämnat till tryckeriet.',
    nb: 'Levert til trykkeriet.',
    bg: 'Предадено на печатницата.',
    en: 'Handed over to the print house.',
  },
  'channel-sms-law': {
    says: 'a text message cannot hold what the law wants in such a letter',
    sv: 'Ett sms rymmer inte det som lagen kräver i ett sådant brev.',
    nb: 'En SMS rommer ikke det loven krever i et slikt brev.',
    bg: 'SMS не побира това, което законът изисква за такова писмо.',
    en: 'A text message cannot hold what the law wants in such a letter.',
  },
  'channel-peppol-country': {
    says: 'a reminder is never sent as a Peppol document here',
    sv: 'Påminnelser skickas aldrig via Peppol här.',
    nb: 'Purringer sendes aldri via Peppol her.',
    bg: 'Тук напомняния не се изпращат по Peppol.',
    en: 'Reminders are never sent by Peppol here.',
  },
  'channel-peppol-kind': {
    says: 'the Peppol network has a document for reminders alone',
    sv: 'I Peppol finns bara ett dokument för påminnelser, inte för ett sådant brev.',
    nb: 'I Peppol finnes bare et dokument for purringer, ikke for et slikt brev.',
    bg: 'В Peppol има документ само за напомняния, не и за такова писмо.',
    en: 'Peppol has a document for reminders alone, not for such a letter.',
  },
  'channel-peppol-claims': {
    says: 'an EHF Reminder tells of one invoice, this letter of {count}',
    sv: 'En EHF Reminder gäller en faktura, brevet gäller {count}.',
    nb: 'En EHF Reminder gjelder én faktura, brevet gjelder {count}.',
    bg: 'EHF Reminder е за една фактура, а писмото е за {count}.',
    en: 'An EHF Reminder tells of one invoice, this letter of {count}.',
  },
  'reminder-without-invoice': {
    says: 'the claim is of no invoice that was issued here: an EHF Reminder repeats one',
    sv: 'Fordran hör inte till en faktura härifrån, och en EHF Reminder upprepar en sådan.',
    nb: 'Kravet hører ikke til en faktura herfra, og en EHF Reminder gjentar en slik.',
    bg: 'Вземането не е по фактура, издадена тук, а EHF Reminder повтаря фактура.',
    en: 'The claim is of no invoice issued here, and an EHF Reminder repeats one.',
  },
  'reminder-unfit': {
    says: 'the reminder cannot be sent as a Peppol document: {said}',
    sv: 'Påminnelsen kan inte skickas via Peppol: {said}',
    nb: 'Purringen kan ikke sendes via Peppol: {said}',
    bg: 'Напомнянето не може да се изпрати по Peppol: {said}',
    en: 'The reminder cannot be sent by Peppol: {said}',
  },
  'not-to-be-asked-for': {
    says: 'not to be asked for any more: {causes}',
    sv: 'Får inte längre krävas: {causes}.',
    nb: 'Skal ikke lenger kreves: {causes}.',
    bg: 'Вече не бива да се търси: {causes}.',
    en: 'Not to be asked for any more: {causes}.',
  },
  // Before the next, which fits its sentence too.
  'bank-known-through': {
    says: 'nothing is known yet: the bank has told of money through {day}',
    sv: 'Det går inte att veta än: banken har berättat om pengar till och med {day}.',
    nb: 'Det er ikke mulig å vite ennå: banken har meldt om penger til og med {day}.',
    bg: 'Още не се знае: банката е съобщила за плащания до {day}.',
    en: 'Nothing is known yet: the bank has told of money through {day}.',
  },
  'nothing-known-yet': {
    says: 'nothing is known yet: {causes}',
    sv: 'Det går inte att veta än: {causes}.',
    nb: 'Det er ikke mulig å vite ennå: {causes}.',
    bg: 'Още не се знае: {causes}.',
    en: 'Nothing is known yet: {causes}.',
  },
  'not-to-be-told': {
    says: 'not to be told any more: {said}',
    sv: 'Ska inte längre skickas: {said}',
    nb: 'Skal ikke lenger sendes: {said}',
    bg: 'Вече не бива да се изпраща: {said}',
    en: 'Not to be sent any more: {said}',
  },
  'letter-recalled': {
    says: 'recalled',
    sv: 'brevet är återkallat.',
    nb: 'brevet er trukket tilbake.',
    bg: 'писмото е оттеглено.',
    en: 'the letter was recalled.',
  },
  'deferral-over': {
    says: 'the deferral is over',
    sv: 'anståndet är slut.',
    nb: 'betalingsutsettelsen er over.',
    bg: 'отсрочката е приключила.',
    en: 'the deferral is over.',
  },
  'plan-changed': {
    says: 'the plan was changed',
    sv: 'planen har ändrats.',
    nb: 'avtalen er endret.',
    bg: 'планът е променен.',
    en: 'the plan was changed.',
  },
  'plan-stands': {
    says: 'the plan is {state}',
    sv: 'planen är {state}.',
    nb: 'avtalen er {state}.',
    bg: 'планът е {state}.',
    en: 'the plan is {state}.',
  },
  'answer-day-passed': {
    says: 'the day to answer has passed',
    sv: 'sista dagen att svara har gått.',
    nb: 'siste dag for svar er passert.',
    bg: 'срокът за отговор е изтекъл.',
    en: 'the day to answer has passed.',
  },
  'pay-day-passed': {
    says: 'its last day has passed',
    sv: 'dess sista betalningsdag har gått.',
    nb: 'siste betalingsdag er passert.',
    bg: 'последният му ден за плащане е минал.',
    en: 'its last day has passed.',
  },
  'money-came': {
    says: 'money has come',
    sv: 'det har kommit pengar.',
    nb: 'det har kommet penger.',
    bg: 'постъпили са пари.',
    en: 'money has come.',
  },
  'nothing-overdue': {
    says: 'nothing is overdue any more',
    sv: 'Inget är förfallet längre.',
    nb: 'Ingenting er forfalt lenger.',
    bg: 'Вече няма просрочено.',
    en: 'Nothing is overdue any more.',
  },
  'colleague-left': {
    says: 'the colleague has left',
    sv: 'Medarbetaren har slutat.',
    nb: 'Medarbeideren har sluttet.',
    bg: 'Колегата е напуснал.',
    en: 'The colleague has left.',
  },
  'portal-missing': {
    says: 'there is no customer portal yet',
    sv: 'Det finns ingen kundportal än.',
    nb: 'Det finnes ingen kundeportal ennå.',
    bg: 'Все още няма портал за клиенти.',
    en: 'There is no customer portal yet.',
  },
  internal: {
    says: 'internal: nothing leaves',
    sv: 'Internt: inget skickas.',
    nb: 'Internt: ingenting sendes.',
    bg: 'Вътрешно: нищо не се изпраща.',
    en: 'Internal: nothing leaves.',
  },
  'court-by-default': {
    says: 'no court is known for the debtor’s address: the default one was taken; see that it is the right one',
    sv: 'Ingen domstol är känd för gäldenärens adress, så den förvalda togs. Kontrollera att den är behörig.',
    nb: 'Ingen domstol eller noe forliksråd er kjent for skyldnerens adresse, så standardvalget ble brukt. Kontroller at det er rett sted.',
    bg: 'За адреса на длъжника не е известен съд и е взет този по подразбиране. Проверете дали е компетентен.',
    en: 'No court is known for the debtor’s address, so the default one was taken. See that it is the right one.',
  },
  'agency-away': {
    says: 'the agency cannot be reached',
    sv: 'Ombudet kan inte nås.',
    nb: 'Inkassoforetaket kan ikke nås.',
    bg: 'Агенцията е недостъпна.',
    en: 'The agency cannot be reached.',
  },
  'agency-not-set-up': {
    says: 'the agency cannot be reached as it is set up: {said}',
    sv: 'Ombudet kan inte nås så som det är upplagt: {said}',
    nb: 'Inkassoforetaket kan ikke nås slik det er satt opp: {said}',
    bg: 'Агенцията е недостъпна при сегашните ѝ настройки: {said}',
    en: 'The agency cannot be reached as it is set up: {said}',
  },
  'agency-silent': {
    says: 'the agency does not answer: {said}',
    sv: 'Ombudet svarar inte: {said}',
    nb: 'Inkassoforetaket svarer ikke: {said}',
    bg: 'Агенцията не отговаря: {said}',
    en: 'The agency does not answer: {said}',
  },
  'agency-answered': {
    says: 'the agency answered {status}',
    sv: 'Ombudet svarade {status}.',
    nb: 'Inkassoforetaket svarte {status}.',
    bg: 'Агенцията отговори {status}.',
    en: 'The agency answered {status}.',
  },
  'agency-answer-lost': {
    says: 'the answer was lost, and the agency does not know it yet',
    sv: 'Svaret kom bort, och ombudet känner inte till ärendet än.',
    nb: 'Svaret ble borte, og inkassoforetaket kjenner ikke saken ennå.',
    bg: 'Отговорът се изгуби и агенцията още не познава преписката.',
    en: 'The answer was lost, and the agency does not know the case yet.',
  },
  'agency-answer-cut': {
    says: 'the agency’s answer was cut off: it is asked',
    sv: 'Ombudets svar blev avbrutet. Ombudet frågas igen.',
    nb: 'Svaret fra inkassoforetaket ble avbrutt. Det spørres igjen.',
    bg: 'Отговорът на агенцията прекъсна. Тя ще бъде попитана отново.',
    en: 'The agency’s answer was cut off. It is asked again.',
  },
  'agency-gave-no-id': {
    says: 'the agency has given no id for this invoice',
    sv: 'Ombudet har inte gett fakturan något ärendenummer.',
    nb: 'Inkassoforetaket har ikke gitt fakturaen noe saksnummer.',
    bg: 'Агенцията не е дала номер за тази фактура.',
    en: 'The agency has given no case number for this invoice.',
  },
  'agency-cases-unclear': {
    says: 'the agency did not say which case is whose: it is asked',
    sv: 'Ombudet sade inte vilket ärende som är vems. Ombudet frågas.',
    nb: 'Inkassoforetaket sa ikke hvilken sak som er hvem sin. Det spørres.',
    bg: 'Агенцията не каза коя преписка чия е. Тя ще бъде попитана.',
    en: 'The agency did not say which case is whose. It is asked.',
  },
  'agency-took-part': {
    says: 'the agency has taken a part of the case only: ask it',
    sv: 'Ombudet har bara tagit emot en del av ärendet. Fråga ombudet.',
    nb: 'Inkassoforetaket har bare tatt imot en del av saken. Spør dem.',
    bg: 'Агенцията е приела само част от преписката. Попитайте я.',
    en: 'The agency has taken only a part of the case. Ask it.',
  },
  'agency-busy': {
    says: 'the agency asks to be slower',
    sv: 'Ombudet ber om längre mellanrum.',
    nb: 'Inkassoforetaket ber om lengre mellomrom.',
    bg: 'Агенцията иска по-рядко изпращане.',
    en: 'The agency asks for longer pauses.',
  },
  'agency-refuses-key': {
    says: 'the agency does not let us in ({status}): look at the key',
    sv: 'Ombudet släpper inte in oss ({status}). Se över nyckeln.',
    nb: 'Inkassoforetaket slipper oss ikke inn ({status}). Se over nøkkelen.',
    bg: 'Агенцията не ни допуска ({status}). Проверете ключа.',
    en: 'The agency does not let us in ({status}). Look at the key.',
  },
  'agency-refused': {
    says: 'the agency refuses it with {status}',
    sv: 'Ombudet säger nej ({status}).',
    nb: 'Inkassoforetaket sier nei ({status}).',
    bg: 'Агенцията отказва ({status}).',
    en: 'The agency refuses it ({status}).',
  },
  'agency-address-foreign': {
    says: 'the answer {status} is not in the agency’s own words: look at the address',
    sv: 'Svaret {status} kommer inte från ombudet. Se över adressen.',
    nb: 'Svaret {status} kommer ikke fra inkassoforetaket. Se over adressen.',
    bg: 'Отговорът {status} не е от агенцията. Проверете адреса.',
    en: 'The answer {status} does not come from the agency. Look at the address.',
  },
  'agency-list-short': {
    says: 'the agency counts {count} and shows {found}',
    sv: 'Ombudet räknar till {count} men visar {found}.',
    nb: 'Inkassoforetaket teller {count}, men viser {found}.',
    bg: 'Агенцията брои {count}, а показва {found}.',
    en: 'The agency counts {count} but shows {found}.',
  },
  'agency-list-endless': {
    says: 'the agency’s list does not end',
    sv: 'Ombudets lista tar inte slut.',
    nb: 'Listen fra inkassoforetaket tar ikke slutt.',
    bg: 'Списъкът на агенцията няма край.',
    en: 'The agency’s list does not end.',
  },
  'bureau-answered': {
    says: 'the bureau answered {status}',
    sv: 'Upplysningsföretaget svarade {status}.',
    nb: 'Opplysningsforetaket svarte {status}.',
    bg: 'Бюрото отговори с {status}.',
    en: 'The bureau answered {status}.',
  },
  'bureau-away': {
    says: 'the bureau cannot be reached',
    sv: 'Upplysningsföretaget kan inte nås.',
    nb: 'Opplysningsforetaket kan ikke nås.',
    bg: 'Бюрото е недостъпно.',
    en: 'The bureau cannot be reached.',
  },
  'bureau-busy': {
    says: 'the bureau asks to be slower',
    sv: 'Upplysningsföretaget ber om längre mellanrum mellan frågorna.',
    nb: 'Opplysningsforetaket ber om lengre mellomrom mellom spørsmålene.',
    bg: 'Бюрото иска по-рядко запитване.',
    en: 'The bureau asks for longer pauses between questions.',
  },
  'bureau-refuses-key': {
    says: 'the bureau does not let us in ({status}): look at the key',
    sv: 'Upplysningsföretaget släpper inte in oss ({status}). Se över nyckeln.',
    nb: 'Opplysningsforetaket slipper oss ikke inn ({status}). Se over nøkkelen.',
    bg: 'Бюрото не ни допуска ({status}). Проверете ключа.',
    en: 'The bureau does not let us in ({status}). Look at the key.',
  },
  'bureau-no-json': {
    says: 'the answer is no JSON',
    sv: 'Svaret går inte att läsa: det är inte JSON.',
    nb: 'Svaret kan ikke leses: det er ikke JSON.',
    bg: 'Отговорът не може да се прочете: не е JSON.',
    en: 'The answer cannot be read: it is no JSON.',
  },
  'bureau-shape': {
    says: 'the answer has another shape than the setting says: {said}',
    sv: 'Svaret ser inte ut som inställningen säger: {said}',
    nb: 'Svaret ser ikke ut slik innstillingen sier: {said}',
    bg: 'Отговорът не е във вида от настройката: {said}',
    en: 'The answer is not of the shape that the setting says: {said}',
  },
  'bureau-too-large': {
    says: 'the answer of the bureau is too large',
    sv: 'Svaret från upplysningsföretaget är för stort.',
    nb: 'Svaret fra opplysningsforetaket er for stort.',
    bg: 'Отговорът на бюрото е твърде голям.',
    en: 'The answer of the bureau is too large.',
  },
  'bureau-unmonitored': {
    says: 'this bureau is not set up for monitoring',
    sv: 'Upplysningsföretaget är inte inställt för bevakning.',
    nb: 'Opplysningsforetaket er ikke satt opp for overvåking.',
    bg: 'За това бюро не е зададено наблюдение.',
    en: 'This bureau is not set up for monitoring.',
  },
  'bureau-number-unknown': {
    says: 'the bureau does not know the number',
    sv: 'Upplysningsföretaget känner inte till numret.',
    nb: 'Opplysningsforetaket kjenner ikke nummeret.',
    bg: 'Бюрото не познава номера.',
    en: 'The bureau does not know the number.',
  },
  'amili-dispute': {
    says: 'Amili takes no disputes by its interface: tell it that the claim is disputed, and say here that it knows',
    sv: 'Amili tar inte emot bestridanden maskinellt. Berätta för Amili att fordran är bestridd och ange här att de vet.',
    nb: 'Amili tar ikke imot innsigelser maskinelt. Fortell Amili at kravet er bestridt, og si fra her at de vet det.',
    bg: 'Amili не приема възражения по електронен път. Кажете на Amili, че вземането е оспорено, и отбележете тук, че знаят.',
    en: 'Amili takes no disputes by machine. Tell Amili that the claim is disputed, and say here that they know.',
  },
  'amili-dispute-ended': {
    says: 'Amili takes no disputes by its interface: tell it that the dispute is over, and say here that it knows',
    sv: 'Amili tar inte emot bestridanden maskinellt. Berätta för Amili att tvisten är över och ange här att de vet.',
    nb: 'Amili tar ikke imot innsigelser maskinelt. Fortell Amili at innsigelsen er avgjort, og si fra her at de vet det.',
    bg: 'Amili не приема възражения по електронен път. Кажете на Amili, че спорът е приключил, и отбележете тук, че знаят.',
    en: 'Amili takes no disputes by machine. Tell Amili that the dispute is over, and say here that they know.',
  },
  'case-not-to-go': {
    says: 'not to be handed over any more: {causes}',
    sv: 'Ska inte längre lämnas över: {causes}.',
    nb: 'Skal ikke lenger overføres: {causes}.',
    bg: 'Вече не бива да се предава: {causes}.',
    en: 'Not to be handed over any more: {causes}.',
  },
  'case-taken-back': {
    says: 'taken back before it left: {said}',
    sv: 'Taget tillbaka innan det gick: {said}',
    nb: 'Tatt tilbake før det ble sendt: {said}',
    bg: 'Върнато преди изпращане: {said}',
    en: 'Taken back before it left: {said}',
  },
  'case-paid': {
    says: 'paid in full',
    sv: 'Betalt i sin helhet.',
    nb: 'Betalt i sin helhet.',
    bg: 'Платено изцяло.',
    en: 'Paid in full.',
  },
  'authority-refused-file': {
    says: 'the authority refuses file {name}: {said}',
    sv: 'Myndigheten nekar filen {name}: {said}',
    nb: 'Myndigheten avviser filen {name}: {said}',
    bg: 'Органът отказва файл {name}: {said}',
    en: 'The authority refuses file {name}: {said}',
  },
  'forwarding-address-missing': {
    says: 'protected identity without a forwarding address: enter the forwarding address of the authority',
    sv: 'Skyddade personuppgifter utan förmedlingsadress. Ange myndighetens förmedlingsadress.',
    nb: 'Sperret adresse uten videresendingsadresse. Oppgi myndighetens videresendingsadresse.',
    bg: 'Защитени данни без адрес за препращане. Въведете адреса за препращане чрез органа.',
    en: 'Protected identity without a forwarding address. Enter the forwarding address of the authority.',
  },
} as const satisfies Record<string, Phrase & { says: string }>

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type Code = keyof typeof reasons
type Values<C extends Code> = Record<Names<(typeof reasons)[C]['says']>, string | number>

/** A sentence that every language has, or what an outside party said in its own words. */
export type Reason = string & { readonly _: 'reason' }

export function reason<C extends Code>(
  code: C,
  ...[values]: Names<(typeof reasons)[C]['says']> extends never ? [] : [Values<C>]
): Reason {
  return fill(reasons[code].says, (name) => String((values as Record<string, unknown>)[name])) as Reason
}

/** What a server or the file system said: no language of ours. */
export const asSaid = (text: string): Reason => text as Reason

const fill = (text: string, named: (name: string) => string): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => named(name))

const patterns = Object.values<Phrase & { says: string }>(reasons).map(({ says, ...phrase }) => ({
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
export function sayReason(text: string, language: Language): string {
  for (const { names, matches, phrase } of patterns) {
    const found = matches.exec(text)
    if (!found) continue
    return fill(String(phrase[language]), (name) => sayValue(name, found[names.indexOf(name) + 1] ?? '', language))
  }
  return text
}

function sayValue(name: string, value: string, language: Language): string {
  if (name === 'said') return sayReason(value, language)
  if (name === 'state') return wordIn([codes.planState], value, language)
  if (name !== 'causes') return value
  return value
    .split(', ')
    .map((cause) => {
      const [code = '', ...number] = cause.split(' ')
      return [wordIn([codes.dunningCause, codes.hindrance, codes.caseStop], code, language), ...number].join(' ')
    })
    .join(', ')
}

function wordIn(lists: readonly Record<string, Phrase>[], code: string, language: Language): string {
  const phrase = lists.find((list) => Object.hasOwn(list, code))?.[code]
  return phrase ? String(phrase[language]) : code
}
