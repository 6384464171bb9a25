import type { AccountNumber, AccountScheme } from '../../format.ts'
import type { Account, Party } from './records.ts'

/** ISO 20022 leaves Swedish giro numbers to proprietary scheme names; banks differ in spelling. */
const schemes: Record<string, AccountScheme | undefined> = {
  __proto__: null as never,
  BBAN: 'BBAN',
  BGNR: 'BGNR',
  BG: 'BGNR',
  BANKGIRO: 'BGNR',
  PGNR: 'PGNR',
  PG: 'PGNR',
  PLUSGIRO: 'PGNR',
}

export function accountNumber(account: Account | null): AccountNumber | null {
  if (!account) return null
  if (account.iban !== null) return { scheme: 'IBAN', id: bare(account.iban).toUpperCase() }
  if (account.other === null) return null
  const scheme = schemes[account.scheme?.toUpperCase() ?? ''] ?? 'OTHER'
  const id = bare(account.other)
  return { scheme, id: scheme === 'BGNR' || scheme === 'PGNR' ? id.replace(/^0+(?=.)/, '') : id }
}

export const sameAccount = (a: AccountNumber | null, b: AccountNumber | null): boolean =>
  a !== null && b !== null && a.id === b.id

/** One line: "Storgatan 2, 123 45 Storåker, SE". */
export function addressOf(party: Party | null): string | null {
  if (!party) return null
  const parts = [
    ...party.lines,
    words(party.street, party.building),
    words(party.postCode, party.town),
    party.country ?? '',
  ].filter((part) => part !== '')
  return parts.length > 0 ? parts.join(', ') : null
}

const words = (a: string | null, b: string | null) => [a, b].filter((part) => part !== null).join(' ')
const bare = (id: string) => id.replace(/[\s-]/g, '')
