import { refuse } from '../kernel/problem.ts'
import type { NumberRule } from './country.ts'

/** A sequence number as printed. @throws Refused number.exhausted */
export function formatNumber(rule: NumberRule, sequence: number | bigint): string {
  const text = String(sequence)
  if (rule.width !== null && text.length > rule.width) {
    return refuse('number.exhausted', `The series has no number after ${'9'.repeat(rule.width)}: open a new range.`)
  }
  return rule.width === null ? text : text.padStart(rule.width, '0')
}

/** The number after `last`, with its zeros. @throws Refused number.not-digits, number.exhausted */
export function nextNumber(rule: NumberRule, last: string): string {
  const match = /^(.*?)(\d+)$/.exec(last)
  if (!match || (rule.digitsOnly && match[1] !== '')) {
    return refuse('number.not-digits', `"${last}" does not end in digits that can be counted on.`, { last })
  }
  const next = (BigInt(match[2]!) + 1n).toString()
  return rule.width === null
    ? match[1]! + next.padStart(match[2]!.length, '0')
    : match[1]! + formatNumber(rule, BigInt(next))
}
