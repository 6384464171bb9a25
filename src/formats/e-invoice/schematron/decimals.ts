import { closing } from './context.ts'

/**
 * The XPath library computes xs:decimal in floating point, where 0.1 + 0.2 ≠ 0.3. The official tests that compare
 * `xs:decimal(…)` with a sum mean exact decimals: such a comparison becomes one of the difference with a millionth
 * (amounts have two decimals, and no test of the files turns on less than half a cent).
 */
export function exactDecimals(source: string): string {
  let out = ''
  let at = 0
  for (;;) {
    const start = source.indexOf('xs:decimal(', at)
    if (start < 0) return out + source.slice(at)
    const end = closing(source, start + 'xs:decimal'.length)
    const operator = /^\s*(=|>=|<=)\s*/.exec(source.slice(end + 1))
    // After a path step ("../xs:decimal(…)") the left side would be more than this call.
    if (!operator || /[\w/.]$/.test(source.slice(0, start))) {
      out += source.slice(at, end + 1)
      at = end + 1
      continue
    }
    const rightStart = end + 1 + operator[0].length
    const rightEnd = operandEnd(source, rightStart)
    const off = `${source.slice(start, end + 1)} - (${source.slice(rightStart, rightEnd)})`
    out += `${source.slice(at, start)}(${comparison[operator[1]!]!(off)})`
    at = rightEnd
  }
}

const comparison: Record<string, (off: string) => string> = {
  '=': (off) => `abs(${off}) < 0.000001`,
  '>=': (off) => `(${off}) > -0.000001`,
  '<=': (off) => `(${off}) < 0.000001`,
}

/** Where the right side of a comparison ends: before `and`, `or`, `)`, `]` or `,` on its own level. */
function operandEnd(source: string, start: number): number {
  for (let i = start; i < source.length; i++) {
    const c = source[i]!
    if (c === '(' || c === '[') i = closing(source, i)
    else if (c === ')' || c === ']' || c === ',') return i
    else if (/^\s(and|or)\s/.test(source.slice(i, i + 5))) return i
  }
  return source.length
}
