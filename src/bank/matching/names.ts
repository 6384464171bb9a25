import { latinOfCyrillic } from '../../kernel/transliterate.ts'

/** Payer names against customer names: company forms, alphabets, word order, initials. Pure. */

// Company forms carry no identity; the bank often leaves them out or adds them.
const forms = new Set(
  (
    'ab publ hb kb ek bf ef brf as asa ans da enk sa ba nuf sf ead ad ood eood et dzzd kda kd ' +
    'ltd limited llc llp plc inc incorporated co company corp corporation pvt gmbh ag kg ohg ug mbh sarl sas srl spa sl ' +
    'slu lda ltda oy oyj aps is ivs bv nv cv pte pty'
  ).split(' '),
)

const inFront = new Set('ab et hb kb brf ek sa'.split(' '))

// Words that many companies share say less than the others.
const common = new Set(
  (
    'solutions services service group holding holdings trading enterprises enterprise technologies technology tech systems ' +
    'consulting international global partners sons brothers ventures industries capital resources management i och og and ' +
    'the of und et y e de bostadsrattsforeningen foreningen stiftelsen kommun kommune obshtina'
  ).split(' '),
)

// A payer's ё is written e in names.
const cyrillic: Record<string, string> = { ...latinOfCyrillic, ё: 'e' }
const letters: Record<string, string> = { ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i' }

/** Lower-case Latin letters, digits and "&" with single blanks; company forms stay. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\u0400-\u04ff]/g, (letter) => cyrillic[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[øæœßđðþłı]/g, (letter) => letters[letter]!)
    .replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, '')
    .replace(/&/g, ' & ')
    .replace(/[^\p{L}\p{N}&]+/gu, ' ')
    .trim()
    .replace(/ +/g, ' ')
}

interface Name {
  plain: string
  /** All words, "&" left out. */
  all: string[]
  /** Words without company forms; all words when nothing else is left. */
  words: string[]
  /** First letters, with and without company forms ("h&co" counts as "hc"). */
  initials: Set<string>
}

const read = new Map<string, Name>()

function parse(name: string): Name {
  const known = read.get(name)
  if (known) return known
  const plain = plainName(name)
  const all = plain.split(' ').filter((word) => word !== '&' && word !== '')
  // A form stands at the end, some also in front ("AB Volvo", "ЕТ Иванов"); "Åsa" in front is no ASA.
  const kept = all.filter((word, place) => !(place === 0 ? inFront : forms).has(word))
  const words = kept.length > 0 ? kept : all
  const first = (list: string[]) => list.map((word) => word[0]!).join('')
  // "BlueWave Technologies" is BWT in the bank's list.
  const humps = plainName(name.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    .split(' ')
    .filter((word) => word !== '&' && word !== '')
  const initials = new Set([first(words), first(all), first(humps)].filter((text) => text.length >= 2))
  const parsed = { plain, all, words, initials }
  // A bounded memory of parsed names: the same customers come again with every payment.
  if (read.size > 50_000) read.clear()
  read.set(name, parsed)
  return parsed
}

/** Words, initials and word beginnings under which a name can be found in an index. */
export function nameKeys(name: string): string[] {
  const { plain, words, initials } = parse(name)
  const keys = new Set<string>()
  for (const word of words) {
    if (word.length >= 3 && !common.has(word)) keys.add(`w:${word.slice(0, 3)}`)
    if (word.length >= 2 && word.length <= 4) keys.add(`i:${word}`)
  }
  for (const text of initials)
    for (let end = 2; end <= text.length && end <= 4; end++) keys.add(`i:${text.slice(0, end)}`)
  for (const text of shortForms(words)) keys.add(`i:${text}`)
  if (/ & co( |$)/.test(plain)) keys.add(`c:${plain[0]}`)
  if (words.every((word) => common.has(word))) keys.add(`w:${(words[0] ?? '').slice(0, 3)}`)
  return [...keys]
}

// "H&Co. Enterprises", "P&S", "KC Tech", "RFC_88990": initials stand as the first word, or as single letters.
const shortForms = (words: string[]): string[] => {
  const singles = words.filter((word) => word.length === 1)
  return singles.length >= 2 ? [singles.join('')] : []
}

/** How surely two names mean the same payer: 1 equal, ≥ 0.8 alike, 0.5 .. 0.7 initials fit, below 0.4 nothing in common. */
export function nameSimilarity(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)]
  if (x.words.length === 0 || y.words.length === 0) return 0
  if (x.plain === y.plain) return 1
  if (sameWords(x.all, y.all) || sameWords(x.words, y.words)) return 0.97
  if (x.words.join('') === y.words.join('')) return 0.95
  // "Brf Solgläntan 3" is not "Brf Solgläntan 4".
  const apart = differentNumbers(x.words, y.words) ? 0.5 : 1
  return (
    apart * Math.max(wordScore(x.words, y.words), wordScore(y.words, x.words), initialScore(x, y), initialScore(y, x))
  )
}

