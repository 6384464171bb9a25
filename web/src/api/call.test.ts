import { afterEach, expect, test, vi } from 'vitest'
import { actsHere, call, type Input, type VerbName } from './call.ts'

// What counts as this page's own act: all else that the same person does is told as done in another tab.
afterEach(() => vi.unstubAllGlobals())

const answered = (status: number, body: object) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status })))
const refusal = { problems: [{ code: 'party.changed-meanwhile', message: 'changed' }] }

test.each([
  ['what is done counts', 'parties.save', 200, {}, 1],
  ['what is refused does not', 'parties.save', 409, refusal, 0],
  ['what broke may have been done', 'parties.save', 500, refusal, 1],
  ['a question does not, although it is posted', 'parties.check', 200, {}, 0],
  ['nor does a draft', 'workspace.save-draft', 200, {}, 0],
] as const)('%s', async (_, verb, status, body, more) => {
  answered(status, body)
  const before = actsHere.done
  await call('c', verb as VerbName, { rows: [], name: 'n' } as unknown as Input<VerbName>).catch(() => null)
  expect({ done: actsHere.done - before, running: actsHere.running }).toEqual({ done: more, running: 0 })
})
