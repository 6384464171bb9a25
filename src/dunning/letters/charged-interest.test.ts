import { expect, test } from 'vitest'
import { postItem } from '../../../test/books.ts'
import { lettersLeave, moveTo, proposeOn, remind, savePlainPolicy } from '../../../test/dunning.ts'
import { readPdf } from '../../../test/pdf-reader.ts'
import { openWorld, type World } from '../../../test/world.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { listRunRows } from '../list-run-rows.ts'
import { previewLetter } from './preview-letter.ts'
import { readLetterPdf } from './read-letter-pdf.ts'

const textOf = async ({ body }: FileAnswer) => (await readPdf(body as Buffer)).text
const letterOf = async (world: World, kind: string) => {
  const { id } = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from dunning_letters where kind = $1`, [kind]),
  )
  return textOf(await world.do<FileAnswer>(readLetterPdf, { letterId: id }))
}

test('interest that a reminder charged stands in the next letter with its rate, base and days', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-11-20' })
  await savePlainPolicy(world, { interest: 'charged' })
  const bolag = await world.party({ number: '1', name: 'Bolaget AB', kind: 'company' })
  await postItem(world, { party: bolag, number: 'A', amount: '10000.00', on: '2026-09-01', due: '2026-10-30' })
  await remind(world)
  await lettersLeave(world)
  expect(await letterOf(world, 'reminder')).toContain(
    'Dröjsmålsränta: 10 % per år på 10 000,00, 2026-10-31–2026-11-20 (21 dagar)',
  )
  expect(await letterOf(world, 'reminder')).not.toContain('Tidigare debiterad ränta')
  moveTo(world, '2026-12-07')
  const said =
    'Tidigare debiterad ränta: 10 % per år på 10 000,00, 2026-10-31–2026-11-20 (21 dagar). Dröjsmålsränta: 10 % per år på 10 000,00, 2026-11-21–2026-12-07 (17 dagar)'
  const { runId } = await proposeOn(world)
  const { rows } = await world.do<{ rows: { rowNo: number }[] }>(listRunRows, { runId })
  expect(await textOf(await world.do<FileAnswer>(previewLetter, { runId, rowNo: rows[0]!.rowNo }))).toContain(said)
  await remind(world)
  expect(await letterOf(world, 'collection-notice')).toContain(said)
  // The letter that was sent says what it said, whatever comes after.
  await world.tx(({ db, user }) => db.query(`update interest_charges set freed_at = now(), freed_by = $1`, [user.id]))
  expect(await letterOf(world, 'collection-notice')).toContain(said)
})
