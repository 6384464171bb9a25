import type { Phrases } from '../lang/phrase.ts'

export const changeTexts = {
  changedBy: {
    sv: '{who} ändrade detta {time}.',
    nb: '{who} endret dette kl. {time}.',
    bg: '{who} промени това в {time} ч.',
    en: '{who} changed this at {time}.',
  },
  changedByYou: {
    sv: 'Du ändrade detta {time} i en annan flik.',
    nb: 'Du endret dette kl. {time} i en annen fane.',
    bg: 'Вие променихте това в {time} ч. в друг раздел.',
    en: 'You changed this at {time} in another tab.',
  },
  typedIsKept: {
    sv: 'Det du skrivit finns kvar.',
    nb: 'Det du skrev, er tatt vare på.',
    bg: 'Написаното от вас е запазено.',
    en: 'What you wrote is kept.',
  },
  show: { sv: 'Visa', nb: 'Vis', bg: 'Покажи', en: 'Show' },
  someone: { sv: 'Någon annan', nb: 'Noen andre', bg: 'Друг потребител', en: 'Someone else' },
  both: {
    sv: 'Samma sak är ändrad på två håll. Välj vad som ska gälla.',
    nb: 'Det samme er endret to steder. Velg hva som skal gjelde.',
    bg: 'Едно и също е променено на две места. Изберете кое да важи.',
    en: 'The same was changed in two places. Choose which is to hold.',
  },
  theirs: { sv: 'Sparat nu', nb: 'Lagret nå', bg: 'Записано сега', en: 'Saved now' },
  mine: { sv: 'Ditt', nb: 'Ditt', bg: 'Вашето', en: 'Yours' },
  takeTheirs: { sv: 'Ta det sparade', nb: 'Bruk det lagrede', bg: 'Вземи записаното', en: 'Take the saved one' },
  keepMine: { sv: 'Behåll ditt', nb: 'Behold ditt', bg: 'Запази вашето', en: 'Keep yours' },
  nothing: { sv: 'Tomt', nb: 'Tomt', bg: 'Празно', en: 'Empty' },
} satisfies Phrases
