import type { Bytes } from '../../formats/format.ts'

/** A place that reading can begin at. `line` and the counts are those in force there: what comes next is one more. */
export interface Place {
  offset: number
  line: number
  /** Of XML: statements, entries and details seen; where the entry around it begins. */
  statement?: number
  entry?: number
  detail?: number
  entryOffset?: number
  entryLine?: number
}

export interface Located {
  /** Bytes from `start`, up to but without `end`. */
  start: number
  end: number
  line: number
  /** The entry around a detail. */
  entry: { start: number; line: number } | null
}

const everyRecords = 256
const everyLines = 1_000
/** No tag that is counted is longer; what stands at the end of a piece is looked at with the next. */
const tailBytes = 64
const tags = /<(\/?)(?:[\w.-]{1,20}:)?(Stmt|Rpt|Ntfctn|Ntry|TxDtls)(?=[\s>/])/g

/** Walks the elements that paths of the camt readers name; Latin 1 keeps bytes and characters alike, tags are ASCII. */
async function* elements(bytes: Bytes, from: Place) {
  const counted = new RegExp(tags)
  let text = ''
  let base = from.offset
  let line = from.line
  let linesUpTo = 0
  const countLines = (until: number) => {
    for (let at = text.indexOf('\n', linesUpTo); at >= 0 && at < until; at = text.indexOf('\n', at + 1)) {
      line += 1
      linesUpTo = at + 1
    }
    return line
  }
  for await (const chunk of bytes) {
    text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
    const safe = text.length - tailBytes
    counted.lastIndex = 0
    let done = 0
    for (let hit = counted.exec(text); hit; hit = counted.exec(text)) {
      if (hit.index >= safe) break
      done = hit.index + hit[0].length
      yield { closes: hit[1] === '/', name: hit[2]!, offset: base + hit.index, line: countLines(hit.index) }
    }
    const keepFrom = Math.max(done, safe, 0)
    countLines(keepFrom)
    text = text.slice(keepFrom)
    base += keepFrom
    linesUpTo = Math.max(0, linesUpTo - keepFrom)
  }
  counted.lastIndex = 0
  for (let hit = counted.exec(text); hit; hit = counted.exec(text)) {
    yield { closes: hit[1] === '/', name: hit[2]!, offset: base + hit.index, line: countLines(hit.index) }
  }
}

/** Places of an XML bank file: every so many-th entry or detail. */
export async function placesOfXml(bytes: Bytes): Promise<Place[]> {
  const places: Place[] = []
  const at = { statement: 0, entry: 0, detail: 0, entryOffset: 0, entryLine: 1 }
  let records = 0
  for await (const { closes, name, offset, line } of elements(bytes, { offset: 0, line: 1 })) {
    if (closes) continue
    if ((name === 'Ntry' || name === 'TxDtls') && records++ % everyRecords === 0) places.push({ offset, line, ...at })
    if (name === 'Ntry') Object.assign(at, { entry: at.entry + 1, detail: 0, entryOffset: offset, entryLine: line })
    else if (name === 'TxDtls') at.detail += 1
    else Object.assign(at, { statement: at.statement + 1, entry: 0, detail: 0 })
  }
  return places
}

/** Places of a file of records: every so many-th line. */
export async function placesOfLines(bytes: Bytes): Promise<Place[]> {
  const places: Place[] = [{ offset: 0, line: 1 }]
  let [base, line] = [0, 1]
  for await (const chunk of bytes) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
      line += 1
      if (line % everyLines === 1) places.push({ offset: base + at + 1, line })
    }
    base += chunk.length
  }
  return places
}

/** The last place before the element of a path ("Stmt[1]/Ntry[2]/TxDtls[1]"). */
export function placeBefore(places: readonly Place[], path: string): Place {
  const wanted = countsOf(path)
  const before = places.findLast((place) => compare([place.statement!, place.entry!, place.detail!], wanted) < 0)
  return before ?? { offset: 0, line: 1, statement: 0, entry: 0, detail: 0 }
}

/** The bytes of the element of a path, reading on from a place before it; null when it is not there. */
export async function locate(bytes: Bytes, from: Place, path: string): Promise<Located | null> {
  const wanted = countsOf(path)
  let [statement, entry, detail] = [from.statement!, from.entry!, from.detail!]
  let around: Located['entry'] =
    from.entryOffset === undefined ? null : { start: from.entryOffset, line: from.entryLine! }
  let found: { start: number; line: number; name: string } | null = null
  for await (const { closes, name, offset, line } of elements(bytes, from)) {
    if (found) {
      if (closes && name === found.name)
        return { start: found.start, end: offset, line: found.line, entry: wanted[2] > 0 ? around : null }
      continue
    }
    if (closes) continue
    if (name === 'Ntry') {
      entry += 1
      detail = 0
      around = { start: offset, line }
    } else if (name === 'TxDtls') detail += 1
    else [statement, entry, detail] = [statement + 1, 0, 0]
    if (compare([statement, entry, detail], wanted) === 0) found = { start: offset, line, name }
  }
  return null
}

type Counts = [statement: number, entry: number, detail: number]

function countsOf(path: string): Counts {
  const steps = [...path.matchAll(/([A-Za-z]+)(?:\[(\d+)\])?/g)]
  const of = (...names: string[]) => {
    const step = steps.find(([, name]) => names.includes(name!))
    return step ? Number(step[2] ?? 1) : 0
  }
  return [of('Stmt', 'Rpt', 'Ntfctn'), of('Ntry'), of('TxDtls')]
}

const compare = (a: Counts, b: Counts): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
