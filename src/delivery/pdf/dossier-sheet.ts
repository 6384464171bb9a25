import type { Fact } from './facts.ts'
import type { SheetContent } from './sheet.ts'

/** An application to a court, as it stands on the sheet: words and figures; templates/dossier.typ decides the looks. */
export interface DossierSheet extends SheetContent {
  facts: Fact[]
  strip: Fact[]
  parties: { label: string; name: string; lines: string[]; facts: Fact[] }[]
  claimsTitle: string
  claims: { no: string; kind: string; amount: string; ground: string; details: string[] }[]
  totals: { label: string; amount: string; strong: boolean }[]
  sections: { title: string; rows: string[][] | null; text: string | null }[]
  signature: { label: string; place: string }
}
