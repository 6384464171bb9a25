import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  'draft.gone': {
    sv: 'Utkastet är skickat eller borttaget någon annanstans. Det du skrivit finns kvar. Spara det som ett nytt.',
    nb: 'Utkastet er sendt eller fjernet et annet sted. Det du skrev, er tatt vare på. Lagre det som et nytt.',
    bg: 'Черновата е изпратена или изтрита другаде. Написаното от вас е запазено. Запишете го като нова.',
    en: 'The draft was sent or thrown away elsewhere. What you wrote is kept. Save it as a new one.',
  },
  'draft.newer': {
    sv: 'Utkastet ändrades någon annanstans {savedAt}. Det du skrivit finns kvar. Läs det andra och spara sedan.',
    nb: 'Utkastet ble endret et annet sted {savedAt}. Det du skrev, er tatt vare på. Les det andre og lagre deretter.',
    bg: 'Черновата е променена другаде ({savedAt}). Написаното от вас е запазено. Прочетете другото и после запишете.',
    en: 'The draft was changed elsewhere at {savedAt}. What you wrote is kept. Read the other, then save.',
  },
  'draft.too-large': {
    sv: 'Utkastet är för stort för att sparas. Dela det.',
    nb: 'Utkastet er for stort til å lagres. Del det.',
    bg: 'Черновата е твърде голяма, за да се запази. Разделете я.',
    en: 'The draft is too large to be kept. Split it.',
  },
  'figures.part-unknown': {
    sv: 'Delen {part} finns inte på startsidan. Läs in sidan på nytt.',
    nb: 'Delen {part} finnes ikke på Hjem. Last inn siden på nytt.',
    bg: 'Частта {part} не е на началната страница. Заредете страницата отново.',
    en: 'There is no part {part} on Home. Load the page again.',
  },
  'menu.group-twice': {
    sv: 'Två grupper har nyckeln {key}. Ge en av dem en annan.',
    nb: 'To grupper har nøkkelen {key}. Gi en av dem en annen.',
    bg: 'Две групи имат ключ {key}. Дайте на едната друг.',
    en: 'Two groups have the key {key}. Give one of them another.',
  },
  'question.name-taken': {
    sv: 'Du har redan en analysfråga som heter {name}. Välj ett annat namn.',
    nb: 'Du har allerede et analysespørsmål som heter {name}. Velg et annet navn.',
    bg: 'Вече имате запазен въпрос с име {name}. Изберете друго име.',
    en: 'You have another saved question named {name}. Choose another name.',
  },
  'question.unknown': {
    sv: 'Analysfrågan finns inte, eller så får du inte se den. Läs in listan på nytt.',
    nb: 'Analysespørsmålet finnes ikke, eller du har ikke tilgang til det. Last inn listen på nytt.',
    bg: 'Запазеният въпрос не съществува или нямате достъп до него. Заредете списъка отново.',
    en: 'The saved question does not exist, or you may not see it. Load the list again.',
  },
  'menu.changed-meanwhile': {
    sv: 'Menyn har ändrats sedan du öppnade den, av någon annan eller av dig i en annan flik. Se båda och spara sedan.',
    nb: 'Menyen er endret etter at du åpnet den, av noen andre eller av deg i en annen fane. Se begge og lagre deretter.',
    bg: 'Менюто е променено, след като го отворихте: от друг потребител или от вас в друг раздел. Вижте двете и после запишете.',
    en: 'The menu has changed since you opened it, by somebody else or by you in another tab. Look at both, then save.',
  },
} satisfies Phrases
