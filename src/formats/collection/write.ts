import type { CollectionCase, CollectionReport } from './neutral.ts'

/** The file of a case or a report: one JSON document, UTF-8, keys in a fixed order. */
export const writeJson = (kind: 'case' | 'report', content: CollectionCase | CollectionReport): string =>
  `${JSON.stringify({ format: 'reskontra-collection', version: 1, kind, ...content }, null, 2)}\n`

const caseHeads =
  'case;currency;handed-over;creditor-number;membership-number;debtor-number;name;company;identity-number;country;care-of;street;post-code;city;email;mobile;invoice;reference;description;invoice-date;due-date;original;capital;interest;interest-from;interest-charged;fees'

/** The same for who reads tables: a row an invoice, decimal point, semicolons, UTF-8 with a mark. */
export function writeCaseCsv(one: CollectionCase): string {
  const { creditor, debtor } = one
  const rows = one.claims.map((claim) => [
    one.case,
    one.currency,
    one.handedOverOn,
    creditor.creditorNumber,
    creditor.membershipNumber,
    debtor.number,
    debtor.name,
    debtor.isCompany ? 'yes' : 'no',
    debtor.identityNumber,
    debtor.country,
    debtor.careOf,
    [debtor.street, debtor.street2].filter(Boolean).join(', '),
    debtor.postCode,
    debtor.city,
    debtor.email,
    debtor.mobile,
    claim.invoiceNumber,
    claim.reference,
    claim.description,
    claim.invoiceOn,
    claim.dueOn,
    claim.original,
    claim.capital,
    claim.interest,
    claim.interestFrom,
    claim.interestCharged,
    claim.fees.map((fee) => `${fee.kind} ${fee.amount} ${fee.chargedOn}`).join(', '),
  ])
  return `\ufeff${[caseHeads, ...rows.map((row) => row.map(cell).join(';'))].join('\r\n')}\r\n`
}

/** A cell never begins a formula in the reader's spreadsheet. */
function cell(value: string | null): string {
  const text = (value ?? '').replace(/[\r\n]+/g, ' ')
  const safe = /^[=+@\t]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text
  return /[;"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
