import type { Phrases } from '../lang/phrase.ts'

export const texts = {
  myQuestions: { sv: 'Mina frågor', nb: 'Mine spørsmål', bg: 'Моите въпроси', en: 'My questions' },
  saveQuestion: { sv: 'Spara frågan', nb: 'Lagre spørsmålet', bg: 'Запази въпроса', en: 'Save the question' },
  questionName: {
    sv: 'Vad frågan heter',
    nb: 'Hva spørsmålet heter',
    bg: 'Име на въпроса',
    en: 'What the question is called',
  },
  shareWith: { sv: 'Dela med', nb: 'Del med', bg: 'Сподели с', en: 'Share with' },
  shareHint: {
    sv: 'Filtren delas, inte siffrorna. Var och en ser sina egna.',
    nb: 'Filtrene deles, ikke tallene. Hver ser sine egne.',
    bg: 'Споделят се филтрите, не числата. Всеки вижда своите.',
    en: 'The filters are shared, not the figures. Each sees his own.',
  },
  questionSaved: { sv: 'Sparade {name}', nb: 'Lagret {name}', bg: 'Запазено: {name}', en: 'Saved {name}' },
  questionRemoved: { sv: 'Tog bort {name}', nb: 'Fjernet {name}', bg: 'Премахнато: {name}', en: 'Removed {name}' },
  questionOf: { sv: 'Delad av {owner}', nb: 'Delt av {owner}', bg: 'Споделено от {owner}', en: 'Shared by {owner}' },
  questionActs: { sv: 'Frågan {name}', nb: 'Spørsmålet {name}', bg: 'Въпросът {name}', en: 'The question {name}' },
  changeQuestion: {
    sv: 'Byt namn eller dela',
    nb: 'Endre navn eller del',
    bg: 'Преименувай или сподели',
    en: 'Rename or share',
  },
  removeQuestion: { sv: 'Ta bort frågan', nb: 'Fjern spørsmålet', bg: 'Премахни въпроса', en: 'Remove the question' },
  noQuestions: {
    sv: 'Ställ in rader och filter och spara dem som en fråga.',
    nb: 'Velg rader og filtre og lagre dem som et spørsmål.',
    bg: 'Изберете редове и филтри и ги запазете като въпрос.',
    en: 'Choose rows and filters and save them as a question.',
  },
  pinQuestion: {
    sv: 'Fäst på startsidan',
    nb: 'Fest på Hjem',
    bg: 'Закачи на началната страница',
    en: 'Pin to Home',
  },
  unpinQuestion: {
    sv: 'Lossa från startsidan',
    nb: 'Løsne fra Hjem',
    bg: 'Махни от началната страница',
    en: 'Unpin from Home',
  },
  questionPinned: {
    sv: '{name} står på startsidan.',
    nb: '{name} står på Hjem.',
    bg: '{name} е на началната страница.',
    en: '{name} is on Home.',
  },
  questionUnpinned: {
    sv: '{name} står inte längre på startsidan.',
    nb: '{name} står ikke lenger på Hjem.',
    bg: '{name} вече не е на началната страница.',
    en: '{name} is no longer on Home.',
  },
} satisfies Phrases