const sameWords = (a: string[], b: string[]): boolean =>
  a.length === b.length && [...a].sort().join(' ') === [...b].sort().join(' ')

function differentNumbers(a: string[], b: string[]): boolean {
  const numbers = (words: string[]) => words.filter((word) => /^\d{1,3}$/.test(word))
  const [x, y] = [numbers(a), numbers(b)]
  return x.length > 0 && y.length > 0 && !sameWords(x, y)
}

/** Words of the shorter name found in the longer, weighted by length and by how telling they are. */
function wordScore(a: string[], b: string[]): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const free = new Set(long.keys())
  let found = 0
  let all = 0
  let tellingFound = false
  for (const word of short) {
    const weight = weightOf(word)
    all += weight
    let best = 0
    let at = -1
    for (const index of free) {
      const score = wordLikeness(word, long[index]!)
      if (score > best) [best, at] = [score, index]
    }
    if (at < 0 || best < 0.5) continue
    free.delete(at)
    found += best * weight
    if (best >= 0.8 && word.length >= 3 && !common.has(word)) tellingFound = true
  }
  let extra = 0
  for (const index of free) extra += weightOf(long[index]!)
  if (!tellingFound) return (found / (all + extra)) * 0.5
  return Math.min(0.9, found / (all + extra * 0.35))
}

const weightOf = (word: string): number => (common.has(word) ? 0.4 : Math.min(word.length, 6) / 4)

function wordLikeness(a: string, b: string): number {
  if (a === b) return 1
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length === 1) return long.startsWith(short) ? 0.6 : 0
  if (short.length >= 3 && long.startsWith(short)) return 0.85
  return short.length >= 4 ? dice(short, long) : 0
}

/** Share of letter pairs in common: a trigram index finds, this tells. */
function dice(a: string, b: string): number {
  const pairs = new Map<string, number>()
  for (let i = 0; i + 1 < a.length; i++) pairs.set(a.slice(i, i + 2), (pairs.get(a.slice(i, i + 2)) ?? 0) + 1)
  let shared = 0
  for (let i = 0; i + 1 < b.length; i++) {
    const left = pairs.get(b.slice(i, i + 2)) ?? 0
    if (left === 0) continue
    pairs.set(b.slice(i, i + 2), left - 1)
    shared++
  }
  return (2 * shared) / (a.length + b.length - 2)
}

function initialScore(full: Name, brief: Name): number {
  // "Hassan & Co" is shortened to "H&Co": one letter and the form that everybody has.
  if (/^\p{L} & co( |$)/u.test(brief.plain) && full.plain[0] === brief.plain[0] && / & co( |$)/.test(full.plain))
    return 0.5
  if (full.words.length < 2) return 0
  for (const text of [brief.words[0] ?? '', ...shortForms(brief.all)]) {
    if (text.length < 2) continue
    if (full.initials.has(text)) return text.length >= 3 ? 0.65 : 0.55
    for (const initials of full.initials) if (initials.startsWith(text)) return text.length >= 3 ? 0.55 : 0.5
  }
  return 0
}
