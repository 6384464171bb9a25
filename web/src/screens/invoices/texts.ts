import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  newInvoice: { sv: 'Ny faktura', nb: 'Ny faktura', bg: 'Нова фактура', en: 'New invoice' },
  issuedOn: { sv: 'Fakturadatum', nb: 'Fakturadato', bg: 'Дата на фактурата', en: 'Invoice date' },
  kind: { sv: 'Slag', nb: 'Type', bg: 'Вид', en: 'Kind' },
  from: { sv: 'Från', nb: 'Fra', bg: 'От', en: 'From' },
  to: { sv: 'till', nb: 'til', bg: 'до', en: 'to' },
  amountFrom: { sv: 'Belopp från', nb: 'Beløp fra', bg: 'Сума от', en: 'Amount from' },
  amountTo: { sv: 'Belopp till', nb: 'Beløp til', bg: 'Сума до', en: 'Amount to' },
  dueFrom: { sv: 'Förfaller från', nb: 'Forfaller fra', bg: 'Падеж от', en: 'Due from' },
  dueTo: { sv: 'Förfaller till', nb: 'Forfaller til', bg: 'Падеж до', en: 'Due to' },
  inRun: { sv: 'Körning', nb: 'Kjøring', bg: 'Серия', en: 'Run' },
  daysLate: {
    sv: ['{n} dag sen', '{n} dagar sen'],
    nb: ['{n} dag for sent', '{n} dager for sent'],
    bg: ['{n} ден закъснение', '{n} дни закъснение'],
    en: ['{n} day late', '{n} days late'],
  },
  countOf: {
    sv: ['{n} faktura', '{n} fakturor'],
    nb: ['{n} faktura', '{n} fakturaer'],
    bg: ['{n} фактура', '{n} фактури'],
    en: ['{n} invoice', '{n} invoices'],
  },
  noneYet: {
    sv: 'Här samlas fakturorna',
    nb: 'Her samles fakturaene',
    bg: 'Тук са фактурите',
    en: 'Invoices gather here',
  },
  noneYetWhy: {
    sv: 'De kommer ur en orderfil som körs, eller skrivs en och en. En rad säger nummer, kund, förfallodag, belopp och vad som är obetalt.',
    nb: 'De kommer fra en ordrefil som kjøres, eller skrives én og én. En linje sier nummer, kunde, forfall, beløp og hva som er ubetalt.',
    bg: 'Идват от обработен файл с поръчки или се пишат една по една. Редът показва номер, клиент, падеж, сума и неплатено.',
    en: 'They come from an order file that is run, or are written one by one. A row tells number, customer, due day, amount and what is unpaid.',
  },
  toOrderFiles: {
    sv: 'Läs in en orderfil',
    nb: 'Les inn en ordrefil',
    bg: 'Заредете файл с поръчки',
    en: 'Read an order file',
  },
  printTogether: { sv: 'Skriv ut', nb: 'Skriv ut', bg: 'Печат', en: 'Print' },
  concerns: { sv: 'till {number}', nb: 'til {number}', bg: 'към {number}', en: 'to {number}' },
  resendN: {
    sv: ['Skicka {n} faktura igen', 'Skicka {n} fakturor igen'],
    nb: ['Send {n} faktura på nytt', 'Send {n} fakturaer på nytt'],
    bg: ['Изпрати отново {n} фактура', 'Изпрати отново {n} фактури'],
    en: ['Send {n} invoice again', 'Send {n} invoices again'],
  },
  resentN: {
    sv: ['{n} faktura väntar på att skickas igen', '{n} fakturor väntar på att skickas igen'],
    nb: ['{n} faktura venter på å bli sendt på nytt', '{n} fakturaer venter på å bli sendt på nytt'],
    bg: ['{n} фактура чака повторно изпращане', '{n} фактури чакат повторно изпращане'],
    en: ['{n} invoice waits to be sent again', '{n} invoices wait to be sent again'],
  },
  onlyShown: {
    sv: 'Först hämtas de {n} översta.',
    nb: 'De {n} øverste hentes først.',
    bg: 'Показани са първите {n}.',
    en: 'The first {n} are fetched.',
  },
} satisfies Phrases
