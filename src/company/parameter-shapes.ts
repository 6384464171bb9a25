import { z } from 'zod'
import { dayCounts } from '../countries/interest.ts'
import type { VouchersCsvValue } from '../formats/accounting/vouchers-csv/template.ts'
import { templateProblems } from '../formats/accounting/vouchers-csv/template.ts'

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

/** Relative: below `exchange/<company code>` of the data directory. Absolute: below a folder that RESKONTRA_FOLDERS names. Or sftp://user@host/path. */
const folder = z.string().min(1).max(500)
const mailAddress = z.email()
/** Beside the PDF, which carries it inside anyway. */
const attachXml = z.boolean().default(true)
/** Two weeks: a letter that old says what is no longer so. */
const recallMinutesMax = 14 * 24 * 60
const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'a currency: SEK')
const plainAmount = z.string().regex(/^\d+(\.\d+)?$/, 'a plain amount: 50.00')

/** Ready-made descriptions of providers of text messages: src/delivery/sms/providers.ts. */
export const smsProviders = ['46elks', 'twilio', 'link-mobility', 'form-post'] as const

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

const fourEyes = z.strictObject({ required: z.boolean().optional() })

const orderFolder = z.strictObject({
  path: folder,
  /** Default: "done" and "failed" within the folder. */
  done: folder.optional(),
  failed: folder.optional(),
  source: z.string().optional(),
  format: z.string().optional(),
  invoiceGroup: z.string().optional(),
  acceptGoodRows: z.boolean().default(false),
  /** A file whose size or time changed within this time is still being written. */
  settleSeconds: z.number().min(0).max(3600).default(5),
})

// ── Credit bureaus ──────────────────────────────────────────────────────────

/** Where a field stands in the answer: "report.rating.0.score". */
const answerPath = z.string().regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, 'names joined by points: report.score')
/** "{number}", "{country}", "{kind}", "{reason}", "{id}", "{subscription}", "{cursor}" are filled in. */
const bureauRequest = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).default('GET'),
  path: z.string().regex(/^\//, 'begins with /'),
  body: z.record(z.string(), z.unknown()).optional(),
})
const bureau = {
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/),
  /** About whom it is asked: the first bureau that fits is. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).optional(),
  kinds: z.array(z.enum(['person', 'company', 'public'])).optional(),
}
const httpBureau = z.strictObject({
  ...bureau,
  adapter: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }),
  secret: z.strictObject({
    header: z.string().regex(/^[A-Za-z0-9-]+$/),
    value: secretReference,
    prefix: z.string().optional(),
  }),
  timeoutSeconds: z.number().int().min(1).max(60).default(20),
  check: bureauRequest,
  fields: z.strictObject({
    score: answerPath.optional(),
    class: answerPath.optional(),
    limit: answerPath.optional(),
    limitCurrency: answerPath.optional(),
    status: answerPath.optional(),
    remarks: answerPath.optional(),
    day: answerPath.optional(),
  }),
  /** Currency of the limit where no field tells it. */
  currency: currencyCode.optional(),
  /** The bureau's words for the state of a company. */
  statuses: z.record(z.string(), z.enum(['active', 'bankrupt', 'restructuring', 'ceased'])).default({}),
  monitor: bureauRequest.extend({ subscription: answerPath.optional() }).optional(),
  endMonitoring: bureauRequest.optional(),
  changes: bureauRequest
    .extend({
      list: answerPath,
      cursor: answerPath.optional(),
      id: answerPath.optional(),
      number: answerPath,
      kind: answerPath,
      day: answerPath,
      text: answerPath.optional(),
      /** The bureau's words for kinds of change; others become "other". */
      kinds: z
        .record(z.string(), z.enum(['bankrupt', 'restructuring', 'ceased', 'remark', 'score', 'limit', 'other']))
        .default({}),
    })
    .optional(),
})
export type HttpBureauSetting = z.output<typeof httpBureau>

// ── One shape a parameter ───────────────────────────────────────────────────

/**
 * What the general parameters of kind `object` hold: judged when they are saved, and again by their readers, for a newer
 * program may want more. A key that has no effect is refused where the shape is strict.
 */
