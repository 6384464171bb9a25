import { expect, test } from 'vitest'
import { screens } from '../../shell/screen-list.ts'
import { aboutScreens } from './process-texts.ts'

test('every screen of the menu says what it is for, and nothing else does', () => {
  expect(Object.keys(aboutScreens).sort()).toEqual(screens.map(({ key }) => key).sort())
})
