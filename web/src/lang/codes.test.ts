import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { countries } from '../../../src/countries/index.ts'
import { formats } from '../../../src/formats/index.ts'
import { verbs } from '../../../src/verbs.ts'
import { codes } from './codes.ts'
import { formFaults } from './form-faults.ts'
import type { Phrase, Phrases } from './phrase.ts'
import { verbNames } from './verb-names.ts'

const schema = readFileSync(fileURLToPath(new URL('../../../db/schema.sql', import.meta.url)), 'utf8')

/** Which names the lists of the database have here; the languages name themselves. */
const listed: Record<string, keyof typeof codes | null> = {
  accounts_control_known: 'accountControl',
  accounts_kind_known: 'accountKind',
  allocations_ledger_known: 'ledger',
  bank_accounts_kind_known: 'bankAccountKind',
  collection_agencies_adapter_known: 'collectionAdapter',
  collection_agencies_handover_known: 'collectionHandover',
  collection_agencies_target_known: 'collectionTarget',
  collection_cases_target_known: 'collectionTarget',
  collection_claims_kind_known: 'courtClaim',
  collection_events_kind_known: 'collectionEvent',
  collection_files_direction_known: 'direction',
  collection_files_state_known: 'collectionFileState',
  collection_messages_kind_known: 'collectionMessage',
  collection_messages_state_known: 'collectionMessageState',
  collection_queue_state_known: 'collectionQueueState',
  collection_queue_target_known: 'collectionTarget',
  financing_agreements_kind_known: 'financingKind',
  financing_settlement_rows_kind_known: 'settlementRow',
  companies_country_known: 'country',
  companies_kind_known: 'companyKind',
  companies_language_known: null,
  credit_answers_outcome_known: 'creditOutcome',
  credit_answers_status_known: 'creditStatus',
  credit_changes_kind_known: 'creditChange',
  credit_checks_reason_known: 'creditReason',
  credit_checks_role_known: 'partyRole',
  credit_monitorings_reason_known: 'creditReason',
  deliveries_channel_known: 'channel',
  deliveries_state_known: 'deliveryState',
  deliveries_subject_known: 'deliverySubject',
  delivery_events_kind_known: 'deliveryEvent',
  dimension_rules_rule_known: 'dimensionRule',
  dimensions_source_known: 'dimensionSource',
  dunning_letter_events_kind_known: 'letterEvent',
  dunning_letters_kind_known: 'stepKind',
  dunning_policy_versions_approval_known: 'dunningApproval',
  dunning_policy_versions_interest_known: 'dunningInterest',
  dunning_steps_fee_known: 'dunningFee',
  dunning_steps_kind_known: 'stepKind',
  exchange_exports_format_known: 'exportFormat',
  holds_kind_known: 'holdKind',
  import_corrections_kind_known: 'importCorrection',
  interest_charges_kind_known: 'interestDays',
  interest_terms_basis_known: 'interestStart',
  interest_terms_rate_known: 'interestRate',
  invoice_groups_reference_known: 'referenceKind',
  invoices_kind_known: 'documentKind',
  claim_interruptions_kind_known: 'interruptionKind',
  holds_outcome_known: 'holdOutcome',
  instalment_plan_events_kind_known: 'planEvent',
  instalment_plan_versions_interest_known: 'planInterest',
  loss_events_kind_known: 'lossEvent',
  losses_kind_known: 'lossKind',
  claim_letters_kind_known: 'claimLetter',
  // What a note stands on is seen by where it stands.
  notes_subject_known: null,
  jobs_state_known: 'jobState',
  match_decisions_by_known: 'decidedBy',
  match_decisions_known: 'matchDecision',
  number_series_kind_known: 'seriesKind',
  // A sign is no name.
  open_item_sums_sign_known: null,
  open_items_component_known: 'itemComponent',
  open_items_kind_known: 'itemKind',
  orders_kind_known: 'documentKind',
  parties_kind_known: 'partyKind',
  parties_language_known: null,
  parties_protection_known: 'protection',
  party_addresses_purpose_known: 'addressPurpose',
  party_bank_accounts_state_known: 'payerAccountState',
  party_channels_channel_known: 'channel',
  periods_ledger_known: 'ledger',
  posting_rules_purpose_known: 'postingPurpose',
  run_rows_state_known: 'runRowState',
  runs_kind_known: 'runKind',
  runs_state_known: 'runState',
  users_language_known: null,
  vat_codes_category_known: 'vatCategory',
  vouchers_ledger_known: 'ledger',
}

