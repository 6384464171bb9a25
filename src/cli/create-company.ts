import { findCompany } from '../access/authenticate.ts'
import type { NewCompany } from '../company/create-company.ts'
import { createCompany as create } from '../company/create-company.ts'
import type { Checked } from '../countries/country.ts'
import { country as rulesOf } from '../countries/index.ts'
import type { Country, Language } from '../formats/e-invoice/document.ts'
import { addDefaultSchedules } from '../jobs/default-schedules.ts'
import { type Day, dayOf, isDay } from '../kernel/day.ts'
import { type Problem, Refused, refuse } from '../kernel/problem.ts'
import { type Flags, UsageError } from './arguments.ts'
import type { Command } from './command.ts'
import { openInstallation } from './installation.ts'
import { exitCode, type Terminal } from './terminal.ts'

const countries: readonly Country[] = ['SE', 'NO', 'BG']
const kinds: readonly NewCompany['kind'][] = ['company', 'municipality']
const languages: readonly Language[] = ['sv', 'nb', 'bg', 'en']
const accounts = ['bankgiro', 'plusgiro', 'bban', 'iban'] as const

/** A company of one's own beside the demo, or alone in an installation started with --no-demo. */
export const createCompany: Command = {
  help: `reskontra create-company --code CODE --name NAME --country SE|NO|BG --organisation-number NUMBER
    --bankgiro | --plusgiro | --bban | --iban NUMBER [--bic BIC] [--bank-name NAME]
    [--kind company|municipality] [--language sv|nb|bg|en] [--vat-number NUMBER | --no-vat]
    [--f-tax] [--business-register] [--street TEXT] [--post-code TEXT] [--city TEXT] [--email ADDRESS]
    [--phone NUMBER] [--contact NAME] [--books-from yyyy-mm-dd] [--data-dir DIR] [--json]

Makes the company with its country's accounts, VAT codes, number series and periods, an invoice group and a bank account. Everything
can be changed afterwards: company save-profile, or the set-up workbook (company export-set-up, import-set-up).
Give the first person access by access create-user; the link that it prints is for the screens.`,
  flags: {
    code: { required: true, help: 'a short name for addresses and commands: a-z, 0-9, hyphens' },
    name: { required: true, help: 'the name on documents' },
    country: { required: true, help: countries.join(', ') },
    'organisation-number': { required: true, help: 'as registered' },
    kind: { help: kinds.join(', ') },
    language: { help: languages.join(', ') },
    'vat-number': { help: "default: the organisation number's own" },
    'no-vat': { bare: true, help: 'not registered for VAT' },
    'f-tax': { bare: true, help: 'Sweden: approved for F-tax, said on documents' },
    'business-register': { bare: true, help: 'Norway: "Foretaksregisteret" on documents (AS, ASA, NUF must)' },
    street: { help: 'address' },
    'post-code': { help: 'address' },
    city: { help: 'address' },
    email: { help: 'on documents' },
    phone: { help: 'on documents' },
    contact: { help: 'on documents' },
    bankgiro: { help: 'where customers pay' },
    plusgiro: { help: 'where customers pay' },
    bban: { help: 'where customers pay' },
    iban: { help: 'where customers pay' },
    bic: { help: "the bank's, with an IBAN" },
    'bank-name': { help: 'on documents' },
    'books-from': { help: 'first day of the books (default: the first of January)' },
  },
  run,
}

async function run(flags: Flags, terminal: Terminal): Promise<number> {
  const installation = await openInstallation(flags, terminal)
  try {
    const given = readCompany(flags, installation.clock())
    if (await findCompany(installation.pool, given.code))
      refuse('company.exists', `there is a company ${given.code} already`, { code: given.code }, 409)
    const { companyId } = await create(installation.pool, given)
    await addDefaultSchedules(installation)
    installation.log.warn({ company: given.code }, 'a company was created at the terminal')
    terminal.stdout.write(
      flags.has('json')
        ? `${JSON.stringify({ companyId, code: given.code })}\n`
        : `${given.name} is there: name it by --company ${given.code}. Let its first person in:
  reskontra access create-user --company ${given.code} --role administrator --email ADDRESS --name NAME\n`,
    )
    return exitCode.done
  } finally {
    await installation.close()
  }
}

