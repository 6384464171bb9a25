import { expect, test } from 'vitest'
import { withRoom } from './chart-room.ts'

test.each([
  { told: 'the highest weeks keep their figures', heights: [21, 155, 20, 97, 2, 19], kept: [1, 3, 5] },
  { told: 'equals: every other, from the first', heights: [5, 5, 5, 5], kept: [0, 2] },
  { told: 'a column without a figure takes no room', heights: [3, null, 9, null, null, 1], kept: [0, 2, 5] },
  { told: 'nothing drawn', heights: [], kept: [] },
])('$told', ({ heights, kept }) => {
  expect([...withRoom(heights)].sort()).toEqual(kept)
})
