import type { Output } from '../../api/call.ts'
import type { Say } from '../../lang/language.tsx'
import { Amount } from '../../ui/amount.tsx'
import type { StripFigure } from '../../ui/strip.tsx'
import { texts } from './texts.ts'

type Figures = Output<'reports.party-figures'>['figures'][number]

/** Open, overdue, to the good, interest not invoiced, invoiced this year; each opens its rows. */
export function figuresOf(
  t: Say,
  figures: Figures | null,
  to: { hasSeveral: boolean; onItems: (show: '' | 'overdue' | 'credit') => void; onDocuments: () => void },
): StripFigure[] {
  const currency = to.hasSeveral ? figures?.baseCurrency : undefined
  const amount = (value: string | undefined) => <Amount value={value ?? '0'} currency={currency} />
  const isNil = (value: string | undefined) => !/[1-9]/.test(value ?? '0')
  return [
    {
      label: t(texts.openLabel),
      figure: amount(figures?.open.amount),
      clause: t(texts.itemCount, { n: figures?.open.count ?? 0 }),
      onOpen: () => to.onItems(''),
    },
    {
      label: t(texts.overdueLabel),
      figure: amount(figures?.overdue.amount),
      clause: isNil(figures?.overdue.amount)
        ? t(texts.nothingOverdue)
        : t(texts.itemCount, { n: figures!.overdue.count }),
      ...(isNil(figures?.overdue.amount) ? {} : { onOpen: () => to.onItems('overdue') }),
    },
    {
      label: t(texts.creditLabel),
      figure: amount(figures?.credit.amount),
      clause: isNil(figures?.credit.amount) ? t(texts.nothingToSetOff) : t(texts.canBeSetOff),
      ...(isNil(figures?.credit.amount) ? {} : { onOpen: () => to.onItems('credit') }),
    },
    {
      label: t(texts.interestLabel),
      figure: figures?.interestNotInvoiced ? (
        amount(figures.interestNotInvoiced.amount)
      ) : (
        <span className="quieter">–</span>
      ),
      clause: !figures?.interestNotInvoiced
        ? figures && t(texts.rateMissing)
        : isNil(figures.interestNotInvoiced.amount)
          ? t(texts.nothingOverdue)
          : t(texts.onClaims, { n: figures.interestNotInvoiced.count }),
    },
    {
      label: t(texts.invoicedLabel),
      figure: amount(figures?.invoicedThisYear.amount),
      clause: t(texts.invoiceCount, { n: figures?.invoicedThisYear.count ?? 0 }),
      onOpen: to.onDocuments,
    },
  ]
}
