import { formatsOf } from '../lang/formats.ts'
import type { Language, Phrase, Phrases } from '../lang/phrase.ts'

/** A refusal as the server tells it (src/kernel/problem.ts): the code is stable, `data` fills the sentence. */
export interface ToldProblem {
  code: string
  /** The server's own sentence in English: what is shown when the code has no phrase here. */
  message: string
  row?: number | null
  column?: string | null
  path?: string | null
  data?: Record<string, unknown> | null
}

/** The sentences of one area; a part of its own, loaded when the first problem of it is shown. */
export const loaders = {
  access: () => import('./texts/access.ts'),
  bank: () => import('./texts/bank.ts'),
  'bank-files': () => import('./texts/bank-files.ts'),
  claims: () => import('./texts/claims.ts'),
  credit: () => import('./texts/credit.ts'),
  collection: () => import('./texts/collection.ts'),
  delivery: () => import('./texts/delivery.ts'),
  dunning: () => import('./texts/dunning.ts'),
  'e-invoice': () => import('./texts/e-invoice.ts'),
  exchange: () => import('./texts/exchange.ts'),
  general: () => import('./texts/general.ts'),
  interest: () => import('./texts/interest.ts'),
  invoicing: () => import('./texts/invoicing.ts'),
  ledger: () => import('./texts/ledger.ts'),
  orders: () => import('./texts/orders.ts'),
  parties: () => import('./texts/parties.ts'),
  'set-up': () => import('./texts/set-up.ts'),
  sie: () => import('./texts/sie.ts'),
  workspace: () => import('./texts/workspace.ts'),
} satisfies Record<string, () => Promise<{ texts: Phrases }>>

type Module = keyof typeof loaders

/** First words of the codes that each module says; what is not here is a table of the set-up, or general. */
const firstWords: Record<Module, string> = {
  access: 'access audit-event grant password role session sign-in token user',
  bank: 'bank bank-account bank-file bank-folder bank-statement bank-transaction desk item match payment refund refusal write-off',
  'bank-files': 'bgmax camt ocr-giro',
  claims: 'claim loss plan',
  credit: 'credit',
  collection: 'collection collection-file enforcement-file financing',
  delivery: 'bundle delivery pdf',
  dunning: 'dunning dunning-assignment dunning-letter dunning-policy dunning-row dunning-run',
  'e-invoice': 'e-invoice',
  exchange: 'exchange ledger-import microinvest saf-t table take-over vouchers-csv',
  general:
    'RATE_MISSING amount database day file files folder format idempotency input internal job list paging refused request schedule service verb web xlsx',
  interest: 'charge interest interest-run law waiver',
  invoicing: 'advance annulment credit-note due-day hold internal-settlement invoice invoice-group proforma run',
  ledger:
    'account account-role ageing allocation dimension number number-series period posting-rule rate redenomination reference revaluation set-off transfer',
  orders: 'article order order-file order-folder order-line order-row',
  parties:
    'channel contact country customer identity merge note party party-file party-row payer post-code protected reveal statement',
  'set-up': '',
  sie: 'sie',
  workspace: 'draft figures menu question',
}

const moduleOf = new Map(
  Object.entries(firstWords).flatMap(([module, words]) => words.split(' ').map((word) => [word, module as Module])),
)

const loaded = new Map<Module, Promise<Phrases>>()

function textsOf(module: Module): Promise<Phrases> {
  let texts = loaded.get(module)
  if (!texts) {
    texts = loaders[module]().then(({ texts }) => texts as Phrases)
    // A part that did not come over the wire is asked for again the next time.
    texts.catch(() => loaded.delete(module))
    loaded.set(module, texts)
  }
  return texts
}

/** What a problem says in the person's language; the server's English where there is no phrase. Never throws. */
export async function sayProblem(problem: ToldProblem, language: Language): Promise<string> {
  try {
    for (const [module, key] of placesOf(problem.code)) {
      const texts = await textsOf(module)
      const phrase = Object.hasOwn(texts, key) ? texts[key] : undefined
      const said = phrase && (await filled(phrase, problem, language))
      if (said) return said
    }
  } catch {
    // The sentence in English says more than none.
  }
  return problem.message
}

