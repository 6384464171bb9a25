/** One field of a record; `list` when it stands in braces. */
export interface Field {
  text: string
  list: string[] | null
}
export type FieldTrouble = 'quote-not-closed' | 'quote-inside' | 'brace-not-closed'

/** Fields of one line by SIE 4B § 5.7: blanks and tabs divide, quotes enclose, `\"` is a quote, any other backslash is itself. */
export function splitFields(line: string): { fields: Field[]; trouble: FieldTrouble | null } {
  const fields: Field[] = []
  let trouble: FieldTrouble | null = null
  let at = 0
  for (;;) {
    at = skipBlanks(line, at)
    if (at >= line.length) return { fields, trouble }
    if (line[at] !== '{') {
      const field = takeText(line, at, false)
      fields.push({ text: field.text, list: null })
      trouble ??= field.trouble
      at = field.next
      continue
    }
    const list: string[] = []
    const start = at++
    for (;;) {
      at = skipBlanks(line, at)
      if (at >= line.length) {
        trouble ??= 'brace-not-closed'
        break
      }
      if (line[at] === '}') {
        at++
        break
      }
      const field = takeText(line, at, true)
      list.push(field.text)
      trouble ??= field.trouble
      at = field.next
    }
    fields.push({ text: line.slice(start, at), list })
  }
}

function takeText(
  line: string,
  start: number,
  inList: boolean,
): { text: string; next: number; trouble: FieldTrouble | null } {
  const quoted = line[start] === '"'
  let trouble: FieldTrouble | null = null
  let text = ''
  let from = quoted ? start + 1 : start
  for (let at = from; ; at++) {
    if (at >= line.length) {
      text += line.slice(from, at)
      // "C:\Data\" at the end of a line: a path, not an escaped quote.
      if (quoted && text.endsWith('"') && line.endsWith('\\"'))
        return { text: text.slice(0, -1) + '\\', next: at, trouble }
      return { text, next: at, trouble: quoted ? 'quote-not-closed' : trouble }
    }
    const character = line[at]!
    if (character === '\\' && line[at + 1] === '"') {
      text += line.slice(from, at)
      from = ++at
    } else if (quoted) {
      if (character !== '"') continue
      if (endsField(line, at + 1, inList)) return { text: text + line.slice(from, at), next: at + 1, trouble }
      trouble = 'quote-inside'
    } else if (character === ' ' || character === '\t' || (inList && character === '}')) {
      return { text: text + line.slice(from, at), next: at, trouble }
    }
  }
}

const endsField = (line: string, at: number, inList: boolean): boolean =>
  at >= line.length || line[at] === ' ' || line[at] === '\t' || (inList && line[at] === '}')

function skipBlanks(line: string, at: number): number {
  while (line[at] === ' ' || line[at] === '\t') at++
  return at
}

/** The characters of a record that its control sum covers (SIE 4B § 10.14): label and fields without blanks, enclosing quotes and braces. */
export const summed = (fields: readonly Field[]): string => {
  let text = ''
  for (const field of fields) text += field.list ? field.list.join('') : field.text
  return text
}
