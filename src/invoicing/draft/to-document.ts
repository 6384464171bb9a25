import type { DocumentParty, IssuedDocument, Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import type { BillingSetUp, InvoiceGroup } from '../billing-set-up.ts'
import { financingOf } from '../financing.ts'
import type { Draft } from '../types.ts'
import { accountingVatOf, exemptionOf } from './vat-texts.ts'

export interface DocumentFacts {
  draft: Draft
  number: string
  reference: string
  referenceKind: string
  group: InvoiceGroup
  language: Language
  buyer: DocumentParty
  /** Another party's letterbox: the payer, when it is not the customer. */
  recipient: DocumentParty | null
  /** The document that this one corrects. */
  preceding: { number: string; issuedOn: Day; kind?: IssuedDocument['kind'] } | null
  rate: { rate: string; on: Day } | null
  baseCurrency: string
}

/** The neutral document that is printed and sent: from a draft before it is issued, or from the stored facts after. Pure. */
export function toDocument(setUp: BillingSetUp, facts: DocumentFacts): IssuedDocument {
  const { draft, group, language, buyer } = facts
  const financing = financingOf(setUp.financing, { ...draft, invoiceGroupId: group.id })
  const seller = {
    ...setUp.seller,
    contact: group.areaContact
      ? { name: group.areaName, phone: group.areaContact.phone ?? null, email: group.areaContact.email ?? null }
      : setUp.seller.contact,
  }
  return {
    kind: draft.kind,
    country: seller.country,
    language,
    number: facts.number,
    issuedOn: draft.issuedOn,
    supplyOn: draft.supplyOn,
    supplyFrom: draft.supplyFrom,
    supplyTo: draft.supplyTo,
    currency: draft.currency,
    seller,
    buyer,
    recipient: facts.recipient,
    theirReference: draft.theirReference,
    ourReference: draft.ourReference,
    purchaseOrder: draft.purchaseOrder,
    preceding: [
      ...(facts.preceding ? [{ ...facts.preceding, reason: draft.reason }] : []),
      ...draft.advances.map((advance) => ({
        number: advance.number,
        issuedOn: advance.issuedOn,
        kind: 'advance-invoice' as const,
      })),
    ],
    reason: draft.reason,
    notes: [
      draft.text,
      group.texts[language] ?? null,
      // Notice of assignment: the debtor is freed by paying as it says.
      financing ? (financing.texts[language] ?? Object.values(financing.texts)[0] ?? null) : null,
    ].filter((note): note is string => Boolean(note)),
    lines: draft.lines.map((line, i) => ({
      lineNo: i + 1,
      textOnly: line.textOnly,
      name: line.name,
      description: line.description,
      quantity: line.quantity,
      unit: line.unit,
      unitCode: line.unitCode,
      unitPrice: line.unitPrice,
      discountPercent: line.discountPercent,
      allowance: line.allowance === 0n ? null : line.allowance,
      amountNet: line.amountNet,
      vatCategory: line.vatCategory,
      vatPercent: line.vatPercent,
      supplyFrom: line.supplyFrom,
      supplyTo: line.supplyTo,
    })),
    vat: draft.vat.map((row) => ({
      category: row.category,
      percent: row.percent,
      base: row.base,
      vat: row.vat,
      ...exemptionOf(setUp, row, draft.supplyOn ?? draft.issuedOn, language),
    })),
    allowances: [],
    charges: [],
    totals: draft.totals,
    accountingVat: accountingVatOf(
      draft,
      facts.rate,
      facts.baseCurrency,
      setUp.rules.documents.vatInAccountingCurrency,
    ),
    advances: draft.advances.map(({ number, issuedOn, gross, vat }) => ({ number, issuedOn, gross, vat })),
    payment: {
      dueOn: draft.dueOn,
      reference: facts.reference,
      referenceKind: facts.referenceKind === 'ocr' || facts.referenceKind === 'kid' ? facts.referenceKind : 'number',
      accounts: group.internal ? [] : financing ? [financing.account] : setUp.accounts,
      ...(financing && !group.internal ? { payee: financing.payee } : {}),
      termsText: draft.termsDays === null ? null : termsText[language](draft.termsDays),
    },
    businessArea: group.areaName
      ? {
          name: group.areaName,
          phone: group.areaContact?.phone ?? null,
          email: group.areaContact?.email ?? null,
          website: group.areaContact?.website ?? null,
        }
      : null,
    layout: { accent: group.layout.accent ?? null, footer: group.layout.footer?.[language] ?? null },
  }
}

const termsText: Record<Language, (days: number) => string> = {
  sv: (days) => `${days} dagar netto`,
  nb: (days) => `${days} dager netto`,
  bg: (days) => `${days} дни`,
  en: (days) => `${days} days net`,
}

/** The document as it would be: to be judged before it has a number. */
export function draftDocument(
  setUp: BillingSetUp,
  draft: Draft,
  party: PartyFacts,
  payer: PartyFacts,
  preceding: DocumentFacts['preceding'],
): IssuedDocument {
  const baseCurrency = setUp.baseOn(draft.issuedOn)
  return toDocument(setUp, {
    draft,
    number: '1',
    reference: '18',
    referenceKind: 'number',
    group: setUp.groups.get(draft.invoiceGroupId)!,
    language: payer.language,
    buyer: party.buyer!,
    recipient: payer.id === party.id ? null : payer.buyer,
    preceding,
    rate: draft.currency === baseCurrency ? null : setUp.rateOn(draft.currency, draft.issuedOn),
    baseCurrency,
  })
}
