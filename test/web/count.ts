import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** What a task costs a person: docs/tasks.md tells the unit. */
export interface Cost {
  /** Clicks, keys with a function, files dropped. */
  acts: number
  /** Fields typed or chosen. */
  fields: number
  /** Pages and dialogs opened after the one where the task began. */
  views: number
}

/** Does a task as a person would, and counts what it costs. */
export interface Task {
  click(target: Locator): Promise<void>
  /** A key with a function: "F", "Enter", "Control+Enter". Tab between fields is part of filling them. */
  key(name: string): Promise<void>
  fill(target: Locator, text: string): Promise<void>
  choose(target: Locator, value: string): Promise<void>
  /** Typed where the focus already is. */
  type(text: string): Promise<void>
  drop(files: { name: string; bytes: Uint8Array; mediaType?: string }[]): Promise<void>
  cost(): Cost
}

export async function beginTask(page: Page): Promise<Task> {
  const cost: Cost = { acts: 0, fields: 0, views: 0 }
  let place = new URL(page.url()).pathname
  let dialogs = await openDialogs(page)
  // A page counts when it is another page, a dialog when there is one more than before.
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return
    const now = new URL(frame.url()).pathname
    if (now !== place) cost.views++
    place = now
  })
  const look = async () => {
    const now = await openDialogs(page)
    if (now > dialogs) cost.views += now - dialogs
    dialogs = now
  }
  const counted = async (kind: 'acts' | 'fields', act: () => Promise<unknown>) => {
    await look()
    cost[kind]++
    await act()
    await look()
  }
  return {
    click: (target) => counted('acts', () => target.click()),
    key: (name) => counted('acts', () => page.keyboard.press(name)),
    fill: (target, text) => counted('fields', () => target.fill(text)),
    choose: (target, value) => counted('fields', () => target.selectOption(value)),
    type: (text) => counted('fields', () => page.keyboard.type(text)),
    drop: (files) => counted('acts', () => dropFiles(page, files)),
    cost: () => ({ ...cost }),
  }
}

const openDialogs = (page: Page): Promise<number> => page.locator('dialog[open]').count()

async function dropFiles(page: Page, files: { name: string; bytes: Uint8Array; mediaType?: string }[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (given) => {
      const data = new DataTransfer()
      for (const { name, base64, type } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }))
      return data
    },
    files.map(({ name, bytes, mediaType }) => ({
      name,
      base64: Buffer.from(bytes).toString('base64'),
      type: mediaType ?? 'application/octet-stream',
    })),
  )
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: transfer })
}

/** The row of docs/tasks.md for a task: what it cost when it was last published, and each further one. */
function published(name: string): { total: number; slope: number } {
  const text = readFileSync(path.join('docs', 'tasks.md'), 'utf8')
  const row = text.split('\n').find((line) => line.startsWith(`| ${name} |`))
  const cells = row?.split('|').map((cell) => cell.trim())
  if (!cells) throw new Error(`docs/tasks.md has no row "${name}"`)
  return { total: Number.parseInt(cells[2]!, 10), slope: Number(cells[4]) }
}

export const totalOf = ({ acts, fields, views }: Cost): number => acts + fields + views

/** Neither the total nor the cost of each further one may rise above what is published. */
export function expectWithinBudget(name: string, cost: Cost, further?: { count: number; cost: Cost }): void {
  const { total, slope } = published(name)
  expect(totalOf(cost), `${name}: ${JSON.stringify(cost)}`).toBeLessThanOrEqual(total)
  if (further)
    expect((totalOf(further.cost) - totalOf(cost)) / further.count, `${name}, each further one`).toBeLessThanOrEqual(
      slope,
    )
}
