import { z } from 'zod'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import type { ShortVerb } from '../db/verb.ts'
import { verb } from '../db/verb.ts'
import { missingForInvoicing } from './missing.ts'
import { parameters, settings } from './parameters.ts'
import { removableTables } from './remove-rows.ts'
import type { Column, SetUpTable } from './set-up/table.ts'

const words = z.object({ sv: z.string(), nb: z.string(), bg: z.string(), en: z.string() })

const column = z.object({
  key: z.string(),
  kind: z.enum(['text', 'code', 'integer', 'decimal', 'boolean', 'day', 'choice', 'pairs', 'words', 'json']),
  title: words,
  isKey: z.boolean(),
  required: z.boolean(),
  default: z.unknown(),
  choices: z
    .array(z.object({ value: z.string(), title: words.nullable() }))
    .nullable()
    .meta({ description: 'Of a choice: the only values; of a code: what is offered. Null: any' }),
  ref: z.string().nullable().meta({ description: 'The table whose rows the value names by their code' }),
  min: z.number().nullable(),
  max: z.number().nullable().meta({ description: 'Of a text: its longest; of a number: the highest' }),
})

const table = z.object({
  name: z.string(),
  one: z.string().meta({ description: 'As the codes of its problems begin' }),
  title: words,
  keys: z.array(z.string()),
  dated: z.boolean().meta({ description: 'Rows of one thing follow each other: a new one ends the one before it' }),
  closes: z.enum(['validTo', 'closedOn']).nullable().meta({ description: 'The column that ends a row in use' }),
  removable: z.boolean(),
  reads: z.string().meta({ description: 'The verb that lists its rows' }),
  saves: z.string(),
  count: z.number().int(),
  columns: z.array(column),
})

/**
 * What the set-up consists of, for a program that edits any table of it without knowing them: columns, choices, keys, how
 * many rows; and what is lacking before an invoice can go out.
 * @param elsewhere the module that lists a table's verbs, where it is not `company`
 */
export const readSetUpTablesOf = (
  tables: readonly SetUpTable[],
  elsewhere: ReadonlyMap<SetUpTable, string>,
): ShortVerb =>
  verb({
    kind: 'read',
    name: 'company.read-set-up-tables',
    summary: 'The tables of the set-up: their columns, how many rows, and what is missing for invoicing',
    route: 'GET /set-up/tables',
    input: z.object({}),
    output: z.object({
      tables: z.array(table),
      parameters: z
        .array(z.object({ name: z.string(), kind: z.enum(['ratio', 'amounts', 'code', 'object']) }))
        .meta({ description: 'What the value of each general parameter is' }),
      missing: z.array(
        z.object({
          code: z.string(),
          table: z.string(),
          stops: z.boolean().meta({ description: 'No invoice goes out without it' }),
          about: z.string().nullable(),
        }),
      ),
    }),
    async run(ctx) {
      const described = []
      for (const one of tables) described.push(await describe(ctx, one, elsewhere.get(one) ?? 'company'))
      return {
        tables: described,
        parameters: parameters.map(({ name, kind }) => ({ name, kind })),
        missing: await missingForInvoicing(ctx),
      }
    },
  })

async function describe(ctx: Ctx, one: SetUpTable, module: string): Promise<z.input<typeof table>> {
  return {
    name: one.name,
    one: one.one,
    title: one.title,
    keys: [...one.keys],
    dated: one.dated ?? false,
    closes: one.closes ?? null,
    removable: removableTables.includes(one),
    reads: one.name === 'profile' ? 'company.read-profile' : `${module}.list-${one.name}`,
    saves: `${module}.save-${one.name}`,
    count: await countOf(ctx, one),
    columns: one.columns.map((its) => describeColumn(ctx, one, its)),
  }
}

function describeColumn(ctx: Ctx, one: SetUpTable, its: Column): z.input<typeof column> {
  const values = its.offers?.(country(ctx.company.country)) ?? its.choices ?? null
  return {
    key: its.key,
    kind: its.kind,
    title: its.title,
    isKey: one.keys.includes(its.key),
    required: its.required ?? false,
    default: its.default ?? null,
    choices: values && [...new Set(values)].map((value) => ({ value, title: titleOf(one, its, value) })),
    ref: its.ref === 'self' ? one.name : (its.ref?.name ?? null),
    min: its.min ?? null,
    max: its.max ?? null,
  }
}

const titleOf = (one: SetUpTable, its: Column, value: string) =>
  one === settings && its.key === 'name' ? (parameters.find(({ name }) => name === value)?.title ?? null) : null

async function countOf(ctx: Ctx, one: SetUpTable): Promise<number> {
  if (one.read) return (await one.read(ctx)).length
  const { count } = await ctx.db.one<{ count: number }>(
    `select count(*)::int as count from ${one.db} where company_id = $1${one.where ? ` and ${one.where}` : ''}`,
    [ctx.company.id],
  )
  return count
}
