import { SaxesParser } from 'saxes'
import { minor } from '../../../kernel/money.ts'
import type { Problem } from '../../../kernel/problem.ts'
import type { AccountNumber, Bytes, IncomingPayment, MoneyInItem, ProblemItem } from '../../format.ts'
import { decode } from '../../xml-text.ts'
import { problemList } from '../problem-list.ts'
import { readAmount, shown } from './amounts.ts'
import { type Cursor, camtTree } from './layout.ts'
import { type Context, closeEntry, detailsHeldMax, type OpenEntry, openEntry, passOn } from './payments.ts'
import { proveStatement, statementItem, type Tally, tally } from './prove-statement.ts'
import { type CamtKind, messageElements, messageOf } from './recognise.ts'
import { newDetail, newEntry, newRemittance, newStatement } from './records.ts'
import type { Element } from './tree.ts'

const depthMax = 64

/**
 * Reads one camt.052, .053 or .054 message as a stream. Never throws on bad input: damaged XML ends the reading with a
 * problem as the last item and no `end`; everything else is told where it stands, and the reading goes on.
 */
export async function* read(kind: CamtKind, bytes: Bytes): AsyncIterable<MoneyInItem | ProblemItem> {
  const queue: (MoneyInItem | ProblemItem)[] = []
  const reading = startReading(kind, queue)
  try {
    for await (const text of decode(bytes)) {
      if (!reading.feed(text)) {
        yield* queue
        return
      }
      yield* queue
      queue.length = 0
    }
  } catch (error) {
    if (!(error instanceof RangeError && 'code' in error && error.code === 'ERR_ENCODING_NOT_SUPPORTED')) throw error
    yield {
      type: 'problem',
      problem: { code: 'camt.encoding', message: `The file names an encoding that is not known: ${error.message}.` },
    }
    return
  }
  reading.finish()
  yield* queue
}

