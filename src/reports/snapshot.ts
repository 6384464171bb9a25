import type { Ctx } from '../db/context.ts'

/**
 * A report asks several questions: all of them see the books of one instant. First statement of a reading verb's
 * transaction. The memory is for sorting and grouping at a million open items, which else goes to disk. Compiling the plan
 * is switched off: the questions that hardly any row asks make it look dear, and compiling took longer than the report.
 */
export async function oneSnapshot({ db }: Ctx): Promise<void> {
  await db.query('set transaction isolation level repeatable read')
  await db.query(`set local work_mem = '64MB'; set local jit = off`)
}
