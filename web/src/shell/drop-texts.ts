import type { Phrases } from '../lang/phrase.ts'

export const dropTexts = {
  dropHere: {
    sv: 'Släpp var som helst. Bankfiler och orderfiler känns igen.',
    nb: 'Slipp hvor som helst. Bankfiler og ordrefiler gjenkjennes.',
    bg: 'Пуснете където и да е. Банковите файлове и поръчките се разпознават.',
    en: 'Drop anywhere. Bank files and order files are recognised.',
  },
  files: { sv: 'Filer', nb: 'Filer', bg: 'Файлове', en: 'Files' },
  recognising: { sv: 'Tittar på filen', nb: 'Ser på filen', bg: 'Преглежда се', en: 'Looking at the file' },
  readingBank: {
    sv: 'Läser bankfilen och matchar',
    nb: 'Leser bankfilen og matcher',
    bg: 'Зареждане и разнасяне',
    en: 'Reading the bank file and matching',
  },
  readingOrders: {
    sv: 'Läser orderfilen',
    nb: 'Leser ordrefilen',
    bg: 'Зареждане на поръчките',
    en: 'Reading the order file',
  },
  settledAll: {
    sv: ['{n} är klar. Inget behöver dig.', '{n} är klara. Inget behöver dig.'],
    nb: ['{n} er ferdig. Ingenting venter på deg.', '{n} er ferdige. Ingenting venter på deg.'],
    bg: ['{n} е готово. Нищо не ви чака.', '{n} са готови. Нищо не ви чака.'],
    en: ['{n} is done. Nothing needs you.', '{n} are done. Nothing needs you.'],
  },
  settled: {
    sv: ['{n} är klar. {left} behöver dig.', '{n} är klara. {left} behöver dig.'],
    nb: ['{n} er ferdig. {left} venter på deg.', '{n} er ferdige. {left} venter på deg.'],
    bg: ['{n} е готово. {left} чакат вас.', '{n} са готови. {left} чакат вас.'],
    en: ['{n} is done. {left} need you.', '{n} are done. {left} need you.'],
  },
  already: {
    sv: 'Filen lästes in {day} {time}. Inget ändrades.',
    nb: 'Filen ble lest inn {day} kl. {time}. Ingenting ble endret.',
    bg: 'Файлът вече е зареден на {day} в {time} ч. Нищо не е променено.',
    en: 'This file was read on {day} at {time}. Nothing changed.',
  },
  knownBefore: {
    sv: ['{n} post fanns redan från en annan fil.', '{n} poster fanns redan från en annan fil.'],
    nb: ['{n} post fantes allerede fra en annen fil.', '{n} poster fantes allerede fra en annen fil.'],
    bg: ['{n} запис вече е дошъл с друг файл.', '{n} записа вече са дошли с друг файл.'],
    en: ['{n} entry was there already from another file.', '{n} entries were there already from another file.'],
  },
  ordersMade: {
    sv: ['{n} order är inläst.', '{n} ordrar är inlästa.'],
    nb: ['{n} ordre er lest inn.', '{n} ordrer er lest inn.'],
    bg: ['{n} поръчка е заредена.', '{n} поръчки са заредени.'],
    en: ['{n} order is read.', '{n} orders are read.'],
  },
  ordersRejected: {
    sv: ['{n} rad behöver dig.', '{n} rader behöver dig.'],
    nb: ['{n} rad venter på deg.', '{n} rader venter på deg.'],
    bg: ['{n} ред чака вас.', '{n} реда чакат вас.'],
    en: ['{n} row needs you.', '{n} rows need you.'],
  },
  mayNotBank: {
    sv: 'Du har inte behörighet att läsa in bankfiler.',
    nb: 'Du har ikke tilgang til å lese inn bankfiler.',
    bg: 'Нямате право да зареждате банкови файлове.',
    en: 'You have no right to read bank files in.',
  },
  mayNotOrders: {
    sv: 'Du har inte behörighet att läsa in orderfiler.',
    nb: 'Du har ikke tilgang til å lese inn ordrefiler.',
    bg: 'Нямате право да зареждате файлове с поръчки.',
    en: 'You have no right to read order files in.',
  },
  unknown: {
    sv: 'Filen känns inte igen. Här läses camt.053, camt.054, camt.052, BgMax, OCR giro och orderfiler i Excel eller CSV.',
    nb: 'Filen gjenkjennes ikke. Her leses camt.053, camt.054, camt.052, BgMax, OCR giro og ordrefiler i Excel eller CSV.',
    bg: 'Файлът не се разпознава. Четат се camt.053, camt.054, camt.052, BgMax, OCR giro и поръчки в Excel или CSV.',
    en: 'The file is not recognised. Read here are camt.053, camt.054, camt.052, BgMax, OCR giro and order files in Excel or CSV.',
  },
  toDesk: { sv: 'Till matchningsbordet', nb: 'Til matching', bg: 'Към разнасянето', en: 'To the matching desk' },
  toFile: { sv: 'Öppna filen', nb: 'Åpne filen', bg: 'Отвори файла', en: 'Open the file' },
  toRun: { sv: 'Till körningen', nb: 'Til kjøringen', bg: 'Към серията', en: 'To the run' },
  mayClose: {
    sv: 'Du kan fortsätta arbeta.',
    nb: 'Du kan fortsette å arbeide.',
    bg: 'Можете да продължите работа.',
    en: 'You can go on working.',
  },
} satisfies Phrases
