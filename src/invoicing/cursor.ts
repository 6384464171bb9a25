import { refuse } from '../kernel/problem.ts'

/** Where a sorted page ended: the value it is sorted by, and what names the row. */
export interface Cursor {
  key: string
  row: string
}

export const writeCursor = ({ key, row }: Cursor): string =>
  Buffer.from(JSON.stringify([key, row])).toString('base64url')

export function readCursor(after: string): Cursor {
  try {
    const found: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))
    if (Array.isArray(found) && found.length === 2 && found.every((one) => typeof one === 'string'))
      return { key: found[0] as string, row: found[1] as string }
  } catch {
    // Answered below.
  }
  return refuse('paging.bad-cursor', 'this is no page of this list: begin again without "after"')
}
