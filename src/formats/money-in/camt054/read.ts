import type { Format, MoneyInItem } from '../../format.ts'
import { read } from '../camt/read.ts'
import { recognise } from '../camt/recognise.ts'

/** ISO 20022 camt.054.001, versions .02 to .12; see ../camt for the reader that the three messages share. */
export const camt054: Format<MoneyInItem> = {
  id: 'camt054',
  family: 'money-in',
  title: 'Bank-to-customer debit/credit notification (camt.054)',
  mediaType: 'application/xml',
  recognise: (head) => recognise(head) === 'camt054',
  read: (bytes) => read('camt054', bytes),
}
