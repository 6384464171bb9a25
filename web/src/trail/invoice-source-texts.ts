import type { Phrases } from '../lang/phrase.ts'

export const texts = {
  sheet: { sv: 'blad {sheet}', nb: 'ark {sheet}', bg: 'лист {sheet}', en: 'sheet {sheet}' },
  row: { sv: 'rad {rows}', nb: 'rad {rows}', bg: 'ред {rows}', en: 'row {rows}' },
  bytes: { sv: 'byte {from}–{to}', nb: 'byte {from}–{to}', bg: 'байт {from}–{to}', en: 'bytes {from}–{to}' },
  readIn: { sv: 'Inläst', nb: 'Lest inn', bg: 'Заредено', en: 'Read' },
  readInBy: { sv: '{at} av {by}', nb: '{at} av {by}', bg: '{at}, {by}', en: '{at} by {by}' },
  content: { sv: 'Innehåll', nb: 'Innhold', bg: 'Съдържание', en: 'Holds' },
  orders: {
    sv: ['{n} order, {sum}', '{n} ordrar, {sum}'],
    nb: ['{n} ordre, {sum}', '{n} ordrer, {sum}'],
    bg: ['{n} поръчка, {sum}', '{n} поръчки, {sum}'],
    en: ['{n} order, {sum}', '{n} orders, {sum}'],
  },
  seal: { sv: 'Sigill', nb: 'Segl', bg: 'Печат', en: 'Seal' },
  unchanged: { sv: 'oförändrad', nb: 'uendret', bg: 'непроменен', en: 'unchanged' },
  changed: {
    sv: 'Filen i arkivet är inte den som lästes in. Säg till den som sköter driften.',
    nb: 'Filen i arkivet er ikke den som ble lest inn. Si fra til den som har ansvar for driften.',
    bg: 'Файлът в архива не е този, който е зареден. Уведомете администратора.',
    en: 'The stored file is not the one that was read. Tell whoever runs the system.',
  },
  fetchFile: { sv: 'Hämta filen', nb: 'Last ned filen', bg: 'Изтегли файла', en: 'Fetch the file' },
  openFile: { sv: 'Öppna orderfilen', nb: 'Åpne ordrefilen', bg: 'Отвори файла с поръчки', en: 'Open the order file' },
  byHand: { sv: 'Skriven för hand', nb: 'Skrevet for hånd', bg: 'Въведено на ръка', en: 'Written by hand' },
  byProgram: { sv: 'Från {source}', nb: 'Fra {source}', bg: 'От {source}', en: 'From {source}' },
  ofDocument: {
    sv: 'Raden kommer av en annan faktura.',
    nb: 'Linjen kommer av en annen faktura.',
    bg: 'Редът идва от друга фактура.',
    en: 'The line comes from another invoice.',
  },
  lineN: { sv: 'Fakturarad {n}', nb: 'Fakturalinje {n}', bg: 'Ред {n} от фактурата', en: 'Invoice line {n}' },
  corrected: {
    sv: 'Rättad före fakturering: {cells}',
    nb: 'Rettet før fakturering: {cells}',
    bg: 'Поправено преди фактуриране: {cells}',
    en: 'Corrected before invoicing: {cells}',
  },
  withheld: {
    sv: 'Källan visar en person med skyddade uppgifter. Den visas bara för den som får läsa sådana.',
    nb: 'Kilden viser en person med sperret adresse. Den vises bare for den som får lese slike.',
    bg: 'Източникът показва лице със защитени данни. Вижда го само който има право.',
    en: 'The source shows a person with protected identity. Only who may read such sees it.',
  },
  fileWithoutName: { sv: 'Fil utan namn', nb: 'Fil uten navn', bg: 'Файл без име', en: 'File without a name' },
  rowHead: { sv: 'Rad', nb: 'Rad', bg: 'Ред', en: 'Row' },
} satisfies Phrases
