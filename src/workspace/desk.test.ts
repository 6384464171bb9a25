import { beforeAll, describe, expect, test } from 'vitest'
import { person } from '../../test/http.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { grantRole } from '../access/grant-role.ts'
import { saveRole } from '../access/save-role.ts'
import type { User } from '../db/context.ts'
import type { Verb } from '../db/verb.ts'
import { Refused } from '../kernel/problem.ts'
import { deleteDraft } from './delete-draft.ts'
import { deleteQuestion } from './delete-question.ts'
import { listDrafts } from './list-drafts.ts'
import { listQuestions } from './list-questions.ts'
import { joinMenus } from './menu.ts'
import { readDraft } from './read-draft.ts'
import { readMe } from './read-me.ts'
import { readMenu } from './read-menu.ts'
import { readPreferences } from './read-preferences.ts'
import { saveDraft } from './save-draft.ts'
import { saveMenu } from './save-menu.ts'
import { savePreferences } from './save-preferences.ts'
import { saveQuestion } from './save-question.ts'
import { setLanguage } from './set-language.ts'

let world: World
let ada: User
let bo: User
const as = async (permissions: string[]): Promise<User> => {
  const { userId } = await person(world, permissions)
  return { id: userId, name: 'Person', areas: 'all', permissions }
}
const refusal = async (
  verb: Verb,
  input: unknown,
  user?: User,
): Promise<[code: string, status: number, data?: unknown]> => {
  try {
    await world.do(verb, input, user)
  } catch (error) {
    if (error instanceof Refused) return [error.problems[0]!.code, error.status, error.problems[0]!.data]
    throw error
  }
  throw new Error(`${verb.name} was not refused`)
}

beforeAll(async () => {
  world = await openWorld('SE')
  ada = await as(['workspace.*'])
  bo = await as(['workspace.read-*', 'workspace.*-question', 'bank.*'])
})

describe('preferences', () => {
  test('fields replace fields, each person for himself', async () => {
    expect(await world.do(readPreferences, {}, ada)).toEqual({ preferences: {} })
    await world.do(savePreferences, { preferences: { theme: 'dark', menu: 'narrow' } }, ada)
    await world.do(
      savePreferences,
      { preferences: { menu: 'wide', favourites: [{ address: 'ageing?by=party', title: 'Ålder' }] } },
      ada,
    )
    expect(await world.do(readPreferences, {}, ada)).toEqual({
      preferences: { theme: 'dark', menu: 'wide', favourites: [{ address: 'ageing?by=party', title: 'Ålder' }] },
    })
    await world.do(savePreferences, { preferences: {}, forget: ['theme', 'favourites'] }, ada)
    expect(await world.do(readPreferences, {}, ada)).toEqual({ preferences: { menu: 'wide' } })
    expect(await world.do(readPreferences, {}, bo)).toEqual({ preferences: {} })
  })
  test('what is not known is refused; what an earlier release kept and nobody knows now is left out', async () => {
    await expect(world.do(savePreferences, { preferences: { colour: 'pink' } }, ada)).rejects.toThrow(/colour/)
    await world.tx(
      ({ db }) =>
        db.query(
          `update user_preferences set preferences = '{"menu": "wide", "theme": "pink", "old": 1}' where user_id = $1`,
          [ada.id],
        ),
      ada,
    )
    expect(await world.do(readPreferences, {}, ada)).toEqual({ preferences: { menu: 'wide' } })
  })
  test('the language is the person’s own; the clockwork keeps nothing', async () => {
    await world.do(setLanguage, { language: 'bg' }, ada)
    expect(await world.do(readMe, {}, ada)).toMatchObject({
      language: 'bg',
      permissions: ['workspace.*'],
      seesAllAreas: true,
    })
    expect(await refusal(savePreferences, { preferences: {} })).toMatchObject({ 0: 'user.needed', 1: 403 })
  })
})

describe('drafts', () => {
  test('two tabs: the one that is behind is refused, and told which is newer', async () => {
    const first = await world.do<{ version: number }>(
      saveDraft,
      { name: 'invoice:new', version: 0, title: 'Faktura', content: { rows: [1] } },
      ada,
    )
    expect(first.version).toBe(1)
    expect(
      await world.do(saveDraft, { name: 'invoice:new', version: 1, content: { rows: [1, 2] } }, ada),
    ).toMatchObject({ version: 2 })
    const newer = { name: 'invoice:new', version: 2, savedAt: `${world.today}T10:00:00.000Z` }
    expect(await refusal(saveDraft, { name: 'invoice:new', version: 1, content: {} }, ada)).toEqual([
      'draft.newer',
      409,
      newer,
    ])
    expect(await refusal(saveDraft, { name: 'invoice:new', version: 0, content: {} }, ada)).toEqual([
      'draft.newer',
      409,
      newer,
    ])
    expect(await world.do(readDraft, { name: 'invoice:new' }, ada)).toMatchObject({
      draft: { version: 2, content: { rows: [1, 2] } },
    })
  })
  test('of 16 tabs that save over the same version, one does', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 16 }, (_, i) =>
        world.do(saveDraft, { name: 'invoice:new', version: 2, content: { tab: i } }, ada),
      ),
    )
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })
  test('are their owner’s alone, small, and go when they are sent', async () => {
    expect(await world.do(readDraft, { name: 'invoice:new' }, bo)).toEqual({ draft: null })
    expect(await world.do(listDrafts, {}, bo)).toEqual({ rows: [] })
    const seen = await world.tx(({ db }) => db.rows(`select name from drafts`), bo)
    expect(seen, 'nor by the policy').toEqual([])
    expect(await refusal(saveDraft, { name: 'big', version: 0, content: 'å'.repeat(110_000) }, ada)).toMatchObject({
      0: 'draft.too-large',
      1: 422,
    })
    expect(await world.do(listDrafts, {}, ada)).toMatchObject({ rows: [{ name: 'invoice:new', version: 3 }] })
    expect(await world.do(deleteDraft, { name: 'invoice:new' }, ada)).toEqual({ deleted: true })
    expect(await world.do(deleteDraft, { name: 'invoice:new' }, ada)).toEqual({ deleted: false })
    expect(await refusal(saveDraft, { name: 'invoice:new', version: 3, content: {} }, ada)).toMatchObject({
      0: 'draft.gone',
      1: 409,
    })
  })
})

