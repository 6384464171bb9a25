import { accountFact, sortedAccounts } from '../../delivery/pdf/facts.ts'
import { textsOf } from '../../delivery/pdf/texts.ts'
import type { DocumentKind, IssuedDocument, Language } from '../../formats/e-invoice/document.ts'
import { amountText, dayText } from '../../kernel/words/local-text.ts'

/** The word on the document, and the stem of its file's name. */
export const kindWords: Record<Language, Record<DocumentKind, string>> = {
  sv: {
    invoice: 'Faktura',
    'credit-note': 'Kreditfaktura',
    'debit-note': 'Tilläggsfaktura',
    proforma: 'Proformafaktura',
    'advance-invoice': 'Förskottsfaktura',
    'internal-invoice': 'Internfaktura',
    'interest-invoice': 'Räntefaktura',
  },
  nb: {
    invoice: 'Faktura',
    'credit-note': 'Kreditnota',
    'debit-note': 'Tilleggsfaktura',
    proforma: 'Proformafaktura',
    'advance-invoice': 'Forskuddsfaktura',
    'internal-invoice': 'Internfaktura',
    'interest-invoice': 'Rentenota',
  },
  bg: {
    invoice: 'Фактура',
    'credit-note': 'Кредитно известие',
    'debit-note': 'Дебитно известие',
    proforma: 'Проформа фактура',
    'advance-invoice': 'Фактура за аванс',
    'internal-invoice': 'Вътрешна фактура',
    'interest-invoice': 'Нота за лихви',
  },
  en: {
    invoice: 'Invoice',
    'credit-note': 'Credit note',
    'debit-note': 'Debit note',
    proforma: 'Proforma invoice',
    'advance-invoice': 'Advance invoice',
    'internal-invoice': 'Internal invoice',
    'interest-invoice': 'Interest invoice',
  },
}

const words: Record<
  Language,
  {
    from: string
    hello: string
    attached: (what: string) => string
    amount: string
    due: string
    payee: string
    reference: string
    regards: string
  }
> = {
  sv: {
    from: 'från',
    hello: 'Hej!',
    attached: (what) => `${what} är bifogad.`,
    amount: 'Att betala',
    due: 'Förfallodag',
    payee: 'Betala till',
    reference: 'Ange vid betalning',
    regards: 'Med vänlig hälsning',
  },
  nb: {
    from: 'fra',
    hello: 'Hei!',
    attached: (what) => `${what} er vedlagt.`,
    amount: 'Å betale',
    due: 'Forfallsdato',
    payee: 'Betal til',
    reference: 'Oppgi ved betaling',
    regards: 'Vennlig hilsen',
  },
  bg: {
    from: 'от',
    hello: 'Здравейте,',
    attached: (what) => `Приложен е документът: ${what}.`,
    amount: 'Сума за плащане',
    due: 'Срок за плащане',
    payee: 'Платете на',
    reference: 'Основание при плащане',
    regards: 'С уважение',
  },
  en: {
    from: 'from',
    hello: 'Hello,',
    attached: (what) => `${what} is attached.`,
    amount: 'To pay',
    due: 'Due',
    payee: 'Pay to',
    reference: 'Reference to quote',
    regards: 'Kind regards',
  },
}

/** Subject and text of the mail that carries a document, in the document's language. */
export function letterOf(document: IssuedDocument): { subject: string; text: string } {
  const say = words[document.language]
  const what = `${kindWords[document.language][document.kind]} ${document.number}`
  const pays =
    document.kind !== 'credit-note' &&
    document.kind !== 'internal-invoice' &&
    document.payment &&
    document.totals.payable > 0n
  const facts = pays
    ? [
        `${say.amount}: ${amountText(document.totals.payable, document.currency, document.language)}`,
        `${say.due}: ${dayText(document.payment!.dueOn, document.language)}`,
        ...payeeOf(document, say.payee),
        ...(document.kind === 'proforma' ? [] : [`${say.reference}: ${document.payment!.reference}`]),
      ]
    : []
  const contact = document.businessArea ?? document.seller.contact
  const signature = [document.businessArea?.name, document.seller.name, contact?.phone, contact?.email].filter(Boolean)
  return {
    subject: `${what} ${say.from} ${document.seller.name}`,
    text: [[say.hello], [say.attached(what)], facts, [say.regards, ...signature]]
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n'))
      .join('\n\n'),
  }
}

/** An invoice that was pledged or sold is paid to another than who sends it: he is named with his account, before anybody looks. */
function payeeOf(document: IssuedDocument, payTo: string): string[] {
  const payee = document.payment?.payee
  if (!payee) return []
  const account = sortedAccounts(document)[0]
  const texts = textsOf(document.seller.country, document.language)
  return [`${payTo}: ${[payee, account && accountFact(account, texts).join(' ')].filter(Boolean).join(', ')}`]
}
