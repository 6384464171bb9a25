import { z } from 'zod'
import type { Day } from '../kernel/day.ts'
import { isDay } from '../kernel/day.ts'
import type { FileAnswer } from './verb.ts'

/** Building blocks of inputs and outputs; their `meta` shows in the OpenAPI description. */
export const id = z.uuid().meta({ description: 'UUID' })
export const dayText = z
  .string()
  .refine((text): text is Day => isDay(text), { error: 'a day is written yyyy-mm-dd', params: { code: 'no-day' } })
  .meta({ format: 'date', description: 'A calendar day, yyyy-mm-dd' })
export const amountText = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,3})?$/, 'an amount is a plain decimal: 1250.00')
  .meta({ description: 'A plain decimal in major units of the currency ("1250.00")' })
export const decimalText = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,6})?$/, 'a plain decimal: 1.5')
  .meta({ description: 'A plain decimal' })
export const positiveText = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, 'a plain decimal, not below zero: 1.5')
  .meta({ description: 'A plain decimal, not below zero' })
export const percentText = z
  .string()
  .regex(/^(100(\.0{1,6})?|\d{1,2}(\.\d{1,6})?)$/, 'a percentage from 0 to 100: 12.5')
  .meta({ description: 'A percentage from 0 to 100, as a plain decimal' })
export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'an ISO 4217 code: SEK')
  .meta({ description: 'ISO 4217' })
export const language = z.enum(['sv', 'nb', 'bg', 'en'])
export const countryCode = z.string().regex(/^[A-Z]{2}$/)

/** What is wrong, where, and what to do: `kernel/problem.ts`. Shown in the reader's language by its code and data. */
export const problemShape = z.object({
  code: z.string(),
  message: z.string(),
  severity: z.enum(['error', 'warning']).optional(),
  row: z.number().optional(),
  column: z.string().optional(),
  path: z.string().optional(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
})

/**
 * A file given to a verb: the edge has stored its bytes in the file store (an upload, a CLI path, base64 in JSON) and
 * hands over its name and hash.
 */
export const fileInput = z
  .object({ name: z.string().max(255), sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int() })
  .meta({ id: 'FileInput', description: 'An uploaded file (multipart), or the hash of a stored one' })
export type FileInput = z.output<typeof fileInput>

/** The output schema of a verb that answers with a file. */
export const fileOutput = z
  .custom<FileAnswer>((value) => typeof value === 'object' && value !== null && 'body' in value)
  .meta({ id: 'FileOutput' })

/** Keyset paging: rows after `after`, at most `limit`. */
export const paging = { after: z.string().optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) }
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: z.string().nullable() })
