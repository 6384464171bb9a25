import { type SetUpTable, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Units of the base currency for one unit of the other, by day; the latest on or before a day counts. */
export const exchangeRates: SetUpTable = {
  name: 'exchange-rates',
  one: 'exchange-rate',
  db: 'exchange_rates',
  title: words('Valutakurser', 'Valutakurser', 'Валутни курсове', 'Exchange rates'),
  keys: ['currency', 'baseCurrency', 'validOn'],
  columns: [
    { key: 'currency', kind: 'code', required: true, title: words('Valuta', 'Valuta', 'Валута', 'Currency') },
    {
      key: 'baseCurrency',
      kind: 'code',
      required: true,
      title: words('Basvaluta', 'Basisvaluta', 'Основна валута', 'Base currency'),
    },
    { key: 'validOn', kind: 'day', required: true, title: words('Dag', 'Dag', 'Ден', 'Day') },
    { key: 'rate', kind: 'decimal', required: true, title: words('Kurs', 'Kurs', 'Курс', 'Rate') },
    { key: 'source', kind: 'text', required: true, title: words('Källa', 'Kilde', 'Източник', 'Source') },
  ],
  check: ({ currency, baseCurrency, rate }) => [
    ...['currency', 'baseCurrency']
      .filter((column) => !/^[A-Z]{3}$/.test(String(column === 'currency' ? currency : baseCurrency)))
      .map((column) => ({
        code: 'currency.unknown',
        message: 'a currency is written with three letters: EUR',
        column,
      })),
    ...(currency === baseCurrency
      ? [{ code: 'exchange-rate.same', message: 'a rate joins two different currencies', column: 'currency' }]
      : []),
    ...(Number(rate) > 0 ? [] : [{ code: 'exchange-rate.not-positive', message: 'a rate is above 0', column: 'rate' }]),
  ],
}

export const listExchangeRates = listVerb(exchangeRates)
export const saveExchangeRates = saveVerb(exchangeRates)
