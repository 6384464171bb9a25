import type { Formats } from '../../lang/formats.ts'
import type { Say } from '../../lang/language.tsx'
import { texts } from './texts.ts'

/** "I snitt 5,1 dagar efter förfallodagen, …", or short where a picture stands beside it; '' while nothing was paid. */
export function sayMeanDays(meanDays: string | null, t: Say, formats: Formats, isShort = false): string {
  const mean = meanDays?.replace(/\.0$/, '')
  if (mean === undefined) return ''
  if (/^-?0$/.test(mean)) return t(isShort ? texts.meanOnTime : texts.paysOnTime)
  const days = formats.amount(mean.replace('-', ''), mean.includes('.') ? 1 : 0)
  const isBefore = mean.startsWith('-')
  if (isShort) return t(isBefore ? texts.meanBefore : texts.meanAfter, { days })
  return t(isBefore ? texts.paysBefore : texts.paysAfter, { days })
}
