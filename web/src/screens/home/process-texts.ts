import type { Phrases } from '../../lang/phrase.ts'

export const processTexts = {
  forRole: { sv: 'för {role}', nb: 'for {role}', bg: 'за {role}', en: 'for {role}' },
  arrangeMenu: { sv: 'Ordna menyn', nb: 'Ordne menyen', bg: 'Подреди менюто', en: 'Arrange the menu' },
  favourites: { sv: 'Favoriter', nb: 'Favoritter', bg: 'Любими', en: 'Favourites' },
  noFavourites: {
    sv: 'Tryck * på en sida, så ligger den här och i menyn, med sina filter.',
    nb: 'Trykk * på en side, så ligger den her og i menyen, med filtrene sine.',
    bg: 'Натиснете * на страница и тя ще е тук и в менюто, с филтрите си.',
    en: 'Press * on a page, and it stands here and in the menu, with its filters.',
  },
  waits: {
    sv: ['{n} väntar', '{n} väntar'],
    nb: ['{n} venter', '{n} venter'],
    bg: ['{n} чака', '{n} чакат'],
    en: ['{n} waits', '{n} wait'],
  },
  nothingWaitsHere: {
    sv: 'Inget väntar här.',
    nb: 'Ingenting venter her.',
    bg: 'Тук нищо не чака.',
    en: 'Nothing waits here.',
  },
  steps: { sv: 'Steg', nb: 'Trinn', bg: 'Стъпка', en: 'Step' },
  noSteps: {
    sv: 'Inga arbetssteg än',
    nb: 'Ingen arbeidstrinn ennå',
    bg: 'Още няма работни стъпки',
    en: 'No work steps yet',
  },
  noStepsWhy: {
    sv: 'Stegen visar det du får göra. Be en administratör om en roll.',
    nb: 'Trinnene viser det du har tilgang til. Be en administrator om en rolle.',
    bg: 'Стъпките показват това, за което имате права. Поискайте роля от администратор.',
    en: 'The steps show what you may do. Ask an administrator for a role.',
  },
} satisfies Phrases

/** Under the title of a step; steps that an administrator has composed have none. */
export const stepTexts: Phrases = {
  foundation: {
    sv: 'Det som fakturan vilar på',
    nb: 'Grunnlaget for fakturaen',
    bg: 'Това, върху което стои фактурата',
    en: 'What the invoice rests on',
  },
  billing: {
    sv: 'Från underlag till skickat',
    nb: 'Fra grunnlag til sendt',
    bg: 'От поръчка до изпратена фактура',
    en: 'From order to sent',
  },
  matching: {
    sv: 'Pengarna på rätt plats',
    nb: 'Pengene på rett plass',
    bg: 'Парите на точното място',
    en: 'The money in its place',
  },
  claims: {
    sv: 'När betalningen dröjer',
    nb: 'Når betalingen drøyer',
    bg: 'Когато плащането се бави',
    en: 'When payment is late',
  },
  'follow-up': {
    sv: 'Siffror som går att lita på',
    nb: 'Tall du kan stole på',
    bg: 'Числа, на които може да се разчита',
    en: 'Figures that hold',
  },
  administration: {
    sv: 'Vem som får vad, och vad som gjorts',
    nb: 'Hvem som får hva, og hva som er gjort',
    bg: 'Кой какво може и какво е направено',
    en: 'Who may what, and what was done',
  },
}

