import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  'bundle.ended': {
    sv: 'Bunten är redan överlämnad eller avslutad. Läs in listan på nytt.',
    nb: 'Bunten er allerede overlevert eller avsluttet. Last inn listen på nytt.',
    bg: 'Пакетът вече е предаден или приключен. Заредете списъка отново.',
    en: 'The bundle has been handed over or ended. Load the list again.',
  },
  'bundle.must-not-leave': {
    sv: '{letters} brev i bunten får inte längre gå ut. Ge upp bunten och skriv ut på nytt, så tas de bort.',
    nb: '{letters} brev i bunten skal ikke lenger ut. Oppgi bunten og skriv ut på nytt, så tas de ut.',
    bg: '{letters} писма от пакета вече не бива да излизат. Откажете пакета и отпечатайте отново без тях.',
    en: '{letters} letters of the bundle must not leave any more. Give the bundle up and print anew without them.',
  },
  'bundle.not-a-pdf': {
    sv: 'Dokument {number} är ingen läsbar PDF. Ta ut det ur bunten.',
    nb: 'Dokument {number} er ingen lesbar PDF. Ta det ut av bunten.',
    bg: 'Документ {number} не е четим PDF. Извадете го от пакета.',
    en: 'Document {number} is no readable PDF. Take it out of the bundle.',
  },
  'bundle.too-large': {
    sv: 'Bunten är för stor: {documents} dokument. Gör flera.',
    nb: 'Bunten er for stor: {documents} dokumenter. Lag flere.',
    bg: 'Пакетът е твърде голям: {documents} документа. Направете няколко.',
    en: 'The bundle is too large: {documents} documents. Make several.',
  },
  'bundle.unknown': {
    sv: 'Bunten finns inte, eller så får du inte se den. Läs in listan på nytt.',
    nb: 'Bunten finnes ikke, eller du har ikke tilgang til den. Last inn listen på nytt.',
    bg: 'Пакетът не съществува или нямате достъп до него. Заредете списъка отново.',
    en: 'The bundle does not exist, or you may not see it. Load the list again.',
  },
  'delivery.already-waiting': {
    sv: 'Väntar redan på att skickas: {documents}. De går av sig själva.',
    nb: 'Venter allerede på å sendes: {documents}. De går av seg selv.',
    bg: 'Вече чакат изпращане: {documents}. Ще тръгнат сами.',
    en: 'Waiting to be sent already: {documents}. They leave by themselves.',
  },
  'delivery.channel-not-set-up': {
    sv: 'Kanalen {channel} är inte inställd. Dokumenten väntar tills den är det.',
    nb: 'Kanalen {channel} er ikke satt opp. Dokumentene venter til den er det.',
    bg: 'Каналът {channel} не е настроен. Документите чакат дотогава.',
    en: 'The channel {channel} is not set up. Documents wait until it is.',
  },
  'delivery.mass-resend': {
    sv: '{documents} dokument skickas en gång till. Bekräfta antalet om du menar det.',
    nb: '{documents} dokumenter sendes en gang til. Bekreft antallet hvis du mener det.',
    bg: 'Ще бъдат изпратени повторно {documents} документа. Потвърдете броя, ако това искате.',
    en: '{documents} documents would leave once more. Confirm the number if that is meant.',
  },
  'delivery.no-file': {
    sv: 'Dokumentet är inte framställt än. Vänta tills det är gjort.',
    nb: 'Dokumentet er ikke laget ennå. Vent til det er gjort.',
    bg: 'Документът още не е изготвен. Изчакайте.',
    en: 'Nothing has been rendered for this delivery yet. Wait until it is.',
  },
  'delivery.not-ended': {
    sv: 'Leveransen är inte avslutad, så den skickas inte om. Vänta, eller ange först hur det gick.',
    nb: 'Forsendelsen er ikke avsluttet, så den sendes ikke på nytt. Vent, eller oppgi først hvordan det gikk.',
    bg: 'Изпращането не е приключило и не се повтаря. Изчакайте или първо отбележете резултата.',
    en: 'The delivery has not ended, so it is not sent again. Wait, or record first what became of it.',
  },
  'delivery.not-held': {
    sv: 'Bara en leverans med okänd utgång kan vänta igen. Läs in den på nytt.',
    nb: 'Bare en forsendelse med ukjent utfall kan vente igjen. Last den inn på nytt.',
    bg: 'Само изпращане с неизвестен изход може да чака отново. Заредете го отново.',
    en: 'Only a delivery whose outcome is unknown can wait again. Load it again.',
  },
  'delivery.not-sent': {
    sv: 'Leveransen är inte skickad, så det finns inget att kvittera.',
    nb: 'Forsendelsen er ikke sendt, så det er ingenting å kvittere.',
    bg: 'Изпращането не е извършено, няма какво да се потвърди.',
    en: 'The delivery is not sent, so there is nothing to receipt.',
  },
  'delivery.not-waiting': {
    sv: 'Bara det som väntar kan återkallas. Kreditera dokumentet om det är fel.',
    nb: 'Bare det som venter, kan trekkes tilbake. Krediter dokumentet hvis det er feil.',
    bg: 'Може да се изтегли само чакащото. Ако документът е грешен, кредитирайте го.',
    en: 'Only what waits can be recalled. Credit the document if it is wrong.',
  },
  'delivery.print-goes-in-bundles': {
    sv: 'Papper går i buntar. Gör en utskriftsbunt.',
    nb: 'Papir går i bunter. Lag en utskriftsbunt.',
    bg: 'Хартията тръгва в пакети. Направете пакет за печат.',
    en: 'Paper leaves in bundles. Make a print bundle.',
  },
  'delivery.secret-missing': {
    sv: 'Hemligheten {name} saknas på servern. Be den som sköter installationen.',
    nb: 'Hemmeligheten {name} mangler på serveren. Be den som drifter installasjonen.',
    bg: 'На сървъра липсва тайната {name}. Обърнете се към администратора на инсталацията.',
    en: 'The secret {name} is missing on the server. Ask who runs the installation.',
  },
  'delivery.setting-wrong': {
    sv: 'Parametern {setting} går inte att använda. Rätta den under Generellt.',
    nb: 'Parameteren {setting} kan ikke brukes. Rett den under Generelt.',
    bg: 'Параметърът {setting} не може да се използва. Поправете го в „Общи параметри“.',
    en: 'The parameter {setting} cannot be used. Correct it in the general parameters.',
  },
  'delivery.unknown': {
    sv: 'Leveransen finns inte, eller så får du inte se den. Läs in listan på nytt.',
    nb: 'Forsendelsen finnes ikke, eller du har ikke tilgang til den. Last inn listen på nytt.',
    bg: 'Изпращането не съществува или нямате достъп до него. Заредете списъка отново.',
    en: 'The delivery does not exist, or you may not see it. Load the list again.',
  },
  'pdf.not-rendered': {
    sv: '{name} går inte att göra till PDF. Kontrollera texter och logotyp.',
    nb: '{name} kan ikke gjøres til PDF. Kontroller tekster og logo.',
    bg: 'От {name} не може да се направи PDF. Проверете текстовете и логото.',
    en: '{name} cannot be made into a PDF. Check its texts and logo.',
  },
  'pdf.too-long': {
    sv: '{name} har {rows} rader, en PDF rymmer högst {rowsMax}. Dela dokumentet.',
    nb: '{name} har {rows} linjer, en PDF rommer høyst {rowsMax}. Del dokumentet.',
    bg: '{name} има {rows} реда, PDF побира най-много {rowsMax}. Разделете документа.',
    en: '{name} has {rows} rows, a PDF holds at most {rowsMax}. Divide the document.',
  },
  'pdf.worker-lost': {
    sv: '{name} gick inte att göra till PDF i tid. Försök igen.',
    nb: '{name} kunne ikke gjøres til PDF i tide. Prøv på nytt.',
    bg: 'От {name} не можа да се направи PDF навреме. Опитайте отново.',
    en: '{name} could not be made into a PDF in time. Try again.',
  },
} satisfies Phrases
