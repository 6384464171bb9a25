import { closedOnColumn, codeColumn, nameColumn, type SetUpTable, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Verksamhet: who owns the invoices, and a wall: nobody without a right in an area sees what belongs to it. */
export const businessAreas: SetUpTable = {
  name: 'business-areas',
  one: 'business-area',
  db: 'business_areas',
  hasId: true,
  title: words('Verksamheter', 'Virksomhetsområder', 'Дейности', 'Business areas'),
  keys: ['code'],
  closes: 'closedOn',
  columns: [
    codeColumn,
    nameColumn,
    {
      key: 'phone',
      kind: 'text',
      db: 'contact',
      path: 'phone',
      title: words('Telefon', 'Telefon', 'Телефон', 'Phone'),
    },
    { key: 'email', kind: 'text', db: 'contact', path: 'email', title: words('E-post', 'E-post', 'Е-поща', 'E-mail') },
    {
      key: 'website',
      kind: 'text',
      db: 'contact',
      path: 'website',
      title: words('Webbplats', 'Nettsted', 'Уебсайт', 'Website'),
    },
    {
      key: 'secret',
      kind: 'boolean',
      default: false,
      title: words('Sekretess', 'Taushetsplikt', 'Поверителна', 'Secret'),
    },
    closedOnColumn,
  ],
}

export const listBusinessAreas = listVerb(businessAreas)
export const saveBusinessAreas = saveVerb(businessAreas)
