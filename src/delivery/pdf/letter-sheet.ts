import type { DocumentContent } from './document-content.ts'
import type { Fact } from './facts.ts'
import type { SheetContent } from './sheet.ts'

/** A letter that asks for money, as it stands on the sheet: words and figures; templates/letter.typ decides the looks. */
export interface LetterSheet extends SheetContent {
  window: 'left' | 'right'
  address: string[]
  facts: Fact[]
  strip: Fact[]
  opening: string[]
  claims: { heads: string[]; rows: { cells: string[]; detail: string | null }[] }
  totals: { label: string; detail: string | null; amount: string; strong: boolean }[]
  sections: { title: string; text: string }[]
  law: string | null
  payment: { title: string; facts: Fact[] }
  qr: DocumentContent['qr']
}

/** Its logo travels beside it: the worker lays it where the template finds it. */
export interface LetterJob {
  sheet: LetterSheet
  logo: { mediaType: string; base64: string } | null
}