/** @throws Refused with every problem of what was given; UsageError where a flag has no such value */
function readCompany(flags: Flags, now: Date): NewCompany {
  const country = oneOf(flags, 'country', countries)!
  const rules = rulesOf(country)
  const today = dayOf(now, rules.timeZone)
  const problems: Problem[] = []
  const checked = <T>(name: string, answer: Checked<T>): T | undefined => {
    if (answer.problem && answer.value === undefined) problems.push({ ...answer.problem, path: name })
    return answer.value
  }
  const account = (kind: (typeof accounts)[number]): Record<string, string> => {
    const text = flags.one(kind)
    const number = text === undefined ? undefined : checked(kind, rules.identity.bankAccount(text, kind))?.value
    return number === undefined ? {} : { [kind]: number }
  }
  const code = flags.one('code')!
  if (!/^[a-z0-9][a-z0-9-]{1,30}$/.test(code))
    problems.push({
      code: 'company.code',
      message: `${code}: a code has 2 to 31 small letters a-z, digits and hyphens`,
      path: 'code',
    })
  const booksFrom = flags.one('books-from') ?? `${today.slice(0, 4)}-01-01`
  if (!isDay(booksFrom))
    problems.push({
      code: 'day.invalid',
      message: `${booksFrom} is no day: yyyy-mm-dd`,
      path: 'books-from',
      data: { value: booksFrom },
    })
  const number = checked('organisation-number', rules.identity.organisationNumber(flags.one('organisation-number')!))
  const vat = flags.one('vat-number')
  const vatNumber = vat === undefined ? null : checked('vat-number', rules.identity.vatNumber(vat))
  const bank = {
    ...Object.assign({}, ...accounts.map(account)),
    ...text(flags, { bic: 'bic', bankName: 'bank-name' }),
  }
  if (!accounts.some((kind) => flags.has(kind)))
    problems.push({ code: 'company.bank', message: 'name the account that customers pay to', path: 'iban' })
  if (problems.length > 0) throw new Refused(problems)
  const language = oneOf(flags, 'language', languages)
  return {
    code,
    name: flags.one('name')!,
    country,
    kind: oneOf(flags, 'kind', kinds) ?? 'company',
    ...(language ? { language } : {}),
    booksFrom: booksFrom as Day,
    today,
    bank,
    seller: {
      organisationNumber: number!,
      vatNumber: flags.has('no-vat') ? null : (vatNumber ?? rules.identity.vatNumberOf(number!)),
      ...(flags.has('f-tax') ? { approvedForFTax: true } : {}),
      ...(flags.has('business-register') ? { inBusinessRegister: true } : {}),
      endpoint: rules.identity.peppolEndpoint(number!),
      address: { country, ...text(flags, { street: 'street', postCode: 'post-code', city: 'city' }) },
      contact: text(flags, { name: 'contact', phone: 'phone', email: 'email' }),
    },
  }
}

function oneOf<T extends string>(flags: Flags, name: string, known: readonly T[]): T | undefined {
  const given = flags.one(name)
  if (given === undefined || known.includes(given as T)) return given as T | undefined
  throw new UsageError(`--${name} ${given}: one of ${known.join(', ')}`)
}

/** The fields whose flags were given. */
function text<K extends string>(flags: Flags, fields: Record<K, string>): Partial<Record<K, string>> {
  const given: Partial<Record<K, string>> = {}
  for (const [field, flag] of Object.entries(fields) as [K, string][]) {
    const value = flags.one(flag)
    if (value !== undefined) given[field] = value
  }
  return given
}
