import pino from 'pino'

/** Names whose values are nobody's to read in a log. */
const secretNames =
  /pass(word)?|token|secret|cookie|authori[sz]ation|identity|personal|^(e-?mail|address|phone|iban|bban|body|salt|hash)$/i
/** Identity numbers of people in running text: SE yymmdd-nnnn and yyyymmdd-nnnn, NO 11 digits, BG ЕГН 10 digits; links' and tokens' secrets. */
const secretTexts: [RegExp, string][] = [
  [/\b(?:\d{2})?\d{6}[-+]\d{4}\b/g, '[identity]'],
  [/\b\d{10,12}\b/g, '[number]'],
  [/\brsk_[\w-]{20,}/g, '[token]'],
  [/\/sign-in\/[\w-]{20,}/g, '/sign-in/[token]'],
  [/(postgres(?:ql)?:\/\/[^:/@\s]+:)[^@\s]+@/g, '$1[password]@'],
]
const depthMax = 6

/** Structured lines; secrets and personal data are taken out of names, values and texts before they are written. */
export function createLog(destination?: pino.DestinationStream, level = process.env.LOG_LEVEL ?? 'info'): pino.Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label) => ({ level: label }), log: (data) => redact(data) as Record<string, unknown> },
      hooks: {
        logMethod(args, method) {
          method.apply(
            this,
            args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg)) as Parameters<typeof method>,
          )
        },
      },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  )
}

export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? String(value) : value
  if (depth > depthMax) return '[deep]'
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Error) return redactError(value, depth)
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretNames.test(name) ? '[redacted]' : redact(inner, depth + 1),
    ]),
  )
}

/** PostgreSQL's `detail` and `where` quote rows: their code and constraint say enough. */
function redactError(error: Error, depth: number): object {
  const { code, constraint, table } = error as { code?: string; constraint?: string; table?: string }
  return {
    type: error.name,
    message: redactText(error.message),
    stack: error.stack ? redactText(error.stack) : undefined,
    ...(code ? { code } : {}),
    ...(constraint ? { constraint } : {}),
    ...(table ? { table } : {}),
    ...(error.cause ? { cause: redact(error.cause, depth + 1) } : {}),
  }
}

const redactText = (text: string): string =>
  secretTexts.reduce((out, [pattern, instead]) => out.replace(pattern, instead), text)
