import type { Language } from '../../lang/phrase.ts'
import { readDay } from '../../lang/read-entry.ts'

/** What makes a note something to come back to: to do it, or that money was promised. By whole words at the start of a sentence or after "ska", "will". */
const asks: Record<Language, readonly string[]> = {
  sv: [
    'ring',
    'ringa',
    'kontakta',
    'följ',
    'påminn',
    'kolla',
    'mejla',
    'maila',
    'skriv',
    'skicka',
    'bevaka',
    'betalar',
    'lovar',
    'lovade',
    'lovat',
  ],
  nb: ['ring', 'ringe', 'kontakt', 'følg', 'minn', 'sjekk', 'skriv', 'send', 'betaler', 'lover', 'lovet', 'lovte'],
  bg: [
    'обади',
    'обаждане',
    'позвъни',
    'провери',
    'проверка',
    'напомни',
    'свържи',
    'пиши',
    'изпрати',
    'плаща',
    'плати',
    'обеща',
    'обещава',
  ],
  en: [
    'call',
    'ring',
    'phone',
    'contact',
    'follow',
    'remind',
    'check',
    'write',
    'mail',
    'send',
    'pays',
    'pay',
    'promises',
    'promised',
  ],
}

/**
 * The day on which to come back to a note, as people write it: "ring fre 10" → the next Friday, "Betalar resten 27 nov",
 * "обади се утре", "call on 2026-12-01". Null where nothing is asked or no day is named; days gone by are no follow-up.
 */
export function readFollowUp(note: string, today: string, language: Language): string | null {
  const words = note
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^[("'«„]+|[)"'»“,;:!?]+$/g, ''))
  const asksAt = words.findIndex((word) => asks[language].includes(word.toLocaleLowerCase(language).replace(/\.$/, '')))
  if (asksAt < 0) return null
  for (let at = asksAt + 1; at < words.length; at++)
    for (const size of [3, 2, 1]) {
      const phrase = words
        .slice(at, at + size)
        .join(' ')
        .replace(/\.$/, '')
      if (at + size > words.length || !isDayLike(phrase)) continue
      const day = readDay(phrase, today, language)
      if (day !== null && day >= today) return day
    }
  return null
}

/** A clock time is no day, and two letters are a word: "to", "on", "må". */
const isDayLike = (phrase: string): boolean => !/^\d+$/.test(phrase) && !/^[\p{L}]{1,2}$/u.test(phrase) && phrase !== ''