/** "article.twice" is looked for as itself, then as any "article", then as "twice" of any table of the set-up. */
export function placesOf(code: string): [module: Module, key: string][] {
  const point = code.indexOf('.')
  const first = point < 0 ? code : code.slice(0, point)
  const module = moduleOf.get(first) ?? 'set-up'
  if (point < 0) return [[module, code]]
  return [
    [module, code],
    [module, `${first}.*`],
    ['set-up', `*.${code.slice(point + 1)}`],
  ]
}

const placeholder = /\{(\w+)\}/g

/** Nothing when a placeholder has no value: a sentence with a hole is worse than one in English. */
async function filled(phrase: Phrase, problem: ToldProblem, language: Language): Promise<string | undefined> {
  const { code, row, column, path } = problem
  const data: Record<string, unknown> = { row, column, path, ...problem.data }
  const form = phrase[language]
  const text = typeof form === 'string' ? form : form[Number(data.n) === 1 ? 0 : 1]
  const values = new Map<string, string>()
  for (const [, key] of text.matchAll(placeholder)) {
    const value = key === 'wants' ? await wantedOf(data, language) : await shown(key!, data[key!], code, language)
    if (value === undefined) return undefined
    values.set(key!, value)
  }
  // A Bulgarian day ends with a point of its own: "23.11.2026 г."
  return text.replace(placeholder, (_, key: string) => values.get(key)!).replaceAll('г..', 'г.')
}

/** What stands in a sheet, and numbers of things, are shown as they are written. */
const verbatim = new Set(
  'value text first firstRow row line number invoice reference account code customer party article path column'.split(
    ' ',
  ),
)

async function shown(key: string, value: unknown, code: string, language: Language): Promise<string | undefined> {
  if (key === 'table' && value === undefined) return tableName(code, language)
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'string' && key === 'role') return nameOfRole(value, language)
  if (typeof value === 'string' && key === 'verb') return nameOfVerb(value, language)
  if (typeof value === 'string' && key === 'why')
    return (await import('../../../src/kernel/words/reasons.ts')).sayReason(value, language)
  if (verbatim.has(key)) return String(value)
  if (typeof value === 'number') return formatsOf(language).count(value)
  if (typeof value !== 'string') return undefined
  const formats = formatsOf(language)
  if (isDayText(value)) return formats.day(value)
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return formats.instant(value)
  const [, amount, decimals, currency] = value.match(/^(-?\d+\.(\d{2,3}))(?: ([A-Z]{3}))?$/) ?? []
  if (amount && decimals) return formats.amount(amount, decimals.length) + (currency ? `\u00a0${currency}` : '')
  return value
}

const isDayText = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value)

async function tableName(code: string, language: Language): Promise<string | undefined> {
  const { codes } = await import('../lang/codes.ts')
  return word(codes.setUpTable, code.slice(0, code.indexOf('.')), language)
}

/** What may stand there, with its own figures. */
async function wantedOf(data: Record<string, unknown>, language: Language): Promise<string | undefined> {
  const { codes } = await import('../lang/codes.ts')
  const text = word(codes.wantedValue, String(data.wants), language)
  return text?.replace(placeholder, (_, key: string) =>
    typeof data[key] === 'number' ? formatsOf(language).count(data[key]) : String(data[key] ?? ''),
  )
}

async function nameOfRole(role: string, language: Language): Promise<string> {
  const { codes } = await import('../lang/codes.ts')
  const [, kind, percent] = role.match(/^(\w+):([\d.]+)$/) ?? [role, role]
  const name = word(codes.accountRole, kind!, language)
  return name?.replace('{percent}', percent ?? '') ?? role
}

async function nameOfVerb(verb: string, language: Language): Promise<string> {
  const { verbNames } = await import('../lang/verb-names.ts')
  return word(verbNames, verb, language) ?? verb
}

function word(phrases: Phrases, key: string, language: Language): string | undefined {
  const text = Object.hasOwn(phrases, key) ? phrases[key]?.[language] : undefined
  return typeof text === 'string' ? text : text?.[1]
}
