import type { Agency } from './agencies.ts'
import { settingsOf } from './agencies.ts'

export interface Place {
  country: string
  postCode?: string | null | undefined
  city?: string | null | undefined
}

/** Post codes, ranges of them and places that a court is told to serve; empty: it takes what no other does. */
export const servedBy = (court: Agency): readonly string[] =>
  court.adapter === 'paper' ? settingsOf(court, 'paper').serves : []

/** The court of an address: one that serves it, the narrowest first; else the one that bears the name of the place, where one alone does. */
export function courtOf(courts: readonly Agency[], address: Place): Agency | undefined {
  const post = (address.postCode ?? '').replace(/\D/g, '')
  const city = plain(address.city ?? '')
  const serving = courts
    .flatMap((court) => servedBy(court).map((text) => ({ court, width: widthOf(text, post, city) })))
    .filter(({ width }) => width !== null)
    .sort((a, b) => a.width! - b.width!)
  if (serving[0]) return serving[0].court
  const named = city === '' ? [] : courts.filter(({ name }) => ` ${plain(name)} `.includes(` ${city} `))
  return named.length === 1 ? named[0] : undefined
}

/** How many post codes the text stands for where it takes the address in; a place is wider than any range. */
function widthOf(text: string, post: string, city: string): number | null {
  const [first, last] = text.replace(/\s/g, '').split(/[-–]/)
  if (first && /^\d+$/.test(first) && (last === undefined || /^\d+$/.test(last)))
    return post.length === first.length && first <= post && post <= (last ?? first)
      ? Number(last ?? first) - Number(first)
      : null
  return city !== '' && plain(text) === city ? Number.MAX_SAFE_INTEGER : null
}

/** As people write places: "гр. Пловдив", "OSLO". */
const plain = (text: string): string =>
  text
    .toLocaleLowerCase()
    .replace(/^\s*(гр|с)\.\s*/, '')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim()
