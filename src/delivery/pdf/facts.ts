import type { IssuedDocument, PaymentAccount } from '../../formats/e-invoice/document.ts'
import type { Texts } from './texts.ts'
import { writeBban, writeGiro, writeIban } from './write-figures.ts'

/** A label and what it says. */
export type Fact = [label: string, text: string]

export const facts = (candidates: [string, string | null | undefined][]): Fact[] =>
  candidates.filter((fact): fact is Fact => Boolean(fact[1]))

export const referenceLabel = (document: Pick<IssuedDocument, 'payment'>, say: Texts): string => {
  const { referenceKind } = document.payment!
  return referenceKind === 'ocr' ? say.ocr : referenceKind === 'kid' ? say.kid : say.reference
}

/** In the country's own money its own accounts first; else what a foreigner can pay to. */
export function sortedAccounts(
  document: Pick<IssuedDocument, 'seller' | 'currency'> & { payment: { accounts: readonly PaymentAccount[] } | null },
): PaymentAccount[] {
  const home = { SE: 'SEK', NO: 'NOK', BG: 'EUR' }[document.seller.country]
  const isHome = document.currency === home && document.seller.country !== 'BG'
  const rank = (account: PaymentAccount) => ((account.kind === 'iban') === isHome ? 1 : 0)
  return [...document.payment!.accounts].sort((a, b) => rank(a) - rank(b))
}

export function accountFact(account: PaymentAccount, say: Texts): Fact {
  if (account.kind === 'iban') return [say.iban, writeIban(account.id)]
  if (account.kind === 'bban') return [say.account, writeBban(account.id)]
  return [say[account.kind], writeGiro(account.kind, account.id)]
}

/** Every figure that a bank asks for about the accounts to pay into: the first two of them. */
export const transferFacts = (
  document: Pick<IssuedDocument, 'seller' | 'currency' | 'payment'>,
  say: Texts,
): [string, string | null | undefined][] =>
  sortedAccounts(document)
    .slice(0, 2)
    .flatMap((account): [string, string | null | undefined][] => [
      accountFact(account, say),
      [say.bic, 'bic' in account ? account.bic : null],
      [say.bank, 'bankName' in account ? account.bankName : null],
    ])
