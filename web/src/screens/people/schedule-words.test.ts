import { expect, test } from 'vitest'
import { schedules } from '../../api/generated/schedules.ts'
import { languages } from '../../lang/language.tsx'
import { choiceWord, fieldWords } from './schedule-words.ts'

test('every field of whatever can run by itself, and every choice of it, has its words in four languages', () => {
  for (const [verb, fields] of Object.entries(schedules))
    for (const { name, choices } of fields) {
      if (name === 'dryRun' || name === 'preview') continue
      for (const language of languages) expect(fieldWords[name]?.[language], `${verb} ${name}`).toBeTruthy()
      for (const choice of choices ?? []) expect(choiceWord(name, choice)?.bg, `${verb} ${name} ${choice}`).toBeTruthy()
    }
})

test('what runs by itself is not about one thing, and is no question', () => {
  const names = Object.keys(schedules)
  expect(names).toContain('dunning.run-unattended')
  expect(names).not.toContain('dunning.execute')
  expect(names).not.toContain('dunning.simulate-policy')
  const fields = schedules['dunning.run-unattended']!.map(({ name }) => name)
  expect(fields).toEqual(['policies', 'invoiceGroups', 'customerKinds', 'businessAreas', 'customers', 'dryRun'])
  // A day would be the same each time.
  expect(schedules['interest.run-unattended']!.map(({ name }) => name)).not.toContain('through')
})
