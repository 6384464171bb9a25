import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sayDelivery, sentences } from '../../../src/kernel/words/say-delivery.ts'
import { formFaults } from './form-faults.ts'

const folder = fileURLToPath(new URL('../../../src', import.meta.url))
const source = ['delivery', 'invoicing']
  .flatMap((name) =>
    readdirSync(`${folder}/${name}`, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${name}/${file}`),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

test('each sentence is one that the program writes', () => {
  const gone = sentences.filter(([says]) => says.split(/\{\w+\}/).some((part) => !source.includes(part.trim())))
  expect(gone.map(([says]) => says)).toEqual([])
})
test('the four languages say the same', () => {
  expect(sentences.flatMap(([says, phrase]) => formFaults(phrase).map((fault) => `${says}: ${fault}`))).toEqual([])
})
test.each([
  ['the access point cannot be reached', 'sv', 'Åtkomstpunkten kan inte nås.'],
  [
    'given up after 8 tries: the mail server cannot be used: ECONNREFUSED',
    'nb',
    'Ga opp etter 8 forsøk. E-posttjeneren kan ikke brukes: ECONNREFUSED',
  ],
  [
    'unknown outcome: no answer within 60 seconds; find out whether it arrived, then record it',
    'bg',
    'Не е ясно дали е пристигнало. Няма отговор за 60 секунди. Проверете и отбележете.',
  ],
  ['554 mailbox unavailable', 'sv', '554 mailbox unavailable'],
] as const)('%s', (text, language, said) => {
  expect(sayDelivery(text, language)).toBe(said)
})
