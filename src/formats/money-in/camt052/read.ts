import type { Format, MoneyInItem } from '../../format.ts'
import { read } from '../camt/read.ts'
import { recognise } from '../camt/recognise.ts'

/** ISO 20022 camt.052.001, versions .02 to .12; see ../camt for the reader that the three messages share. */
export const camt052: Format<MoneyInItem> = {
  id: 'camt052',
  family: 'money-in',
  title: 'Bank-to-customer account report (camt.052)',
  mediaType: 'application/xml',
  recognise: (head) => recognise(head) === 'camt052',
  read: (bytes) => read('camt052', bytes),
}
