import { expect, test } from 'vitest'
import { createUser } from '../../src/access/create-user.ts'
import { listUsers } from '../../src/access/list-users.ts'
import { assignResponsible } from '../../src/credit/assign-responsible.ts'
import { listResponsibles } from '../../src/credit/list-responsibles.ts'
import { read } from '../../src/parties/read.ts'
import { saveContact } from '../../src/parties/save-contact.ts'
import { listQuestions } from '../../src/workspace/list-questions.ts'
import { saveQuestion } from '../../src/workspace/save-question.ts'
import { openWorld } from '../world.ts'

const names = ['Östen', 'Zara', 'Åsa', 'adam', 'Bo']
const inSwedish = ['adam', 'Bo', 'Zara', 'Åsa', 'Östen']

test('names stand in the order of the company’s language, whatever order the database was made with', async () => {
  const world = await openWorld('SE')
  await world.party({ name: 'Ekbacken', number: '2041' })
  const people: string[] = []
  for (const name of names) {
    const email = `p${people.length}@example.com`
    const { userId } = await world.do<{ userId: string }>(createUser, { email, name, role: 'clerk' })
    people.push(userId)
    await world.do(saveContact, { number: '2041', name })
    await world.do(assignResponsible, { userId, customer: '2041' })
  }
  const own = { id: people[0]!, name: names[0]!, areas: 'all', permissions: ['*'] } as never
  for (const name of names) await world.do(saveQuestion, { name, screen: 'ageing' }, own)

  const users = await world.do<{ rows: { name: string }[] }>(listUsers, {})
  expect(users.rows.map(({ name }) => name).filter((name) => names.includes(name))).toEqual(inSwedish)
  const { contacts } = await world.do<{ contacts: { name: string }[] }>(read, { number: '2041' })
  expect(contacts.map(({ name }) => name)).toEqual(inSwedish)
  const responsibles = await world.do<{ rows: { userName: string }[] }>(listResponsibles, {})
  expect(responsibles.rows.map(({ userName }) => userName)).toEqual(inSwedish)
  const questions = await world.do<{ rows: { name: string }[] }>(listQuestions, {}, own)
  expect(questions.rows.map(({ name }) => name)).toEqual(inSwedish)
})
