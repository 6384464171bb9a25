import { newId } from '../src/kernel/id.ts'
import type { World } from './world.ts'

/** Kommun-Bas in small: ansvar, verksamhet, aktivitet, projekt, objekt, motpart, with some values, a rule and a combination. */
export async function kommunBas(world: World): Promise<void> {
  const values: [string, string[]][] = [
    ['ansvar', ['1455000', '1455010', '1100', '1200']],
    ['verksamhet', ['852100', '600', '407']],
    ['aktivitet', ['3022']],
    ['projekt', ['P12']],
    ['objekt', ['4149999']],
    ['motpart', ['850', '010', '870']],
  ]
  await world.tx(async ({ db, company }) => {
    for (const [i, [code, codes]] of values.entries()) {
      await db.query(`insert into dimensions (company_id, code, name, position, source) values ($1, $2, $3, $4, $5)`, [
        company.id,
        code,
        code,
        i + 1,
        code === 'motpart' ? 'party' : null,
      ])
      for (const value of codes)
        await db.query(`insert into dimension_values (company_id, dimension, code, name) values ($1, $2, $3, $3)`, [
          company.id,
          code,
          value,
        ])
    }
    for (const code of ['341000', '345000', '3410', '3411'])
      await db.query(`insert into accounts (company_id, code, name, kind) values ($1, $2, 'Intäkt', 'income')`, [
        company.id,
        code,
      ])
    await db.query(
      `insert into dimension_rules (company_id, id, account_from, account_to, dimension, rule) values ($1, $2, '3410', '3419', 'ansvar', 'required')`,
      [company.id, newId()],
    )
    await db.query(
      `insert into dimension_combinations (company_id, id, when_dimension, when_from, when_to, then_dimension, then_from, then_to)
       values ($1, $2, 'ansvar', '1100', '1199', 'verksamhet', '400', '499')`,
      [company.id, newId()],
    )
  })
}

/** Bytes of a file as the edge hands them to a verb. */
export async function stored(world: World, name: string, bytes: Uint8Array | string) {
  const file = await world.installation.files.put(world.companyId, [
    typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
  ])
  return { file: { name, ...file } }
}