function startReading(kind: CamtKind, queue: (MoneyInItem | ProblemItem)[]) {
  const layout = camtTree(kind)
  const totals = new Map<string, bigint>()
  const unused = new Set<string>()
  const outside: Element<Cursor> = {
    name: '',
    parent: null,
    children: new Map(),
    begin: null,
    text: null,
    end: null,
    unused: false,
  }
  const stack: Element<Cursor>[] = []
  let current = outside
  let value = ''
  let currency = ''
  let payments = 0
  let replaced = false
  let inMessage = 0
  let open: OpenEntry | null = null
  let told = false
  let figures: Tally = tally()
  let seenReferences = new Map<string, number>()
  const seenByAccount = new Map<string, Map<string, number>>()
  const seenStatements = new Set<string>()

  const problems = problemList(queue, 'camt')
  const problem = (found: Problem) => problems.add(found)

  const parser = new SaxesParser({ xmlns: false, fragment: false })
  const context: Context = { account: nobody, problem, unused: (path) => unused.add(path), emit }

  const cursor: Cursor = {
    statements: 0,
    entries: 0,
    statement: newStatement(''),
    balance: { code: '', subCode: null, amount: null, direction: null, on: null },
    entry: newEntry('', 0),
    detail: newDetail(0),
    charge: { amount: { text: '', currency: '' }, credit: false, included: true },
    remittance: newRemittance(),
    line: () => parser.line,
    statementEnds() {
      tellStatement()
      proveStatement(kind, cursor.statement, figures, context)
      told = false
      figures = tally()
    },
    detailEnds() {
      const { entry, detail } = cursor
      open ??= openHere()
      open.details++
      if (detail.amount && readAmount(detail.amount).value === null) {
        const path = `${entry.path}/TxDtls[${open.details}]`
        problem({
          code: 'camt.amount',
          path,
          message: `${path} ${readAmount(detail.amount).fault}. Ask the bank for a corrected file.`,
        })
      }
      entry.details.push(detail)
      if (entry.details.length >= detailsHeldMax) passOn(open, context)
    },
    entryEnds() {
      open ??= openHere()
      closeEntry(open, context)
      const { amount, status } = open
      figures.entries++
      if (status === 'BOOK') figures.bookedEntries++
      if (amount === null) figures.unreadable = true
      else figures.add(open.currency, amount, status === 'BOOK')
      open = null
    },
  }

  /** The entry's head stands before its details in every version. */
  function openHere(): OpenEntry {
    tellStatement()
    return openEntry(cursor.entry, context)
  }

  function tellStatement() {
    if (told) return
    told = true
    const item = statementItem(cursor.statement, cursor.entry.amount?.currency ?? null, context)
    context.account = item.account
    const key = `${item.account.scheme} ${item.account.id}`
    seenReferences = seenByAccount.get(key) ?? new Map()
    seenByAccount.set(key, seenReferences)
    const { path, page } = cursor.statement
    const name = `${key} ${item.statementId} ${page ?? ''}`
    if (item.statementId !== null && seenStatements.size === seenStatements.add(name).size)
      problem({
        code: 'camt.statement-twice',
        path,
        message: `${path} is the statement ${shown(item.statementId)} of account ${shown(item.account.id)} a second time. Take the doubled one out.`,
      })
    queue.push(item)
  }

  function emit(payment: IncomingPayment) {
    payments++
    if (payment.status === 'BOOK') totals.set(payment.currency, (totals.get(payment.currency) ?? 0n) + payment.amount)
    if (payment.bankReference !== null) {
      // Some banks give a return, or a second booking, the reference of the first: it must not hide that money.
      const times = (seenReferences.get(payment.bankReference) ?? 0) + 1
      seenReferences.set(times === 1 ? owned(payment.bankReference) : payment.bankReference, times)
      if (times > 1) payment.bankReference = `${payment.bankReference}#${times}`
    }
    queue.push(payment)
  }

  parser.on('opentagstart', (tag) => {
    stack.push(current)
    if (stack.length > depthMax) throw new Error(`elements are nested deeper than ${depthMax}`)
    if (inMessage > 0) {
      current = layout.child(current, tag.name)
      inMessage++
      if (current.begin) current.begin(cursor)
    } else {
      const found = messageOf(local(tag.name))
      if (found === kind) {
        current = layout.root
        inMessage = 1
      } else if (found)
        problem({
          code: 'camt.other-message',
          message: `The file holds a ${messageElements[found]} (${found}), not a ${messageElements[kind]} (${kind}). Read it as ${found}.`,
        })
      else if (stack.length === 1) checkVersion(tag.name)
    }
    value = ''
    currency = ''
  })
  parser.on('attribute', (attribute) => {
    if (attribute.name === 'Ccy') currency = attribute.value
    else if (stack.length === 1 && attribute.name.startsWith('xmlns')) checkVersion(attribute.value)
  })
  const text = (piece: string) => {
    if (inMessage > 0) value = value === '' ? piece : value + piece
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('closetag', () => {
    if (inMessage > 0) {
      if (value !== '') {
        const trimmed = value.trim()
        if (trimmed !== '') {
          if (current.text) current.text(cursor, trimmed, currency)
          else current.unused = true
        }
        value = ''
      }
      if (current.end) current.end(cursor)
      inMessage--
    }
    current = stack.pop() ?? outside
  })

  function checkVersion(name: string) {
    const version = /camt\.05[234]\.001\.(\d\d)$/.exec(name)?.[1]
    if (version && Number(version) > 12)
      problem({
        code: 'camt.version',
        severity: 'warning',
        message: `The file is version ${version} of the message; versions 02 to 12 are known. Compare totals with the bank before use.`,
      })
  }

  function attempt(act: () => void): boolean {
    try {
      act()
      return true
    } catch (error) {
      // saxes and the depth check throw plain errors; any other is a bug of ours.
      if (!(error instanceof Error) || error.constructor !== Error) throw error
      // The last item of a damaged file: told even beyond the limit.
      const damage: Problem = {
        code: 'camt.damaged',
        row: parser.line,
        column: String(parser.column),
        message: `The XML is damaged or cut off at line ${parser.line}: ${shown(error.message.replace(/^\d+:\d+: /, ''))} Fetch the file again; nothing of it can be used.`,
      }
      queue.push({ type: 'problem', problem: damage })
      return false
    }
  }

  return {
    /** False when the file is damaged: the last item told is the problem. */
    feed(piece: string): boolean {
      replaced ||= piece.includes('\uFFFD')
      return attempt(() => parser.write(piece))
    },
    finish() {
      if (!attempt(() => parser.close())) return
      if (replaced)
        problem({
          code: 'camt.characters',
          severity: 'warning',
          message:
            'Some bytes do not fit the encoding that the file declares; letters in names or texts may be lost (shown as \uFFFD).',
        })
      if (cursor.statements === 0)
        problem({
          code: 'camt.no-statement',
          message: `The file holds no account statement (${messageElements[kind]} is empty or missing).`,
        })
      problems.close()
      queue.push({
        type: 'end',
        statements: cursor.statements,
        payments,
        totals: [...totals].map(([code, amount]) => ({ currency: code, amount: minor(amount) })),
        unused: [...new Set([...layout.unused(), ...unused])].sort(),
      })
    },
  }
}

const nobody: AccountNumber = { scheme: 'OTHER', id: '' }

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** A copy: a slice would hold the whole piece of file that it was cut from. */
const owned = (text: string): string => Buffer.from(text).toString()
