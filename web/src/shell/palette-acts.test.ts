import { expect, test } from 'vitest'
import { verbNames } from '../lang/verb-names.ts'
import { actLines, actOnFoundLines, acts, readActs } from './palette-acts.ts'

const can = () => true
const say = ((phrase: { sv: string }) => phrase.sv) as never
const asked = (typed: string) => readActs(typed, can).acts.map(({ id }) => id)

test.each([
  ['kreditera', 'do credit'],
  ['krediter', 'do credit'],
  ['кредитно', 'do credit'],
  ['credit', 'do credit'],
  ['skicka igen', 'do send'],
  ['изпрати', 'do send'],
  ['matcha', 'do match'],
  ['ångra', 'do undo-match'],
  ['angre', 'do undo-match'],
  ['registrera betalning', 'do enter-payment'],
  ['påminn', 'do remind'],
  ['purre', 'do remind'],
  ['напомняне', 'do remind'],
  ['skriv av', 'do write-off'],
  ['avskriv', 'do write-off'],
  ['slå ihop', 'do merge'],
  ['rente', 'do interest'],
  ['nedbetaling', 'do plan'],
  ['spärra', 'do hold'],
  ['dispute', 'do hold'],
  ['innsigelse', 'do hold'],
  ['задръж', 'do hold'],
])('who types %s is offered %s', (typed, id) => expect(asked(typed)).toContain(id))

test('each act is a verb that there is, found by its name in every language', () => {
  for (const { id, verb, title } of acts) {
    expect(verbNames).toHaveProperty([verb])
    for (const name of Object.values(title)) expect(asked(name)).toContain(id)
  }
})

test('what stands after an act names what it is done with', () => {
  expect(readActs('kreditera 10024817', can).on).toMatchObject({ rest: '10024817', acts: [{ id: 'do credit' }] })
  expect(readActs('Kreditera en faktura Åsa Ek', can).on).toMatchObject({ rest: 'Åsa Ek' })
  expect(readActs('10024817', can).on).toBeNull()
  expect(readActs('åsa ek', can).on).toBeNull()
  expect(readActs('kreditera 10024817', (verb) => verb !== 'invoicing.credit').on).toBeNull()
})

test('an act on something asks for it first, then leads to it', () => {
  const typed: string[] = []
  const [line] = actLines(readActs('kreditera', can), say, (text) => typed.push(text))
  line?.asks?.()
  expect(typed).toEqual(['Kreditera en faktura '])
  const row = {
    id: 'i1',
    number: null,
    title: '10024817',
    sub: '',
    amount: '10.00',
    currency: 'SEK',
    isProtected: false,
  }
  const lines = actOnFoundLines(
    readActs(`${typed[0]}10024817`, can),
    [{ kind: 'invoices', rows: [row as never] }],
    say,
    can,
    () => {},
  )
  expect(lines).toMatchObject([{ title: 'Kreditera: 10024817', address: 'invoices/i1/credit' }])
})
