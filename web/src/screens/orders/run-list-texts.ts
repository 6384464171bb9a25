import type { Phrases } from '../../lang/phrase.ts'

export const runListTexts = {
  propose: { sv: 'Ny körning', nb: 'Ny kjøring', bg: 'Нова серия', en: 'New run' },
  invoiceDate: { sv: 'Fakturadag', nb: 'Fakturadato', bg: 'Дата на фактурите', en: 'Invoice day' },
  proposed: { sv: 'Föreslagen', nb: 'Foreslått', bg: 'Предложена', en: 'Proposed' },
  approved: { sv: 'Godkänd av', nb: 'Godkjent av', bg: 'Одобрена от', en: 'Approved by' },
  none: { sv: 'Inga körningar än', nb: 'Ingen kjøringer ennå', bg: 'Все още няма серии', en: 'No runs yet' },
  noneWhy: {
    sv: 'En körning gör fakturor av ordrar: förslag, granskning, godkännande, utskick. Släpp en orderfil var som helst för att börja.',
    nb: 'En kjøring lager fakturaer av ordrer: forslag, gjennomgang, godkjenning, utsending. Slipp en ordrefil hvor som helst for å begynne.',
    bg: 'Серията прави фактури от поръчки: предложение, преглед, одобрение, изпращане. Пуснете файл с поръчки където и да е, за да започнете.',
    en: 'A run makes invoices of orders: proposal, review, approval, sending. Drop an order file anywhere to begin.',
  },
  toFiles: { sv: 'Till orderfilerna', nb: 'Til ordrefilene', bg: 'Към файловете с поръчки', en: 'To the order files' },
} satisfies Phrases
