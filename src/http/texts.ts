export type Language = 'sv' | 'nb' | 'bg' | 'en'

const table = {
  signIn: { sv: 'Logga in', nb: 'Logg inn', bg: 'Вход', en: 'Sign in' },
  ended: {
    sv: 'Du är inte längre inloggad. Logga in, så kommer du tillbaka till sidan du var på.',
    nb: 'Du er ikke lenger logget inn. Logg inn, så kommer du tilbake til siden du var på.',
    bg: 'Сесията ви е приключила. Влезте и ще се върнете на страницата, на която бяхте.',
    en: 'You are no longer signed in. Sign in, and you are back on the page where you were.',
  },
  signOut: { sv: 'Logga ut', nb: 'Logg ut', bg: 'Изход', en: 'Sign out' },
  email: { sv: 'E-postadress', nb: 'E-postadresse', bg: 'Имейл адрес', en: 'E-mail address' },
  password: { sv: 'Lösenord', nb: 'Passord', bg: 'Парола', en: 'Password' },
  present: { sv: 'Nuvarande lösenord', nb: 'Nåværende passord', bg: 'Настояща парола', en: 'Present password' },
  choosePassword: { sv: 'Välj ett lösenord', nb: 'Velg et passord', bg: 'Изберете парола', en: 'Choose a password' },
  passwordHint: {
    sv: 'Minst 12 tecken. Några ord som inte hör ihop går bra.',
    nb: 'Minst 12 tegn. Noen ord som ikke hører sammen, er fint.',
    bg: 'Поне 12 знака. Няколко несвързани думи са добра парола.',
    en: 'At least 12 characters. A few words that do not belong together will do.',
  },
  save: { sv: 'Spara', nb: 'Lagre', bg: 'Запази', en: 'Save' },
  linkHint: {
    sv: 'Länken gäller en gång.',
    nb: 'Lenken gjelder én gang.',
    bg: 'Връзката важи еднократно.',
    en: 'The link works once.',
  },
  passwordWhy: {
    sv: 'Med det loggar du in nästa gång, utan länk.',
    nb: 'Med det logger du inn neste gang, uten lenke.',
    bg: 'С нея влизате следващия път без връзка.',
    en: 'You sign in with it next time, without a link.',
  },
  notNow: { sv: 'Inte nu', nb: 'Ikke nå', bg: 'Не сега', en: 'Not now' },
  back: { sv: 'Till början', nb: 'Til start', bg: 'Към началото', en: 'To the start' },
  wrong: { sv: 'Det gick inte', nb: 'Det gikk ikke', bg: 'Не се получи', en: 'It did not work' },
  'sign-in.wrong': {
    sv: 'Adressen och lösenordet hör inte ihop.',
    nb: 'Adressen og passordet hører ikke sammen.',
    bg: 'Адресът и паролата не съответстват.',
    en: 'The address and the password do not belong together.',
  },
  'sign-in.link-used': {
    sv: 'Länken är använd eller för gammal. Be om en ny.',
    nb: 'Lenken er brukt eller for gammel. Be om en ny.',
    bg: 'Връзката е използвана или изтекла. Поискайте нова.',
    en: 'The link was used or has expired. Ask for a new one.',
  },
  'sign-in.too-many': {
    sv: 'För många försök. Vänta 15 minuter.',
    nb: 'For mange forsøk. Vent 15 minutter.',
    bg: 'Твърде много опити. Изчакайте 15 минути.',
    en: 'Too many attempts. Wait 15 minutes.',
  },
} satisfies Record<string, Record<Language, string>>

export type TextName = keyof typeof table

export const textOf = (language: Language, name: TextName): string => table[name][language]
export const hasText = (name: string): name is TextName => Object.hasOwn(table, name)

const names: Record<Language, string> = { sv: 'Svenska', nb: 'Norsk', bg: 'Български', en: 'English' }
export const languageNames = Object.entries(names).map(([language, name]) => ({ language: language as Language, name }))
export const isLanguage = (text: unknown): text is Language => typeof text === 'string' && Object.hasOwn(names, text)

/** The first of our languages that the browser asks for (RFC 9110 § 12.5.4, weights left to the browser's order). */
export function languageOf(accepted: string | undefined): Language {
  for (const part of (accepted ?? '').split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase()
    if (tag === 'sv' || tag === 'bg' || tag === 'en') return tag
    if (tag === 'nb' || tag === 'nn' || tag === 'no') return 'nb'
  }
  return 'en'
}
