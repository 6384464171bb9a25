import { Readable, Writable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { run } from './run.ts'

// No mock but a tripwire: whoever loads the whole program is caught.
vi.mock('../verbs.ts', () => {
  throw new Error('every module was loaded')
})

test.each([
  ['--version', /^\d+\.\d+\.\d+\n$/],
  ['formats read demo/files/fjordlys-ocr-giro-november.txt --json', /"format":"ocr-giro"/],
  ['interest compute --country NO --principal 100.00 --due 2026-01-31 --paid 2026-03-31 --json', /"amount":"1.94"/],
  ['match evaluate --help', /labelled set/],
  ['ledger close-period --help', /ledger close-period/],
])('reskontra %s answers without loading every module', async (line, said) => {
  let out = ''
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      out += String(chunk)
      done()
    },
  })
  const code = await run(line.split(' '), { stdout, stderr: stdout, stdin: Readable.from([]), env: {} })
  expect(out).toMatch(said)
  expect(code).toBe(0)
})
