import { Buffer } from 'node:buffer'
import iconv from 'iconv-lite'
import type { Day } from '../../kernel/day.ts'
import { isDay } from '../../kernel/day.ts'
import { refuse } from '../../kernel/problem.ts'
import type { FieldKind, Post, PostType } from './layout.ts'
import { events, posts, roles, version } from './layout.ts'
import type { Application, CourtAnswer, InFile, OutFile, Transaction } from './neutral.ts'

type Values = Record<string, string | bigint | number | null>

/** The flat file: ISO 8859-1, CRLF, a post a line; post 99 says how many there are and what their amounts come to. */
export function writeFlat(file: OutFile): Uint8Array {
  const lines: string[] = []
  let sum = 0n
  const put = (type: PostType, values: Values) => {
    for (const [name] of posts[type]) if (name === 'amount') sum += BigInt(values.amount ?? 0)
    lines.push(type + (posts[type] as Post).map((field) => write(type, field, values)).join(''))
  }
  put('00', {
    version,
    representative: file.representativeCode,
    serial: file.serialNo,
    made: file.madeOn,
    test: file.test ? 'T' : ' ',
  })
  for (const transaction of file.transactions) putTransaction(put, transaction)
  put('99', { posts: lines.length + 1, sum })
  return new Uint8Array(iconv.encode(lines.map((line) => `${line.trimEnd()}\r\n`).join(''), 'latin1'))
}

function putTransaction(put: (type: PostType, values: Values) => void, one: Transaction): void {
  if (one.kind === 'application') putApplication(put, one)
  else {
    const head = { case: one.case, court: one.courtNumber, on: one.on }
    if (one.kind === 'reduction') put('61', { ...head, amount: one.amount, text: one.reason })
    else if (one.kind === 'withdrawal') put('62', { ...head, text: one.reason })
    else put('70', head)
  }
}

function putApplication(put: (type: PostType, values: Values) => void, one: Application): void {
  put('10', { case: one.case, currency: one.currency, claims: one.claims.length })
  for (const party of one.parties)
    put('20', { ...party, role: roles[party.role], kind: party.isPerson ? 'P' : 'F' } as unknown as Values)
  for (const claim of one.claims) {
    put('30', {
      claim: claim.no,
      type: claim.type,
      amount: claim.amount,
      due: claim.dueOn,
      invoice: claim.invoiceNumber,
      interestKind: claim.interest ? (claim.interest.kind === 'law' ? '6' : 'P') : ' ',
      interestFrom: claim.interest?.from ?? null,
      percent: claim.interest?.percent ?? '',
    })
    wrap(claim.ground, 70).forEach((text, i) => {
      put('31', { claim: claim.no, row: i + 1, text })
    })
  }
  for (const payment of one.payments) put('40', { on: payment.on, amount: payment.amount })
}

/** Words that do not fit refuse: a name cut short is another name. */
function write(type: string, [name, length, kind]: readonly [string, number, FieldKind], values: Values): string {
  const value = values[name] ?? null
  const text = value === null ? '' : kind === 'day' ? String(value).replaceAll('-', '') : printable(String(value))
  if (text.length > length)
    refuse(
      'enforcement-file.too-long',
      `${name} of post ${type} has room for ${length} signs, "${text}" has ${text.length}`,
      {
        field: name,
        room: length,
        found: text,
      },
    )
  return kind === 'number' ? text.padStart(length, '0') : text.padEnd(length, ' ')
}

/** One line of signs that ISO 8859-1 has. */
const printable = (text: string): string =>
  [
    ...text
      .replace(/[\u2010-\u2015]/g, '-')
      .replace(/[\u2018\u2019]/g, "'")
      .replace(/[\u201c\u201d]/g, '"'),
  ]
    .map((sign) => (sign.charCodeAt(0) < 0x20 ? ' ' : sign.length === 1 && sign.charCodeAt(0) <= 0xff ? sign : '?'))
    .join('')

/** Whole words, at most `width` signs a line. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((one) => one.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [])) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

/** Receipts and answers. Never throws; with problems nothing of it may be used. */
export function readFlat(bytes: Uint8Array): InFile {
  const lines = iconv
    .decode(Buffer.from(bytes), 'latin1')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const file: InFile = { serialNo: 0, madeOn: null, receipts: [], answers: [], problems: [] }
  let ended = false
  let sum = 0n
  for (const [i, line] of lines.entries()) {
    const type = line.slice(0, 2)
    const say = (code: string, message: string): void => void file.problems.push({ code, message, row: i + 1 })
    if (!(type in posts) || ended) {
      if (ended) say('enforcement-file.after-end', `line ${i + 1} comes after the end (99)`)
      else say('enforcement-file.post-unknown', `line ${i + 1} begins with ${type}, which is no post`)
      continue
    }
    if ((i === 0) !== (type === '00'))
      say('enforcement-file.no-start', 'the first post of a file, and only that, is the start (00)')
    const value = cut(type as PostType, line, (name) =>
      say('enforcement-file.field-wrong', `line ${i + 1}: ${name} cannot be read`),
    )
    if (type === '00') {
      file.serialNo = Number(value.number('serial'))
      file.madeOn = value.day('made')
      if (value.text('version') !== version)
        say('enforcement-file.version', `the file is of layout ${value.text('version')}, ours is ${version}`)
    } else if (type === '50')
      file.receipts.push({
        serialNo: Number(value.number('serial')),
        taken: value.text('taken') === 'J',
        text: value.text('text'),
      })
    else if (type === '60' || type === '63') {
      const answer = answerOf(type, value)
      if (answer) file.answers.push(answer)
      else say('enforcement-file.field-wrong', `line ${i + 1}: it says neither what happened nor when`)
      if (type === '63') sum += value.number('capital') + value.number('costs')
    } else if (type === '99') {
      ended = true
      if (value.number('posts') !== BigInt(i + 1) || value.number('sum') !== sum)
        say('enforcement-file.control', 'the end (99) counts other posts or another sum: have the file sent again')
    } else say('enforcement-file.post-unexpected', `post ${type} is ours to send, not to receive`)
  }
  if (!ended)
    file.problems.push({ code: 'enforcement-file.cut-off', message: 'the file has no end (99): have it sent again' })
  return file
}

interface Cut {
  text(name: string): string
  number(name: string): bigint
  day(name: string): Day | null
}

function answerOf(type: '60' | '63', value: Cut): CourtAnswer | null {
  const on = value.day('on')
  if (!on) return null
  const base = {
    case: value.text('case') || null,
    courtNumber: value.text('court') || null,
    on,
    text: value.text('text'),
  }
  if (type === '63')
    return {
      ...base,
      kind: 'decision',
      capital: value.number('capital'),
      costs: value.number('costs'),
      interestFrom: value.day('interestFrom'),
    }
  const kind = events[value.text('what') as keyof typeof events]
  return kind ? { ...base, kind } : null
}

function cut(type: PostType, line: string, wrong: (name: string) => void): Cut {
  const fields = new Map<string, string>()
  let at = 2
  for (const [name, length] of posts[type]) {
    fields.set(name, line.slice(at, at + length).trim())
    at += length
  }
  const text = (name: string) => fields.get(name) ?? ''
  return {
    text,
    number(name) {
      if (/^\d+$/.test(text(name))) return BigInt(text(name))
      wrong(name)
      return 0n
    },
    day(name) {
      const found = text(name).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
      if (found === '') return null
      if (isDay(found)) return found
      wrong(name)
      return null
    },
  }
}
