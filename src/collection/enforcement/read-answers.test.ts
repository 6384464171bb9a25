import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openWorld } from '../../../test/world.ts'
import { saveAgency } from '../save-agency.ts'
import { readAnswers } from './read-answers.ts'

test('a court whose folder is away is told, and the files of the others are read', async () => {
  const world = await openWorld('SE')
  const mount = mkdtempSync(path.join(os.tmpdir(), 'reskontra-court-'))
  vi.stubEnv('RESKONTRA_FOLDERS', mount)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(mount, { recursive: true })
  })
  const exchange = path.join(world.installation.settings.dataDir, 'exchange', 'test-se')
  // Between its neighbours, in the order in which they are read.
  for (const [code, answers] of [
    ['aaa', 'aaa'],
    ['bbb', path.join(mount, 'away')],
    ['ccc', 'ccc'],
  ] as const) {
    const name = `Court ${code}`
    const settings = { path: `${code}-out`, answers, representativeCode: '12345' }
    await world.do(saveAgency, { code, name, target: 'court', adapter: 'authority-file', settings })
    if (path.isAbsolute(answers)) continue
    const file = path.join(exchange, answers, 'answer.txt')
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, 'nothing that is known')
    utimesSync(file, 1, 1)
  }
  expect(await world.do(readAnswers, {})).toMatchObject({
    files: [{ court: 'aaa' }, { court: 'ccc' }],
    problems: [{ court: 'bbb', code: 'collection.folder-unreadable' }],
  })
  for (const code of ['aaa', 'ccc']) expect(existsSync(path.join(exchange, code, 'failed', 'answer.txt'))).toBe(true)
})
