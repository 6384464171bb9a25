import type { z } from 'zod'
import type { Ctx, LongCtx } from './context.ts'

/**
 * A verb is one thing that a person, a script or a schedule can do. Its name is its permission, its audit entry, its CLI
 * command (`reskontra invoicing issue`) and its job; its schemas validate and make the OpenAPI description.
 */
export interface VerbHead<I extends z.ZodType, O extends z.ZodType> {
  /** `<module>.<verb>` in kebab-case. */
  name: string
  summary: string
  /** "GET /invoices/{id}" below /api/v1/companies/{company}; names in braces are fields of the input. */
  route: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`
  /** What it does or tells holds for every business area: it takes the right in all of them, a right in one is not enough. */
  ofWholeCompany?: true
  input: I
  output: O
}
export interface ShortVerb<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends VerbHead<I, O> {
  kind: 'read' | 'write'
  /** A reading verb that shows persons with protected identity: its transaction writes who looked, and nothing else. */
  recordsLooks?: true
  /** What this input leaves to be done by the system some while after the commit; null: nothing. */
  later?(input: z.output<I>): Later | null
  /** One transaction, opened by the edge. */
  run(ctx: Ctx, input: z.output<I>): Promise<z.input<O>>
}
export interface Later {
  /** Name of a verb that needs no input. */
  verb: string
  afterSeconds: number
}
/** Opens its own transactions chunk by chunk, resumes after a crash; over HTTP it answers 202 with a run to follow. */
export interface LongVerb<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends VerbHead<I, O> {
  kind: 'long'
  run(ctx: LongCtx, input: z.output<I>): Promise<z.input<O>>
}
// biome-ignore lint/suspicious/noExplicitAny: a list of verbs holds verbs of every input and output
export type Verb = ShortVerb<any, any> | LongVerb<any, any>

export const verb = <I extends z.ZodType, O extends z.ZodType>(v: ShortVerb<I, O>): ShortVerb<I, O> => v
export const longVerb = <I extends z.ZodType, O extends z.ZodType>(v: LongVerb<I, O>): LongVerb<I, O> => v

/**
 * An output that is a file: the edge streams it (HTTP attachment, CLI --output). `output` of such a verb is `fileOutput`.
 */
export interface FileAnswer {
  fileName: string
  mediaType: string
  body: Uint8Array | AsyncIterable<Uint8Array>
}
