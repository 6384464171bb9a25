import type { Phrases } from '../lang/phrase.ts'

export const columnTexts = {
  columns: { sv: 'Kolumner', nb: 'Kolonner', bg: 'Колони', en: 'Columns' },
  how: {
    sv: 'Alt+↑ ↓ flyttar, Alt+← → gör smalare och bredare.',
    nb: 'Alt+↑ ↓ flytter, Alt+← → gjør smalere og bredere.',
    bg: 'Alt+↑ ↓ мести, Alt+← → стеснява и разширява.',
    en: 'Alt+↑ ↓ moves, Alt+← → narrows and widens.',
  },
  up: {
    sv: 'Flytta {column} åt vänster',
    nb: 'Flytt {column} til venstre',
    bg: 'Премести {column} наляво',
    en: 'Move {column} left',
  },
  down: {
    sv: 'Flytta {column} åt höger',
    nb: 'Flytt {column} til høyre',
    bg: 'Премести {column} надясно',
    en: 'Move {column} right',
  },
  narrower: { sv: 'Gör {column} smalare', nb: 'Gjør {column} smalere', bg: 'Стесни {column}', en: 'Narrow {column}' },
  wider: { sv: 'Gör {column} bredare', nb: 'Gjør {column} bredere', bg: 'Разшири {column}', en: 'Widen {column}' },
  reset: { sv: 'Som från början', nb: 'Tilbakestill', bg: 'Както в началото', en: 'As it was' },
  done: { sv: 'Klar', nb: 'Ferdig', bg: 'Готово', en: 'Done' },
  placeOf: {
    sv: '{column}: plats {n} av {all}',
    nb: '{column}: plass {n} av {all}',
    bg: '{column}: място {n} от {all}',
    en: '{column}: place {n} of {all}',
  },
  widthOf: {
    sv: '{column}: {n} punkter bred',
    nb: '{column}: {n} punkter bred',
    bg: '{column}: ширина {n} точки',
    en: '{column}: {n} points wide',
  },
} satisfies Phrases
