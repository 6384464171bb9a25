import { Readable, Writable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { run } from './run.ts'

// No mock but a tripwire: whoever loads the whole program is caught.
vi.mock('../verbs.ts', () => {
  throw new Error('every module was loaded')
})

vi.mock('../reports/verbs.ts', () => {
  throw new Error('all reports were loaded')
})
vi.mock('../invoicing/direct/issue-advances.ts', () => {
  throw new Error('what may follow a verb was loaded')
})

test('reskontra reports export is written without all reports and without billing: of 100 000 rows under 200 MB', async () => {
  expect(await answerOf('reports export --report open-items')).toEqual({
    code: 2,
    out: 'the answer is a file: --output PATH, or --output - for stdout\n',
  })
})

test.each([
  ['--version', /^\d+\.\d+\.\d+\n$/],
  ['formats read demo/files/fjordlys-ocr-giro-november.txt --json', /"format":"ocr-giro"/],
  ['interest compute --country NO --principal 100.00 --due 2026-01-31 --paid 2026-03-31 --json', /"amount":"1.94"/],
  ['match evaluate --help', /labelled set/],
  ['ledger close-period --help', /ledger close-period/],
])('reskontra %s answers without loading every module', async (line, said) => {
  const { code, out } = await answerOf(line)
  expect(out).toMatch(said)
  expect(code).toBe(0)
})

async function answerOf(line: string): Promise<{ code: number; out: string }> {
  let out = ''
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      out += String(chunk)
      done()
    },
  })
  return { code: await run(line.split(' '), { stdout, stderr: stdout, stdin: Readable.from([]), env: {} }), out }
}
