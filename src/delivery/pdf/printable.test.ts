import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fontFiles, readCoverage } from './font.ts'
import { printable, printableContent } from './printable.ts'

const covers = readCoverage(fontFiles.regular)

test('all weights of the font show the same characters, and the box among them', () => {
  const others = [fontFiles.medium, fontFiles.semiBold].map(readCoverage)
  const differing: number[] = []
  for (let point = 0x20; point < 0x3000; point++)
    if (others.some((other) => other(point) !== covers(point))) differing.push(point)
  expect(differing).toEqual([])
  for (const character of 'åäöæøÅÄÖÆØ абвгдежзийклмнопрстуфхцчшщъьюя №„“«»–−·€□') {
    expect(`${character} ${covers(character.codePointAt(0)!)}`).toBe(`${character} true`)
  }
})

test('the OCR-B font has what a code line needs', () => {
  const ocr = readCoverage(fontFiles.ocrB)
  expect([...'0123456789#<>H-'].filter((character) => !ocr(character.codePointAt(0)!))).toEqual([])
})

test.each([
  ['Åsa Öberg', 'Åsa Öberg'],
  ['A\u030asa', 'Åsa'],
  ['tab\there', 'tab here'],
  ['\u202etxet\u202c', 'txet'],
  ['nul\u0000 bom\ufeff private\ue000', 'nul bom private'],
  ['hello 😀', 'hello □'],
  ['שלום', '□□□□'],
  ['one\r\ntwo', 'one\ntwo'],
])('%j is printed as %j', (text, printed) => {
  expect(printable(text, covers)).toBe(printed)
})

test('a very long word gets places to break, and loses nothing', () => {
  const word = 'å'.repeat(100)
  expect(printable(word, covers)).toContain('\u200b')
  expect(printable(word, covers).replaceAll('\u200b', '')).toBe(word)
})

test('whatever comes in, what goes out can be shown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      for (const character of printable(text, covers))
        expect(character === '\n' || character === '\u200b' || covers(character.codePointAt(0)!)).toBe(true)
    }),
  )
})

test('paths and drawings are left alone', () => {
  const content = { logo: { path: `/logo-${'a'.repeat(64)}.svg` }, name: 'a\u0000b' }
  expect(printableContent(content, covers)).toEqual({ ...content, name: 'ab' })
})
