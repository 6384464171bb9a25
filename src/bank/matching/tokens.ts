/** Numbers in payment texts: found, normalised, compared although damaged. Pure; keys also serve SQL (`key = any($1)`). */

/** A number read from a text. `from`..`to` are positions in the text; several readings may overlap. */
export interface NumberToken {
  digits: string
  from: number
  to: number
}

const longestJoined = 30
const longestRun = 200
// A number shorter than this stands in a long row of digits by accident.
const shortestWithin = 8

/** Digits of a printed number: "INV-2024 0012" → "20240012". Letters and marks are what payers leave out first. */
export const numberKey = (number: string): string => number.normalize('NFKC').replace(/\D+/g, '')

/**
 * Every reading of the numbers in a text: each run of letters and digits as a whole, cut where letters follow digits
 * ("7INV100", "5586REF"), and joined over one separator, because payers and banks put blanks into numbers.
 */
export function readNumbers(text: string): NumberToken[] {
  const runs: { digits: string; from: number; to: number; startsWithDigit: boolean }[] = []
  const found = new Map<string, NumberToken>()
  const keep = (digits: string, from: number, to: number) => {
    if (digits.length >= 3 && digits.length <= longestRun && !found.has(`${digits}:${from}`)) {
      found.set(`${digits}:${from}`, { digits, from, to })
    }
  }
  for (const run of text.matchAll(/[\p{L}\p{Nd}]+/gu)) {
    if (!/\p{Nd}/u.test(run[0])) continue
    const from = run.index
    const whole = numberKey(run[0])
    keep(whole, from, from + run[0].length)
    const pieces = [...run[0].matchAll(/\p{L}*\p{Nd}+/gu)]
    for (const piece of pieces) {
      const at = from + piece.index
      keep(numberKey(piece[0]), at, at + piece[0].length)
      runs.push({
        digits: numberKey(piece[0]),
        from: at,
        to: at + piece[0].length,
        startsWithDigit: /^\p{Nd}/u.test(piece[0]),
      })
    }
  }
  for (let start = 0; start < runs.length; start++) {
    let digits = runs[start]!.digits
    for (let next = start + 1; next < runs.length && next <= start + 5; next++) {
      const gap = text.slice(runs[next - 1]!.to, runs[next]!.from)
      if (!runs[next]!.startsWithDigit || !/^[ \-./_]{1,2}$/.test(gap)) break
      digits += runs[next]!.digits
      if (digits.length > longestJoined) break
      keep(digits, runs[start]!.from, runs[next]!.to)
    }
  }
  return [...found.values()]
}

/** Numbers with the letters and marks they are written with: "F2026-00012", "2025/118". */
export const writtenNumbers = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/[\p{L}\p{Nd}]+(?:[-/._][\p{L}\p{Nd}]+)*/gu)]
      .map(([written]) => written)
      .filter((written) => numberKey(written).length >= 3),
  ),
]

/** Where a number stands in a row of several written without a mark between them; −1 when it does not. */
export function placeWithin({ digits, from, to }: NumberToken, key: string): number {
  const writtenTogether = digits.length >= key.length + 5 && to - from === digits.length
  return writtenTogether && key.length >= shortestWithin ? digits.indexOf(key) : -1
}

/** All numbers of the given lengths that stand in a row of digits: keys to look up. */
export function numbersWithin(token: NumberToken, lengths: Iterable<number>): string[] {
  const keys: string[] = []
  for (const length of lengths) {
    if (length < shortestWithin || token.digits.length < length + 5 || token.to - token.from !== token.digits.length)
      continue
    for (let i = 0; i + length <= token.digits.length; i++) keys.push(token.digits.slice(i, i + length))
  }
  return keys
}

/**
 * Digits of a number that tell it from its neighbours: a run of four zeros or more is padding of a series, and it and
 * what stands before it are the same in every number.
 */
export function tellingDigits(key: string): number {
  const padding = /^.*0{4,}/.exec(key)
  return padding ? key.length - padding[0].length : key.length
}

/** Key and all keys with one digit left out. Two numbers one slip apart (lost, added, changed or swapped digit) share one. */
export function slipKeys(key: string): string[] {
  const keys = new Set([key])
  for (let i = 0; i < key.length; i++) keys.add(key.slice(0, i) + key.slice(i + 1))
  return [...keys]
}

/** Each slip changes the count of at most two digits by one: more differences than that are more slips. */
function farApart(a: string, b: string, limit: number): boolean {
  counts.fill(0)
  for (let i = 0; i < a.length; i++) counts[a.charCodeAt(i) & 15]!++
  for (let i = 0; i < b.length; i++) counts[b.charCodeAt(i) & 15]!--
  let differences = 0
  for (const count of counts) differences += count < 0 ? -count : count
  return differences > 2 * limit
}
const counts = new Int16Array(16)

/** Slips between two numbers (lost, added, changed digit, two neighbours swapped); `limit + 1` when there are more. */
export function slips(a: string, b: string, limit = 2): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let from = 0
  while (from < a.length && from < b.length && a[from] === b[from]) from++
  let endA = a.length
  let endB = b.length
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const [x, y] = [a.slice(from, endA), b.slice(from, endB)]
  // Most pairs have nothing in common: two slips leave the digits in the middle nearly the same.
  if (farApart(x, y, limit)) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: y.length + 1 }, (_, j) => j)
  for (let i = 1; i <= x.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= y.length; j++) {
      const same = x[i - 1] === y[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > limit) return limit + 1
    before = last
    last = row
  }
  return Math.min(last[y.length]!, limit + 1)
}
