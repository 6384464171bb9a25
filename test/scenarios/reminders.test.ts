import { expect, test } from 'vitest'
import { listRunRows } from '../../src/dunning/list-run-rows.ts'
import { postItem, settle } from '../books.ts'
import { lettersLeave, lettersText, moveTo, proposeOn, remind, savePlainPolicy } from '../claims.ts'
import { openWorld } from '../world.ts'

test('a claim goes its way: reminder, collection notice, agency; each once', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-10-30' })
  await savePlainPolicy(world)
  const ada = await world.party({ number: '1', name: 'Ada', kind: 'person' })
  await postItem(world, { party: ada, number: '100', amount: '1000.00', on: '2026-10-01', due: '2026-10-31' })
  expect(await proposeOn(world)).toMatchObject({ letters: 0, waiting: [] })
  moveTo(world, '2026-11-02')
  expect(await proposeOn(world)).toMatchObject({
    letters: 0,
    waiting: [{ code: 'not-yet', items: 1, nextOn: '2026-11-05' }],
  })
  moveTo(world, '2026-11-05')
  expect(await remind(world)).toMatchObject({ letters: 1, dropped: 0 })
  expect(await remind(world)).toMatchObject({ letters: 0 })
  console.log(await lettersText(world))
  moveTo(world, '2026-11-21')
  console.log(JSON.stringify(await remind(world)))
  await lettersLeave(world)
  console.log(JSON.stringify(await remind(world)))
  console.log(await lettersText(world))
  await lettersLeave(world)
  moveTo(world, '2026-12-12')
  console.log(JSON.stringify(await remind(world)))
  console.log(JSON.stringify(await proposeOn(world)))
})
