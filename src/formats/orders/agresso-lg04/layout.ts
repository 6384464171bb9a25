import type { Position } from '../records.ts'

/** The record description counts from 1; the readers count from 0. All lines are 1905 characters long. */
const at = (position: number, width: number): Position => [position - 1, width]

export const lineLength = 1905

export const layout = {
  shared: {
    batch: at(347, 12),
    client: at(359, 2),
    lineNumber: at(1053, 4),
    order: at(1526, 9),
    transaction: at(1804, 2),
    voucher: at(1885, 2),
  },
  header: {
    customer: at(210, 8),
    currency: at(398, 3),
    confirmedOn: at(363, 17),
    theirReference: at(1032, 15),
    text: at(1061, 120),
    orderedOn: at(1509, 17),
    responsible: at(1629, 8),
  },
  product: { amount: at(192, 17), description: at(248, 35), article: at(283, 15) },
  dimensions: {
    dim1: at(862, 8),
    dim2: at(870, 8),
    dim3: at(878, 8),
    dim4: at(886, 8),
    dim5: at(894, 12),
    dim6: at(906, 4),
    dim7: at(910, 4),
  },
  text: { sequence: at(1645, 8), text: at(1681, 60) },
} as const satisfies Record<string, Record<string, Position>>
