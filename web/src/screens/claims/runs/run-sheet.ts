import type { SheetColumn } from '../../../api/use-sheet.ts'
import { common } from '../../../lang/common.ts'
import type { Formats } from '../../../lang/formats.ts'
import type { Say } from '../../../lang/language.tsx'
import { sayCause, sayKind, sayWhy, stateNames } from './say.ts'
import type { Row, Run } from './shapes.ts'
import { termsOf } from './shapes.ts'
import { texts } from './texts.ts'

/** The rows of a run in Excel: the columns of its table, and what stands small in them in columns of its own. */
export function sheetOf(run: Run, t: Say, formats: Formats): SheetColumn<Row>[] {
  const { hasCompensation, hasCharged } = termsOf(run)
  return [
    { of: 'customer', title: t(texts.customer), value: (row: Row) => row.customer },
    { of: 'customer', title: t(common.customer), value: (row) => row.customerName },
    { of: 'why', title: t(texts.why), value: (row) => sayWhy(row, run.on, t, formats) },
    { of: 'step', title: t(texts.nextStep), value: (row) => sayKind(t, row.kind) },
    { of: 'step', title: t(common.state), value: (row) => t(stateNames[row.state] ?? common.none) },
    {
      of: 'step',
      title: t(texts.seeCause),
      value: (row) => row.causes.map(({ code }) => sayCause(t, code)).join(', '),
    },
    {
      of: 'why',
      title: t(common.invoices),
      value: (row) => row.items.map(({ number }) => number).join(', '),
    },
    { of: 'capital', title: t(texts.capital), kind: 'number', value: (row) => row.capital },
    { of: 'interest', title: t(texts.interest), kind: 'number', value: (row) => row.interest },
    { of: 'fee', title: t(texts.fee), kind: 'number', value: (row) => row.fee },
    ...(hasCompensation
      ? [
          {
            of: 'compensation',
            title: t(texts.compensation),
            kind: 'number' as const,
            value: (row: Row) => row.compensation,
          },
        ]
      : []),
    ...(hasCharged
      ? [{ of: 'charged', title: t(texts.charged), kind: 'number' as const, value: (row: Row) => row.charged }]
      : []),
    { of: 'total', title: t(texts.total), kind: 'number', value: (row) => row.total },
    {
      of: 'total',
      title: t({ sv: 'Valuta', nb: 'Valuta', bg: 'Валута', en: 'Currency' }),
      value: (row) => row.currency,
    },
  ]
}
