import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { readParameter } from '../company/read-parameter.ts'
import type { Ctx, Edge } from '../db/context.ts'
import { refuse } from '../kernel/problem.ts'
import { smsProviders } from './sms/providers.ts'

/**
 * A secret is referenced, never stored in the database: an environment variable RESKONTRA_SECRET_…, or a file below
 * `secrets` in the data directory. Nothing else can be named, so that who may edit the settings of one company cannot
 * read the server's other secrets by sending them somewhere.
 */
export const secretReference = z.union([
  z.object({ env: z.string().regex(/^RESKONTRA_SECRET_[A-Z0-9_]+$/, 'the variable is called RESKONTRA_SECRET_…') }),
  z.object({
    file: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'the name of a file in the folder secrets of the data directory'),
  }),
])
export type SecretReference = z.output<typeof secretReference>

/** Relative: below `exchange/<company code>` of the data directory. Absolute: below a folder that RESKONTRA_FOLDERS names. */
const folder = z.string().min(1).max(500)
const mailAddress = z.email()
/** Beside the PDF, which carries it inside anyway. */
const attachXml = z.boolean().default(true)

const smsRequest = z.object({
  method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
  url: z.string().min(1).max(500),
  headers: z.record(z.string(), z.string().max(500)).optional(),
  basic: z.object({ user: z.string(), password: z.string() }).optional(),
  form: z.record(z.string(), z.string().max(2000)).optional(),
  json: z.unknown().optional(),
})
const said = z.union([z.string(), z.number()])
const smsQuestion = z.object({
  request: smsRequest,
  statePath: z.string(),
  idPath: z.string().optional(),
  delivered: z.array(said),
  failed: z.array(said),
  pending: z.array(said).optional(),
})

const shapes = {
  'delivery-folder': z.object({ path: folder }),
  'delivery-e-mail': z.discriminatedUnion('adapter', [
    // Mails laid down for whatever carries them on, or for a house that sends nothing (a demo, a test installation).
    z.object({ adapter: z.literal('folder'), path: folder, attachXml, bounces: folder.optional() }),
    z.object({
      adapter: z.literal('smtp').default('smtp'),
      host: z.string().min(1),
      port: z.number().int().min(1).max(65_535).default(587),
      /** 'none' sends passwords and invoices in the clear: for a server on the same machine. */
      security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
      user: z.string().optional(),
      password: secretReference.optional(),
      from: mailAddress,
      fromName: z.string().optional(),
      replyTo: mailAddress.optional(),
      attachXml,
      /** Folder of .eml files, or a maildir, where bounces arrive. */
      bounces: folder.optional(),
    }),
  ]),
  'delivery-peppol': z.discriminatedUnion('adapter', [
    z.object({ adapter: z.literal('folder'), path: folder }),
    z.object({
      adapter: z.literal('phoss-ap'),
      url: z.url({ protocol: /^https?$/ }),
      token: secretReference.optional(),
      /** Minutes after which an access point that does not know our id is believed not to have taken the document. */
      graceMinutes: z.number().min(0).max(1440).default(15),
    }),
  ]),
  /** Text messages by a provider's HTTP interface: a ready-made description, or one of one's own (sms/providers.ts). */
  'delivery-sms': z.discriminatedUnion('adapter', [
    z.object({ adapter: z.literal('folder'), path: folder }),
    z.object({
      adapter: z.literal('http').default('http'),
      provider: z.enum(smsProviders).optional(),
      /** Who it comes from: at most eleven letters and digits, or a number. */
      from: z.string().regex(/^(\+?\d{3,15}|[A-Za-z0-9 ]{1,11})$/, 'eleven letters and digits, or a number'),
      secrets: z.record(z.string().regex(/^[A-Za-z0-9_-]+$/), secretReference).default({}),
      values: z.record(z.string().regex(/^[A-Za-z0-9_-]+$/), z.string().max(500)).default({}),
      send: smsRequest.optional(),
      idPath: z.string().optional(),
      answers: z
        .array(
          z.object({
            status: z.string().regex(/^\d{3}(-\d{3})?$/, 'a status, or two with a hyphen between: 200-299'),
            path: z.string().optional(),
            equals: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
            outcome: z.enum(['sent', 'refused-number', 'refused', 'again', 'unknown']),
          }),
        )
        .optional(),
      receipt: smsQuestion.optional(),
      lookup: smsQuestion.optional(),
    }),
  ]),
  'delivery-print': z.object({
    /** Where bundles for the print house are dropped; without it they are downloaded. */
    path: folder.optional(),
    form: z.enum(['merged', 'zip']).default('merged'),
  }),
  'peppol-validation': z.object({
    mode: z.enum(['all', 'sample', 'none']),
    percent: z.number().min(0).max(100).default(10),
  }),
} as const
export type SettingName = keyof typeof shapes
export type Setting<N extends SettingName> = z.output<(typeof shapes)[N]>

/** The company's parameter in force today; null when never set. @throws Refused when what is stored makes no sense. */
export async function readSetting<N extends SettingName>(ctx: Ctx, name: N): Promise<Setting<N> | null> {
  const value = await readParameter(ctx, name, ctx.today)
  if (value === null) return null
  const parsed = shapes[name].safeParse(value)
  if (parsed.success) return parsed.data as Setting<N>
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || name}: ${issue.message}`).join('; ')
  return refuse('delivery.setting-wrong', `the setting ${name} cannot be used: ${faults}`, { setting: name })
}

export async function readSecret(edge: Edge, reference: SecretReference): Promise<string> {
  if ('env' in reference) {
    const value = process.env[reference.env]
    return (
      value ||
      refuse('delivery.secret-missing', `the environment variable ${reference.env} is not set`, { name: reference.env })
    )
  }
  const file = path.join(edge.settings.dataDir, 'secrets', reference.file)
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    return refuse(
      'delivery.secret-missing',
      `there is no file ${reference.file} in the folder secrets of the data directory`,
      {
        name: reference.file,
      },
    )
  }
}
