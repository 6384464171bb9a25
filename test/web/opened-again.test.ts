import { expect, test } from 'vitest'
import { openWebWorld } from './world.ts'

// What is shown is read again before an act counts as done: a form opened at once again starts from what was saved.

test('a question renamed and opened again at once bears its new name, though the list comes late', async () => {
  const world = await openWebWorld('SE', { today: '2026-11-22' })
  const page = await world.person('clerk', { name: 'Eva Ek' })
  await page.goto(world.at('invoices?state=open'))
  const name = page.getByRole('dialog').getByLabel('Vad frågan heter')
  await page.locator('main h1').first().waitFor()
  await page.getByRole('button', { name: 'Spara frågan' }).click()
  await name.fill('Öppna i dag')
  await page.keyboard.press('Control+Enter')
  await name.waitFor({ state: 'detached' })
  const rename = async () => {
    await page.getByRole('button', { name: /^Frågan / }).click()
    await page.getByRole('menuitem', { name: 'Byt namn eller dela' }).click()
  }
  await rename()
  await page.route(/\/questions\?/, async (route) => {
    const answer = await route.fetch()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await route.fulfill({ response: answer })
  })
  await name.fill('Öppna nu')
  await page.keyboard.press('Control+Enter')
  await name.waitFor({ state: 'detached' })
  await rename()
  await expect.poll(() => name.inputValue()).toBe('Öppna nu')
})

test('what is typed stands there again after Esc; who pressed cancel has given it up', async () => {
  const world = await openWebWorld('SE', { today: '2026-11-22' })
  const page = await world.person('administrator', { name: 'Eva Ek' })
  const open = async () => {
    await page.goto(world.at('collection?view=financing&at=new'))
    await page.getByLabel('Namn', { exact: true }).waitFor()
  }
  await open()
  const name = page.getByLabel('Namn', { exact: true })
  const kept = page.waitForResponse(
    (answer) => answer.url().includes('/drafts/') && answer.request().postData()?.includes('Factorbolaget') === true,
  )
  await name.fill('Factorbolaget')
  await kept
  await name.press('Escape')
  await name.waitFor({ state: 'detached' })
  await open()
  await expect.poll(() => name.inputValue()).toBe('Factorbolaget')
  const forgotten = page.waitForResponse((answer) => answer.request().method() === 'DELETE')
  await page.getByRole('button', { name: 'Avbryt' }).click()
  await name.waitFor({ state: 'detached' })
  await forgotten
  const read = page.waitForResponse((answer) => answer.url().includes('/drafts/financing'))
  await open()
  await read
  expect(await name.inputValue()).toBe('')
})