const lists = [...schema.matchAll(/constraint (\w+_known) CHECK \(\(\w+ = ANY \(ARRAY\[([^\]]+)\]/gi)].map(
  ([, name, list]) => ({ name: name!, values: [...list!.matchAll(/'([^']+)'/g)].map(([, value]) => value!) }),
)

describe('the lists of the database', () => {
  test('are found, and each is named here', () => {
    expect(lists.length).toBeGreaterThan(30)
    expect(lists.map(({ name }) => name).filter((name) => !(name in listed))).toEqual([])
  })
  test.each(lists.map(({ name, values }) => [name, values] as const))('%s', (name, values) => {
    const group = listed[name]
    const names: Phrases = group ? codes[group] : {}
    expect(group ? values.filter((value) => !(value in names)) : []).toEqual([])
  })
})

/** Every list of choices that a verb answers with in a field of one of these names. */
const fields: Record<string, readonly (keyof typeof codes)[]> = {
  state: [
    'invoiceState',
    'billedState',
    'invoiceStanding',
    'itemStanding',
    'orderState',
    'orderImportState',
    'deliveryState',
    'bundleState',
    'jobState',
    'runState',
    'runRowState',
    'refundState',
    'unmatchedState',
    'paymentState',
    'planState',
  ],
  certainty: ['matchCertainty'],
  cause: ['reconciliationCause', 'bankDifference'],
  because: ['accountReason'],
  why: ['sampleReason', 'statementLeftOut'],
  severity: ['severity'],
}

describe('the lists of the verbs', () => {
  const answers = verbs.flatMap((verb) => choicesOf(verb).map((one) => ({ verb: verb.name, ...one })))
  test('are found', () => expect(answers.length).toBeGreaterThan(10))
  test.each(Object.keys(fields))('%s', (field) => {
    const without = answers
      .filter((one) => one.field === field)
      .filter(({ values }) => !fields[field]!.some((group) => values.every((value) => value in codes[group])))
      .map(({ verb, values }) => `${verb}: ${values.join(', ')}`)
    expect(without).toEqual([])
  })
})

test('every role that a country gives an account for', () => {
  const roles = countries.flatMap(({ accounts }) => accounts.defaults.map(({ role }) => role.replace(/:.*/, '')))
  expect(roles.length).toBeGreaterThan(50)
  expect([...new Set(roles)].filter((role) => !(role in codes.accountRole))).toEqual([])
})

describe('every verb', () => {
  test('has a name, and every name a verb', () => {
    expect(Object.keys(verbNames).sort()).toEqual(verbs.map(({ name }) => name).sort())
  })
  test('has a name of its own in each language', () => {
    for (const language of ['sv', 'nb', 'bg', 'en'] as const) {
      const names = Object.values(verbNames).map((phrase) => phrase[language])
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    }
  })
})

/** Formats that bear the name their makers gave them, in whatever language they are spoken of. */
const ownNames =
  'camt052 camt053 camt054 bgmax ocr-giro order-xlsx order-csv order-json raindance agresso-lg04 saf-t sie4 peppol-bis3'.split(
    ' ',
  )

test('every format that is recognised has a name', () => {
  expect(formats.map(({ id }) => id).filter((id) => !Object.hasOwn(codes.fileFormat, id))).toEqual([])
})

test('the form of every name', () => {
  const all = [...Object.entries(codes), ['verbs', verbNames] as const]
  const faults = all.flatMap(([group, phrases]) =>
    Object.entries(phrases)
      .filter(([code]) => group !== 'fileFormat' || !ownNames.includes(code))
      .flatMap(([code, phrase]) => formFaults(phrase).map((fault) => `${group} ${code}: ${fault}`)),
  )
  expect(faults).toEqual([])
})

test.each(ownNames)('the format %s is called the same everywhere', (code) => {
  const { sv, nb, bg, en }: Phrase = (codes.fileFormat as Phrases)[code]!
  expect([bg, en]).toEqual([sv, sv])
  // In Norway a Peppol invoice is called EHF.
  expect(nb).toContain(sv)
})

interface Choices {
  field: string
  values: string[]
}

function choicesOf(verb: (typeof verbs)[number]): Choices[] {
  const found: Choices[] = []
  walk(z.toJSONSchema(verb.output, { unrepresentable: 'any', io: 'output' }), '', found)
  return found
}

function walk(node: unknown, field: string, found: Choices[]): void {
  if (Array.isArray(node)) for (const one of node) walk(one, field, found)
  if (Array.isArray(node) || typeof node !== 'object' || node === null) return
  const { enum: values, properties, ...rest } = node as { enum?: unknown; properties?: Record<string, unknown> }
  if (Array.isArray(values)) found.push({ field, values: values.map(String) })
  for (const [name, inner] of Object.entries(properties ?? {})) walk(inner, name, found)
  for (const inner of Object.values(rest)) walk(inner, field, found)
}
