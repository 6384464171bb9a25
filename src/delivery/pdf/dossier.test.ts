import { afterAll, expect, test } from 'vitest'
import { readPdf } from '../../../test/pdf-reader.ts'
import type { DossierSheet } from './dossier-sheet.ts'
import { createPdfRenderer } from './render.ts'

const renderer = createPdfRenderer({ workers: 2 })
afterAll(() => renderer.close())

const withClaims = (count: number): DossierSheet => ({
  lang: 'sv',
  title: 'Ansökan',
  author: 'Björk AB',
  description: 'Ansökan',
  date: [2026, 7, 20],
  accent: '#222222',
  logo: null,
  sender: { name: 'Björk AB', unit: null },
  names: ['Ansökan'],
  number: 'K1',
  mark: null,
  running: ['Ansökan K1', 'Björk AB'],
  page: ['Sida', 'av'],
  footer: { columns: [], text: null },
  attachment: null,
  slip: null,
  facts: [],
  strip: [
    ['Totalt', '100,00'],
    ['Kapital', '100,00'],
  ],
  parties: [],
  claimsTitle: 'Yrkanden',
  claims: Array.from({ length: count }, (_, i) => ({
    no: String(i + 1),
    kind: 'Kapital',
    amount: '100,00',
    ground: 'Obetald faktura.',
    details: [],
  })),
  totals: [{ label: 'Totalt', amount: '100,00', strong: true }],
  sections: [
    { title: 'Yrkande', rows: null, text: 'Sökanden yrkar.' },
    { title: 'Bilagor', rows: [['1', 'Faktura']], text: null },
  ],
  signature: { label: 'Underskrift', place: 'Ort och datum' },
})

test('nobody signs an empty sheet: what is signed stands above the name, however long the application is', async () => {
  const sheets = await Promise.all(
    Array.from({ length: 14 }, async (_, i) => readPdf(await renderer.renderDossier(withClaims(i + 8)))),
  )
  expect(new Set(sheets.map(({ pages }) => pages.length)).size).toBeGreaterThan(1)
  for (const { pages } of sheets) {
    const signed = pages.find((page) => page.includes('Underskrift'))!
    expect(signed).toContain('Bilagor')
  }
})
