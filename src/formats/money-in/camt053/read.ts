import type { Format, MoneyInItem } from '../../format.ts'
import { read } from '../camt/read.ts'
import { recognise } from '../camt/recognise.ts'

/** ISO 20022 camt.053.001, versions .02 to .12; see ../camt for the reader that the three messages share. */
export const camt053: Format<MoneyInItem> = {
  id: 'camt053',
  family: 'money-in',
  title: 'Bank-to-customer statement (camt.053)',
  mediaType: 'application/xml',
  recognise: (head) => recognise(head) === 'camt053',
  read: (bytes) => read('camt053', bytes),
}
