import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, language } from '../../db/schemas.ts'
import type { FileAnswer, ShortVerb } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Column } from '../../formats/xlsx/write.ts'
import { writeWorkbook } from '../../formats/xlsx/write.ts'
import { wallClock } from '../../kernel/day.ts'
import { refuse } from '../../kernel/problem.ts'
import type { Phrases } from '../../kernel/words/phrase.ts'
import { wordOf } from '../../kernel/words/phrase.ts'
import { seesProtected } from '../protection.ts'
import { oneSnapshot } from '../snapshot.ts'
import { throughFile } from '../through-file.ts'
import type { Titles } from '../titles.ts'

/** A column of a list: `at` is the place of its value in a row of the list's answer ("reviewed.by", "holds.0.reason"). */
export interface ListColumn {
  at: string
  kind: 'text' | 'amount' | 'integer' | 'day' | 'instant' | 'choice'
  titles: Titles
  /** Of codes: what each is called. */
  words?: Phrases
  /** Of sentences that the program writes: how they are said. */
  says?: (text: string, language: Language) => string
}

interface PageInput {
  after?: string | undefined
  limit: number
}
type ListVerb = ShortVerb<z.ZodObject, z.ZodType<{ rows: object[]; next: string | null }>>

export interface ListInExcel {
  /** The verb that lists: the sheet has its filters, its order and its rows, page by page. */
  of: ListVerb
  /** Bears the prefix of the list's own module: who may not read the list does not get its sheet either. */
  name: string
  /** Of the file. */
  stem: string
  titles: Titles
  columns: readonly ListColumn[]
  pageRows?: number
}

/** The verb that gives a list as an Excel sheet: the same filters, every row, headings in the language asked. */
export function excelOf({ of, name, stem, titles, columns, pageRows = 1_000 }: ListInExcel) {
  const { after: _, limit: __, ...filters } = of.input.shape
  const input = z.object({
    ...filters,
    language: language.optional(),
    columns: z
      .string()
      .optional()
      .meta({ description: 'Which columns, in which order, with commas, by the fields of the list ("number,dueOn")' }),
    includeProtected: z
      .stringbool()
      .or(z.boolean())
      .default(false)
      .meta({ description: 'With persons of protected identity by name, for who may see them' }),
  })
  return verb({
    kind: 'read',
    recordsLooks: true,
    name,
    summary: `${of.summary}: as an Excel workbook`,
    route: `${of.route}/excel` as `GET /${string}`,
    input,
    output: fileOutput,
    async run(ctx, given): Promise<FileAnswer> {
      const {
        language: wanted,
        columns: asked,
        includeProtected,
        ...filter
      } = given as z.output<typeof input> & Record<string, unknown>
      if (includeProtected && !seesProtected(ctx))
        refuse(
          'protected.not-permitted',
          'you may not see persons with protected identity: leave includeProtected out',
          {},
          403,
        )
      await oneSnapshot(ctx)
      const inLanguage = wanted ?? ctx.company.language
      // A bulk file leaves the house: without being asked it names no protected person.
      const reader: Ctx = includeProtected ? ctx : { ...ctx, user: { ...ctx.user, permissions: [] } }
      const chosen = chosenOf(columns, asked)
      const sheet = {
        name: titles[inLanguage],
        columns: chosen.map((column) => sheetColumn(column, inLanguage)),
        rows: rowsOf(reader, of, filter, chosen, pageRows, { inLanguage, clock: wallClock(ctx.company.timeZone) }),
      }
      return {
        fileName: `${stem}-${ctx.company.code}-${ctx.today}.xlsx`,
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        body: await throughFile(ctx.settings.dataDir, writeWorkbook([sheet])),
      }
    },
  })
}

function chosenOf(columns: readonly ListColumn[], asked: string | undefined): readonly ListColumn[] {
  if (!asked) return columns
  return asked
    .split(',')
    .map(
      (at) =>
        columns.find((column) => column.at === at) ??
        refuse('list.column-unknown', `the list has no column ${at}: leave it out`, { column: at }, 422),
    )
}

async function* rowsOf(
  ctx: Ctx,
  of: ListVerb,
  filter: object,
  columns: readonly ListColumn[],
  pageRows: number,
  saying: Saying,
): AsyncIterable<unknown[]> {
  let after: string | undefined
  do {
    const page: PageInput = { limit: pageRows, ...(after === undefined ? {} : { after }) }
    const answer = await of.run(ctx, of.input.parse({ ...filter, ...page }))
    const { rows, next } = answer as { rows: object[]; next: string | null }
    for (const row of rows) yield columns.map((column) => cellOf(column, row, saying))
    after = next ?? undefined
  } while (after !== undefined)
}

const sheetKinds: Record<ListColumn['kind'], Column['kind']> = {
  text: 'text',
  choice: 'text',
  amount: 'number',
  integer: 'integer',
  day: 'day',
  instant: 'minute',
}

const sheetColumn = ({ at, kind, titles }: ListColumn, inLanguage: Language): Column => ({
  key: at,
  title: titles[inLanguage],
  kind: sheetKinds[kind],
  ...(kind === 'amount' ? { digits: 2 } : {}),
})

interface Saying {
  inLanguage: Language
  clock: (instant: Date) => string
}

function cellOf({ at, kind, words, says }: ListColumn, row: object, { inLanguage, clock }: Saying): unknown {
  const value = at.split('.').reduce<unknown>((one, key) => (one as Record<string, unknown> | null)?.[key], row)
  if (value === null || value === undefined) return null
  if (kind === 'choice') return value ? 'x' : null
  if (kind === 'instant') return clock(new Date(String(value)))
  if (words && typeof value === 'string') return wordOf(words, value, inLanguage)
  if (says && typeof value === 'string') return says(value, inLanguage)
  if (kind === 'text') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return value
}
