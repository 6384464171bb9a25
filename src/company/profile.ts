import { postCodeOf } from '../countries/post-code.ts'
import type { Ctx } from '../db/context.ts'
import type { DocumentSeller } from '../formats/e-invoice/document.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Around, Change, Column } from './set-up/table.ts'
import { type SetUpRow, type SetUpTable, type Values, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Path of each column within the seller of company_versions. */
const paths: Record<string, [string] | [string, string]> = {
  name: ['name'],
  legalName: ['legalName'],
  organisationNumber: ['organisationNumber'],
  vatNumber: ['vatNumber'],
  careOf: ['address', 'careOf'],
  street: ['address', 'street'],
  street2: ['address', 'street2'],
  postCode: ['address', 'postCode'],
  city: ['address', 'city'],
  endpointScheme: ['endpoint', 'scheme'],
  endpointId: ['endpoint', 'id'],
  contactName: ['contact', 'name'],
  phone: ['contact', 'phone'],
  email: ['contact', 'email'],
  website: ['website'],
  approvedForFTax: ['approvedForFTax'],
  inBusinessRegister: ['inBusinessRegister'],
  registeredOffice: ['registeredOffice'],
  compiledBy: ['compiledBy'],
  responsiblePerson: ['responsiblePerson'],
}

const text = (key: string, ...title: [string, string, string, string]): Column => ({
  key,
  kind: 'text',
  title: words(...title),
})

/** What documents say about the company: a change makes a new version, and issued documents keep theirs. */
export const profile: SetUpTable = {
  name: 'profile',
  one: 'profile',
  db: 'company_versions',
  title: words('Företaget', 'Selskapet', 'Фирмата', 'Company'),
  keys: ['code'],
  columns: [
    { key: 'code', kind: 'code', required: true, title: words('Kod', 'Kode', 'Код', 'Code') },
    { ...text('name', 'Namn', 'Navn', 'Име', 'Name'), required: true },
    text('legalName', 'Juridiskt namn', 'Juridisk navn', 'Юридическо име', 'Legal name'),
    {
      key: 'language',
      kind: 'choice',
      required: true,
      choices: ['sv', 'nb', 'bg', 'en'],
      title: words('Språk', 'Språk', 'Език', 'Language'),
    },
    {
      ...text('organisationNumber', 'Organisationsnummer', 'Organisasjonsnummer', 'ЕИК', 'Organisation number'),
      required: true,
    },
    text('vatNumber', 'Momsregistreringsnummer', 'Mva-nummer', 'ДДС номер', 'VAT number'),
    text('careOf', 'c/o', 'c/o', 'чрез', 'Care of'),
    text('street', 'Adress', 'Adresse', 'Адрес', 'Street'),
    text('street2', 'Adressrad 2', 'Adresselinje 2', 'Адрес, ред 2', 'Street, second line'),
    text('postCode', 'Postnummer', 'Postnummer', 'Пощенски код', 'Post code'),
    text('city', 'Ort', 'Poststed', 'Населено място', 'City'),
    text('endpointScheme', 'Peppol-schema', 'Peppol-skjema', 'Peppol схема', 'Peppol scheme'),
    text('endpointId', 'Peppol-id', 'Peppol-id', 'Peppol идентификатор', 'Peppol id'),
    text('contactName', 'Kontakt', 'Kontakt', 'Лице за контакт', 'Contact'),
    text('phone', 'Telefon', 'Telefon', 'Телефон', 'Phone'),
    text('email', 'E-post', 'E-post', 'Е-поща', 'E-mail'),
    text('website', 'Webbplats', 'Nettsted', 'Уебсайт', 'Website'),
    {
      key: 'approvedForFTax',
      kind: 'boolean',
      default: false,
      title: words('Godkänd för F-skatt', 'Godkjent for F-skatt', 'Одобрена за F-skatt', 'Approved for F-tax'),
    },
    {
      key: 'inBusinessRegister',
      kind: 'boolean',
      default: false,
      title: words('I Foretaksregisteret', 'I Foretaksregisteret', 'Във Foretaksregisteret', 'In Foretaksregisteret'),
    },
    text('registeredOffice', 'Säte', 'Forretningskontor', 'Седалище', 'Registered office'),
    text('compiledBy', 'Upprättad av', 'Utarbeidet av', 'Съставил', 'Compiled by'),
    text('responsiblePerson', 'Ansvarig person', 'Ansvarlig person', 'МОЛ', 'Responsible person'),
  ],
  normalise,
  check,
  read,
  write,
}

function normalise(values: Values, { rules }: Around): Problem[] {
  const problems: Problem[] = []
  const { identity } = rules
  for (const [column, checked] of [
    [
      'organisationNumber',
      values.organisationNumber === null ? null : identity.organisationNumber(String(values.organisationNumber)),
    ],
    ['vatNumber', values.vatNumber === null ? null : identity.vatNumber(String(values.vatNumber))],
  ] as const) {
    if (checked?.value) values[column] = checked.value
    else if (checked?.problem) problems.push({ ...checked.problem, column })
  }
  return problems
}

function check(values: Values, { ctx }: Around): Problem[] {
  const problems: Problem[] = []
  if (values.code !== ctx.company.code)
    problems.push({
      code: 'profile.other-company',
      message: `the row is of company ${String(values.code)}, this one is ${ctx.company.code}: leave the sheet out when you copy a set-up`,
      column: 'code',
    })
  if ((values.endpointScheme === null) !== (values.endpointId === null))
    problems.push({
      code: 'profile.endpoint',
      message: 'a Peppol address has both a scheme and an id',
      column: 'endpointId',
    })
  if (values.postCode !== null) {
    const { problem } = postCodeOf(ctx.company.country, String(values.postCode))
    if (problem) problems.push({ ...problem, column: 'postCode' })
  }
  return problems
}

async function read(ctx: Ctx): Promise<SetUpRow[]> {
  const seller = await readSeller(ctx)
  const values: Values = { code: ctx.company.code, language: ctx.company.language }
  for (const column of profile.columns) {
    const path = paths[column.key]
    if (path) values[column.key] = valueAt(seller, path) ?? column.default ?? null
  }
  return [{ id: null, values, stored: {} }]
}

const readSeller = async (ctx: Ctx): Promise<Record<string, unknown>> =>
  (
    await ctx.db.one<{ seller: Record<string, unknown> }>(
      `select v.seller from companies c join company_versions v on v.company_id = c.company_id and v.version_no = c.version_no where c.company_id = $1`,
      [ctx.company.id],
    )
  ).seller

const valueAt = (seller: Record<string, unknown>, [first, second]: [string] | [string, string]): unknown =>
  second === undefined ? seller[first] : (seller[first] as Record<string, unknown> | null | undefined)?.[second]

async function write(ctx: Ctx, changes: readonly Change[]): Promise<void> {
  const change = changes[0]!
  const seller = await readSeller(ctx)
  for (const [key, [first, second]] of Object.entries(paths)) {
    const value = change.after[key] ?? null
    if (second === undefined) seller[first] = value
    else seller[first] = { ...((seller[first] as object | null) ?? {}), [second]: value }
  }
  if (change.after.endpointScheme === null) seller.endpoint = null
  const saved = seller as unknown as DocumentSeller
  const versioned = change.differences.some((key) => key in paths)
  const { version_no } = await ctx.db.one<{ version_no: number }>(
    `update companies set name = $2, language = $3, version_no = version_no + $4::int where company_id = $1 returning version_no`,
    [ctx.company.id, saved.name, change.after.language, versioned ? 1 : 0],
  )
  if (!versioned) return
  await ctx.db.query(
    `insert into company_versions (company_id, version_no, seller, recorded_by) values ($1, $2, $3, $4)`,
    [ctx.company.id, version_no, JSON.stringify(saved), ctx.user.id],
  )
}

export const readProfile = {
  ...listVerb(profile),
  name: 'company.read-profile',
  summary: 'Read what documents say about the company',
}
export const saveProfile = saveVerb(profile)