test('saved questions: one’s own, and those of one’s roles', async () => {
  await world.do(saveRole, { name: 'desk', permissions: ['bank.*'] })
  await world.do(grantRole, { userId: bo.id, role: 'desk' } as never)
  const { questionId } = await world.do<{ questionId: string }>(
    saveQuestion,
    { name: 'Över 90', screen: 'ageing', query: 'from=91' },
    ada,
  )
  const names = async (user: User) =>
    (await world.do<{ rows: { name: string; isOwn: boolean }[] }>(listQuestions, {}, user)).rows.map(
      (row) => `${row.name}${row.isOwn ? '' : ' *'}`,
    )
  expect(await names(ada)).toEqual(['Över 90'])
  expect(await names(bo)).toEqual([])
  await world.do(
    saveQuestion,
    { questionId, name: 'Över 90 dagar', screen: 'ageing', query: 'from=91', roles: ['desk'] },
    ada,
  )
  expect(await names(bo)).toEqual(['Över 90 dagar *'])
  await world.do(saveQuestion, { name: 'Annan', screen: 'ageing' }, ada)
  expect(await refusal(saveQuestion, { questionId, name: 'Annan', screen: 'ageing' }, ada)).toMatchObject({
    0: 'question.name-taken',
    1: 409,
  })
  expect(await refusal(saveQuestion, { questionId, name: 'Min', screen: 'ageing' }, bo)).toMatchObject({
    0: 'question.unknown',
    1: 404,
  })
  expect(
    await refusal(saveQuestion, { name: 'x', screen: 'ageing', roles: ['desk', 'no', 'none'] }, ada),
  ).toMatchObject({ 0: 'role.unknown', 1: 404 })
  expect(await refusal(deleteQuestion, { questionId }, bo)).toMatchObject({ 0: 'question.unknown', 1: 404 })
  await world.do(deleteQuestion, { questionId }, await as(['workspace.*']))
  expect(await names(bo)).toEqual([])
})

describe('process menus', () => {
  const group = (key: string, ...screens: string[]) => ({ key, names: { sv: key }, screens })
  test('are composed by role; who has several sees them joined', async () => {
    expect(await world.do(readMenu, {}, bo)).toEqual({ groups: null })
    await world.do(saveRole, { name: 'billing', permissions: ['bank.*'] })
    await world.do(grantRole, { userId: bo.id, role: 'billing' } as never)
    await world.do(saveMenu, { role: 'desk', groups: [group('match', 'matching', 'bank')] }, ada)
    await world.do(
      saveMenu,
      { role: 'billing', groups: [group('bill', 'invoices'), group('match', 'bank', 'attest')] },
      ada,
    )
    expect(await world.do(readMenu, {}, bo)).toEqual({
      groups: [group('bill', 'invoices'), group('match', 'bank', 'attest', 'matching')],
    })
    expect(await world.do(readMenu, { role: 'desk' }, ada)).toEqual({ groups: [group('match', 'matching', 'bank')] })
    expect(await world.do(readMenu, {}, ada)).toEqual({ groups: null })
    await world.do(saveMenu, { role: 'desk', groups: null }, ada)
    await world.do(saveMenu, { role: 'billing', groups: null }, ada)
    expect(await world.do(readMenu, {}, bo)).toEqual({ groups: null })
    expect(await refusal(saveMenu, { role: 'none', groups: null }, ada)).toMatchObject({ 0: 'role.unknown', 1: 404 })
    expect(await refusal(saveMenu, { role: 'desk', groups: [group('a'), group('a')] }, ada)).toMatchObject({
      0: 'menu.group-twice',
      1: 422,
    })
  })
  test('joining keeps the order and doubles nothing', () => {
    expect(joinMenus([[group('a', 'x', 'y')], [group('b', 'z'), group('a', 'y', 'w')]])).toEqual([
      group('a', 'x', 'y', 'w'),
      group('b', 'z'),
    ])
  })
})
