import { voucherKinds } from '../../../../src/kernel/words/voucher-kinds.ts'
import type { Say } from '../../lang/language.tsx'

export { voucherKinds }

/** As it stands alone: "Faktura". */
export function kindWord(t: Say, code: string | null): string {
  const phrase = code ? voucherKinds[code] : undefined
  const word = phrase ? t(phrase) : (code ?? '')
  return word.charAt(0).toLocaleUpperCase() + word.slice(1)
}