export const parameterShapes = {
  /** How long letters wait in the outbox, where they can be recalled; fees and interest left of paid claims. */
  dunning: z.strictObject({
    recallMinutes: z.number().int().min(0).max(recallMinutesMax).optional(),
    leftCharges: z
      .strictObject({
        afterDays: z.number().int().min(0).optional(),
        waiveBelow: z.record(currencyCode, plainAmount).optional(),
      })
      .optional(),
  }),
  interest: z.strictObject({
    /** Less is carried to the next interest invoice. */
    minimum: z.record(currencyCode, plainAmount).optional(),
    dayCount: z.enum(dayCounts).optional(),
    dueDay: z.enum(['moves', 'stays']).optional(),
    creditNotes: z.enum(['from-start', 'from-their-day']).optional(),
    /** What a run of interest invoices takes where nobody says; on-reminders: the company makes none. */
    invoices: z.enum(['when-paid', 'unpaid', 'all', 'on-reminders']).optional(),
  }),
  /** How many days old the rate of a payment may be, and what then. */
  'rate-age': z.strictObject({ days: z.number().int().min(0), act: z.enum(['refuse', 'warn']).optional() }),
  'refund-four-eyes': fourEyes,
  'write-off-four-eyes': fourEyes,
  /** Whether billing holds what goes above a credit limit. */
  'credit-limit': z.strictObject({ act: z.enum(['hold', 'off']).optional() }),
  'credit-bureaus': z.strictObject({
    bureaus: z
      .array(
        z.discriminatedUnion('adapter', [
          httpBureau,
          z.strictObject({ ...bureau, adapter: z.literal('folder'), path: folder }),
        ]),
      )
      .min(1),
  }),
  /** One folder, or a list of them. */
  'order-folder': z.union([orderFolder, z.array(orderFolder).min(1)]),
  /** How codes of order files become the company's own; a dimension mapped to null is left out on purpose. */
  'order-file-mapping': z.strictObject({
    /** By source: the name given at the import, else the format's. */
    sources: z
      .record(
        z.string(),
        z.strictObject({ invoiceGroup: z.string().optional(), internalInvoiceGroup: z.string().optional() }),
      )
      .default({}),
    vatCodes: z.record(z.string(), z.string()).default({}),
    accounts: z.record(z.string(), z.string()).default({}),
    dimensions: z.record(z.string(), z.string().nullable()).default({}),
  }),
  'bank-folder': z.strictObject({ path: folder }),
  /** Behind every folder given as sftp://user@host/path. */
  'sftp-servers': z.strictObject({
    servers: z.array(
      z.strictObject({
        host: z.string().min(1).max(253),
        port: z.number().int().min(1).max(65_535).default(22),
        user: z.string().min(1).max(100),
        /** "SHA256:…": what the server's owner tells, or ssh-keygen -l prints; several while it changes. */
        hostKeys: z
          .array(
            z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'SHA256: and 43 characters, as ssh-keygen -l prints it'),
          )
          .min(1),
        password: secretReference.optional(),
        privateKey: secretReference.optional(),
        passphrase: secretReference.optional(),
      }),
    ),
  }),
  'delivery-folder': z.strictObject({ path: folder }),
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
  /** Text messages by a provider's HTTP interface: a ready-made description, or one of one's own (src/delivery/sms/providers.ts). */
  'delivery-sms': z.discriminatedUnion('adapter', [
    z.object({ adapter: z.literal('folder'), path: folder }),
    z
      .object({
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
      })
      .refine(({ provider, send }) => provider || send, {
        path: ['send'],
        message: 'name a provider, or write how to send',
      }),
  ]),
  'delivery-print': z.strictObject({
    /** Where bundles for the print house are dropped; without it they are downloaded. */
    path: folder.optional(),
    form: z.enum(['merged', 'zip']).default('merged'),
  }),
  'peppol-validation': z.strictObject({
    mode: z.enum(['all', 'sample', 'none']),
    percent: z.number().min(0).max(100).default(10),
  }),
  /** Our dimensions by their numbers in SIE; the others take the free ones from 20 on. */
  'sie-dimensions': z.record(z.string(), z.number().int().min(1)),
  'vouchers-csv': z
    .strictObject({
      encoding: z.enum(['utf-8', 'utf-8-with-mark', 'windows-1251', 'windows-1252']),
      separator: z.string(),
      lineEnd: z.enum(['\r\n', '\n']),
      quotes: z.enum(['when-needed', 'always', 'never']),
      titles: z.boolean(),
      decimalMark: z.enum(['.', ',']),
      dateForm: z.enum(['yyyy-MM-dd', 'yyyyMMdd', 'dd.MM.yyyy', 'dd/MM/yyyy']),
      guardFormulas: z.boolean(),
      columns: z.array(
        z.strictObject({
          title: z.string(),
          value: z.custom<VouchersCsvValue>((value) => typeof value === 'string'),
          width: z.number().exactOptional(),
          align: z.enum(['left', 'right']).exactOptional(),
        }),
      ),
    })
    .superRefine((template, context) => {
      for (const { message } of templateProblems(template)) context.addIssue({ code: 'custom', message })
    }),
  /** Whether a payment on a proforma becomes its advance invoice by itself. */
  'advance-invoices': z.strictObject({ act: z.enum(['automatic', 'by-hand']).optional() }),
  /** Where the buying unit is charged, by customer number. */
  'internal-settlement': z.record(
    z.string(),
    z.strictObject({ account: z.string().optional(), dimensions: z.record(z.string(), z.string()).default({}) }),
  ),
} as const
export type ShapedParameter = keyof typeof parameterShapes
