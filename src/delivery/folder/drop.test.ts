import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { drop, forgetDrop, tidyDrops, wasDropped } from './drop.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'reskontra-drop-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const files = ['a.pdf', 'a.json'].map((name) => ({ name, bytes: Buffer.from(name) }))
const seen = () => readdirSync(folder).filter((name) => !name.startsWith('.'))

test('files appear whole, and the drop is known until it is forgotten', async () => {
  expect(await wasDropped(folder, 'x')).toBe(false)
  await drop(folder, 'x', files)
  expect(seen()).toEqual(['a.json', 'a.pdf'])
  expect(readFileSync(path.join(folder, 'a.pdf'), 'utf8')).toBe('a.pdf')
  expect(await wasDropped(folder, 'x')).toBe(true)
  await forgetDrop(folder, 'x')
  expect(readdirSync(path.join(folder, '.reskontra'))).toEqual([])
})

test('a drop is known even when its files were collected at once', async () => {
  await drop(folder, 'x', files)
  for (const name of seen()) rmSync(path.join(folder, name))
  expect(await wasDropped(folder, 'x')).toBe(true)
})

test('a drop that was cut off is not done, and is made whole by the next', async () => {
  await drop(folder, 'x', files)
  // Cut off between the two renames: the index is still in the workshop.
  renameSync(path.join(folder, 'a.json'), path.join(folder, '.reskontra', 'x', 'a.json'))
  expect(await wasDropped(folder, 'x')).toBe(false)
  await drop(folder, 'x', files)
  expect(seen()).toEqual(['a.json', 'a.pdf'])
  expect(await wasDropped(folder, 'x')).toBe(true)
})

test('what a killed worker left goes after a month', async () => {
  await drop(folder, 'old', files)
  await drop(folder, 'new', files)
  utimesSync(path.join(folder, '.reskontra', 'old'), new Date(0), new Date(0))
  await tidyDrops(folder, 30)
  expect(readdirSync(path.join(folder, '.reskontra'))).toEqual(['new'])
})

test('a folder that is none tells', async () => {
  writeFileSync(path.join(folder, 'file'), '')
  await expect(drop(path.join(folder, 'file'), 'x', files)).rejects.toThrow()
})
