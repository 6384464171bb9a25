import { sie4 } from './accounting/sie4/sie4.ts'
import type { Format } from './format.ts'

/** Every file format that is recognised and read: one line each. */
export const formats: readonly Format<unknown>[] = [sie4]