/** What a screen is for, in one or two sentences. */
export const aboutScreens: Phrases = {
  'dunning-policies': {
    sv: 'När ett brev går, vad det får kosta och när det stannar. Provas på förra månadens fakturor innan det sparas.',
    nb: 'Når et brev går, hva det kan koste, og når det stanser. Prøves på forrige måneds fakturaer før det lagres.',
    bg: 'Кога тръгва писмо, колко може да струва и кога спира. Пробва се върху миналия месец, преди да се запази.',
    en: 'When a letter goes, what it may cost and when it stops. Tried on last month’s invoices before it is saved.',
  },
  law: {
    sv: 'Räntor och avgifter som lagen ger, med källa och datum. En halvårsränta som saknas läggs till här.',
    nb: 'Renter og gebyrer som loven gir, med kilde og dato. En halvårsrente som mangler, legges til her.',
    bg: 'Лихви и такси по закон, с източник и дата. Липсваща полугодишна ставка се добавя тук.',
    en: 'Rates and fees that the law gives, with source and date. A half-year’s rate that is missing is added here.',
  },
  'dunning-runs': {
    sv: 'Ett förslag med ett brev per kund, vad som hålls kvar och varför. Inget skickas förrän någon har godkänt.',
    nb: 'Et forslag med ett brev per kunde, hva som holdes tilbake og hvorfor. Ingenting sendes før noen har godkjent.',
    bg: 'Предложение с по едно писмо на клиент, какво е задържано и защо. Нищо не се изпраща без одобрение.',
    en: 'A proposal with a letter a customer, what is held and why. Nothing is sent before someone approves.',
  },
  'dunning-letters': {
    sv: 'Varje påminnelse och krav som har skickats, med läge, kanal och själva brevet.',
    nb: 'Hver purring og hvert krav som er sendt, med status, kanal og selve brevet.',
    bg: 'Всяко изпратено напомняне и всяка покана: състояние, канал и самото писмо.',
    en: 'Every reminder and notice that was sent, with its state, its channel and the letter itself.',
  },
  customers: {
    sv: 'Varje kund med saldo, dokument, avtal och anteckningar på ett kort. Nya kunder kommer också med orderfilerna.',
    nb: 'Hver kunde med saldo, dokumenter, avtaler og notater på ett kort. Nye kunder kommer også med ordrefilene.',
    bg: 'Всеки клиент със салдо, документи, договори и бележки на един картон. Нови клиенти идват и с файловете с поръчки.',
    en: 'Each customer with balance, documents, agreements and notes on one card. New ones also come with the order files.',
  },
  claims: {
    sv: 'Varje obetalt krav i det steg där det står, och varför det vilar. Ett krav öppnas med hela sin historia.',
    nb: 'Hvert ubetalt krav i det trinnet der det står, og hvorfor det er satt på vent. Et krav åpnes med hele sin historie.',
    bg: 'Всяко неплатено вземане в етапа, в който е, и защо е спряно. Отваря се с цялата си история.',
    en: 'Each unpaid claim at the stage where it stands, and why it rests. It opens with all its history.',
  },
  plans: {
    sv: 'Skulder som betalas i delar. Planen vilar påminnelserna så länge den hålls.',
    nb: 'Gjeld som betales i deler. Planen stanser purringene så lenge den holdes.',
    bg: 'Дългове, плащани на вноски. Планът спира напомнянията, докато се спазва.',
    en: 'Debts paid in parts. A plan rests the reminders as long as it is kept.',
  },
  collection: {
    sv: 'Det som lämnas till inkassoombud och domstol, med det som saknas. Redovisningar och belånade fakturor.',
    nb: 'Det som oversendes til inkassoforetak og domstol, med det som mangler. Oppgjør og pantsatte fakturaer.',
    bg: 'Предаденото на агенция и съд, с това, което липсва. Отчети и заложени фактури.',
    en: 'What goes to agencies and courts, with what is missing. Remittances and pledged invoices.',
  },
  'interest-runs': {
    sv: 'Dröjsmålsränta dag för dag. Titta, godkänn och fakturera; små belopp följer med till nästa gång.',
    nb: 'Forsinkelsesrenter dag for dag. Se, godkjenn og fakturer; små beløp følger med til neste gang.',
    bg: 'Лихва за забава ден по ден. Преглед, одобрение, фактура; малките суми остават за следващия път.',
    en: 'Late-payment interest day by day. Look, approve, invoice; small amounts wait for the next time.',
  },
  losses: {
    sv: 'Krav som är förlorade, med bevis och moms. En föreslår och en annan godkänner.',
    nb: 'Krav som er tapt, med dokumentasjon og merverdiavgift. Én foreslår og en annen godkjenner.',
    bg: 'Загубени вземания с доказателства и ДДС. Един предлага, друг одобрява.',
    en: 'Claims that are lost, with evidence and VAT. One proposes, another approves.',
  },
  credit: {
    sv: 'Vilka som betalar bra och vilka som blir sämre, med siffrorna bakom. Pengar som väntas vecka för vecka.',
    nb: 'Hvem som betaler godt, og hvem som blir dårligere, med tallene bak. Penger som ventes uke for uke.',
    bg: 'Кой плаща добре и кой се влошава, с числата зад това. Очаквани пари по седмици.',
    en: 'Who pays well and who grows worse, with the figures behind. Money expected week by week.',
  },
  'claims-year': {
    sv: 'Efter vilket steg kraven betalades, och vad det kostade mot vad det gav.',
    nb: 'Etter hvilket trinn kravene ble betalt, og hva det kostet mot hva det ga.',
    bg: 'След коя стъпка са платени вземанията и какво е струвало спрямо полученото.',
    en: 'After which step claims were paid, and what it cost against what it brought.',
  },
  'order-files': {
    sv: 'Släpp en fil var som helst. Rader som inte går att läsa rättas i bladets egna celler, resten går vidare.',
    nb: 'Slipp en fil hvor som helst. Rader som ikke kan leses, rettes i arkets egne celler, resten går videre.',
    bg: 'Пуснете файл където и да е. Нечетливите редове се поправят в клетките на листа, останалите продължават.',
    en: 'Drop a file anywhere. Rows that cannot be read are corrected in the cells of the sheet; the rest goes on.',
  },
  orders: {
    sv: 'Allt som ska faktureras, med källan bakom varje rad. Här håller och släpper du en order.',
    nb: 'Alt som skal faktureres, med kilden bak hver rad. Her holder du tilbake og frigir en ordre.',
    bg: 'Всичко за фактуриране, с източника на всеки ред. Тук спирате и освобождавате поръчка.',
    en: 'All that is to be billed, with the source behind each line. Here an order is held and released.',
  },
  'set-up': {
    sv: 'Konton, serier, fakturagrupper, artiklar och regler. Pröva en regel på riktiga fakturor innan du sparar.',
    nb: 'Kontoer, serier, fakturagrupper, artikler og regler. Prøv en regel på ekte fakturaer før du lagrer.',
    bg: 'Сметки, серии, групи фактури, артикули и правила. Изпробвайте правило върху истински фактури, преди да го запазите.',
    en: 'Accounts, series, invoice groups, articles and rules. Try a rule on real invoices before it is saved.',
  },
  'new-invoice': {
    sv: 'Kund, rad, klart. Fakturan visas medan du skriver; Ctrl ↵ bokför och skickar.',
    nb: 'Kunde, linje, ferdig. Fakturaen vises mens du skriver; Ctrl ↵ bokfører og sender.',
    bg: 'Клиент, ред, готово. Фактурата се вижда, докато пишете; Ctrl ↵ осчетоводява и изпраща.',
    en: 'Customer, line, done. The invoice is shown as you type; Ctrl ↵ posts and sends.',
  },
  'billing-runs': {
    sv: 'Alla fakturor i en körning: summor, skillnad mot förra gången och det som sticker ut, innan någon godkänner.',
    nb: 'Alle fakturaer i en kjøring: summer, forskjell fra sist og det som stikker seg ut, før noen godkjenner.',
    bg: 'Всички фактури в една серия: суми, разлика с предишния път и необичайното, преди някой да одобри.',
    en: 'All invoices of a run: totals, the change since last time and what sticks out, before anyone approves.',
  },
  invoices: {
    sv: 'Varje faktura med PDF, bokföring, betalningar och leveranser på en sida.',
    nb: 'Hver faktura med PDF, bokføring, betalinger og leveringer på én side.',
    bg: 'Всяка фактура с PDF, осчетоводяване, плащания и изпращания на една страница.',
    en: 'Each invoice with PDF, postings, payments and deliveries on one page.',
  },
  holds: {
    sv: 'Det som står still och varför: kunder, ordrar och fakturor. L häver spärren.',
    nb: 'Det som står stille og hvorfor: kunder, ordrer og fakturaer. L opphever sperren.',
    bg: 'Какво е спряно и защо: клиенти, поръчки и фактури. L сваля спирането.',
    en: 'What stands still and why: customers, orders and invoices. L releases the hold.',
  },
  'follow-ups': {
    sv: 'Anteckningar vars dag har kommit: ring, fråga, titta igen.',
    nb: 'Notater der dagen er kommet: ring, spør, se igjen.',
    bg: 'Бележки, чийто ден е дошъл: обадете се, попитайте, погледнете пак.',
    en: 'Notes whose day has come: call, ask, look again.',
  },
  deliveries: {
    sv: 'Vad som skickats, hur och när, och det som inte kom fram.',
    nb: 'Hva som er sendt, hvordan og når, og det som ikke kom fram.',
    bg: 'Какво е изпратено, как и кога, и какво не е пристигнало.',
    en: 'What was sent, how and when, and what did not arrive.',
  },
  matching: {
    sv: 'Betalningar som datorn inte är säker på, de säkraste först. ↵ godtar förslaget och går vidare.',
    nb: 'Betalinger maskinen ikke er sikker på, de sikreste først. ↵ godtar forslaget og går videre.',
    bg: 'Плащания, за които програмата не е сигурна, най-сигурните първи. ↵ приема предложението и продължава.',
    en: 'Payments that the program is not sure of, the surest first. ↵ accepts and goes on.',
  },
  bank: {
    sv: 'Bankkonton med saldo i banken och i bokföringen, och filerna som lästs in.',
    nb: 'Bankkontoer med saldo i banken og i regnskapet, og filene som er lest inn.',
    bg: 'Банкови сметки със салдо по банка и по счетоводство и заредените файлове.',
    en: 'Bank accounts with the balance at the bank and in the books, and the files read.',
  },
  attest: {
    sv: 'Små avskrivningar och återbetalningar som någon annan föreslagit.',
    nb: 'Små avskrivninger og tilbakebetalinger som noen andre har foreslått.',
    bg: 'Малки отписвания и възстановявания, предложени от друг.',
    en: 'Small write-offs and refunds that someone else proposed.',
  },
  'open-items': {
    sv: 'Det som är obetalt, vilken dag som helst, ner till fakturan.',
    nb: 'Det som er ubetalt, på hvilken som helst dag, ned til fakturaen.',
    bg: 'Неплатеното към всяка дата, чак до фактурата.',
    en: 'What is unpaid on any day, down to the invoice.',
  },
  ageing: {
    sv: 'Fordringarna efter ålder, på den dag du väljer, med bevis mot huvudboken.',
    nb: 'Fordringene etter alder, på dagen du velger, avstemt mot hovedboken.',
    bg: 'Вземанията по възраст към избрана дата, с доказателство спрямо главната книга.',
    en: 'Receivables by age on the day you choose, proved against the ledger.',
  },
  reconciliation: {
    sv: 'Reskontran mot huvudboken, konto för konto. Skillnaden är 0,00 eller förklarad.',
    nb: 'Reskontroen mot hovedboken, konto for konto. Avviket er 0,00 eller forklart.',
    bg: 'Аналитичните сметки спрямо главната книга. Разликата е 0,00 или е обяснена.',
    en: 'The subledger against the general ledger. The difference is 0.00 or explained.',
  },
  vouchers: {
    sv: 'Allt som bokförts, i nummerordning, med det som låg till grund.',
    nb: 'Alt som er bokført, i nummerrekkefølge, med det som lå til grunn.',
    bg: 'Всичко осчетоводено, по номера, с основанието му.',
    en: 'All that was posted, by number, with what it rests on.',
  },
  'general-ledger': {
    sv: 'Varje konto med ingående saldo, rader och utgående saldo.',
    nb: 'Hver konto med inngående saldo, rader og utgående saldo.',
    bg: 'Всяка сметка с начално салдо, обороти и крайно салдо.',
    en: 'Each account with opening balance, rows and closing balance.',
  },
  people: {
    sv: 'Vem som får göra vad, i vilken verksamhet och hur länge.',
    nb: 'Hvem som får gjøre hva, i hvilket virksomhetsområde og hvor lenge.',
    bg: 'Кой какво може, в коя дейност и докога.',
    en: 'Who may do what, in which business area and for how long.',
  },
  audit: {
    sv: 'Allt som gjorts: vem, när, på vad. Förseglat, så att inget kan ändras i efterhand.',
    nb: 'Alt som er gjort: hvem, når, på hva. Forseglet, så ingenting kan endres i ettertid.',
    bg: 'Всичко направено: кой, кога, върху какво. Запечатано, за да не се променя после.',
    en: 'All that was done: who, when, on what. Sealed, so that nothing can be changed later.',
  },
  jobs: {
    sv: 'Det som går av sig självt: hämtningar, utskick och kontroller, och hur det gick.',
    nb: 'Det som går av seg selv: hentinger, utsendinger og kontroller, og hvordan det gikk.',
    bg: 'Това, което върви автоматично: изтегляния, изпращания и проверки, и как е минало.',
    en: 'What goes by itself: fetching, sending and checks, and how it went.',
  },
  menus: {
    sv: 'Sätt ihop arbetsstegen för varje roll genom att dra.',
    nb: 'Sett sammen arbeidstrinnene for hver rolle ved å dra.',
    bg: 'Подредете работните стъпки за всяка роля с плъзгане.',
    en: 'Compose the work steps of each role by dragging.',
  },
}
