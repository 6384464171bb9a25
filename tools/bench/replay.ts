import type { Pool } from '../../src/db/pool.ts'

/** A table and which of its rows a step wrote. */
export interface Written {
  table: string
  /** SQL condition on the table; the company's rows of the step. */
  where: string
}

/**
 * Floor A: the rows that a step wrote, written again by PostgreSQL alone into the same tables: same keys, triggers, foreign
 * keys, default durability, one statement a table in one transaction. The rows are set aside, taken out, and put back.
 */
export async function replaySeconds(
  pool: Pool,
  written: readonly Written[],
  before: string[] = [],
  after: string[] = [],
): Promise<number> {
  const client = await pool.connect()
  try {
    // What the step has written is younger than the statistics; setting it aside is not measured, but must end.
    for (const { table } of written) await client.query(`analyze ${table}`)
    for (const { table, where } of written)
      await client.query(`create table stage_${table} as select * from ${table} where ${where}`)
    await client.query(`set session_replication_role = replica`)
    for (const { table, where } of [...written].reverse()) await client.query(`delete from ${table} where ${where}`)
    for (const statement of before) await client.query(statement)
    await client.query(`set session_replication_role = origin`)
    for (const { table } of written) await client.query(`vacuum analyze ${table}`)
    // Statistics taken in the middle of one huge transaction would say that its tables are empty.
    for (const { table } of written) await client.query(`alter table ${table} set (autovacuum_enabled = false)`)
    await client.query('checkpoint')
    const start = process.hrtime.bigint()
    await client.query('begin')
    for (const { table } of written) await client.query(`insert into ${table} select * from stage_${table}`)
    for (const statement of after) await client.query(statement)
    await client.query('commit')
    const taken = Number(process.hrtime.bigint() - start) / 1e9
    for (const { table } of written) await client.query(`drop table stage_${table}`)
    for (const { table } of written) await client.query(`alter table ${table} reset (autovacuum_enabled)`)
    return taken
  } finally {
    client.release()
  }
}
