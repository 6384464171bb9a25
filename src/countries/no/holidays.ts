import { addDays } from '../../kernel/day.ts'
import type { Holiday } from '../country.ts'
import { bankingDays, easter, onDay } from '../holidays.ts'

/** Helligdagsloven § 2 and lov 1947-04-26-1 (1 and 17 May). The eves are banking days, if short ones. */
function closed(year: number): Holiday[] {
  const easterDay = easter(year)
  return [
    { day: onDay(year, '01-01'), name: 'Første nyttårsdag' },
    { day: addDays(easterDay, -3), name: 'Skjærtorsdag' },
    { day: addDays(easterDay, -2), name: 'Langfredag' },
    { day: easterDay, name: 'Første påskedag' },
    { day: addDays(easterDay, 1), name: 'Andre påskedag' },
    { day: onDay(year, '05-01'), name: 'Arbeidernes dag' },
    { day: onDay(year, '05-17'), name: 'Grunnlovsdagen' },
    { day: addDays(easterDay, 39), name: 'Kristi himmelfartsdag' },
    { day: addDays(easterDay, 49), name: 'Første pinsedag' },
    { day: addDays(easterDay, 50), name: 'Andre pinsedag' },
    { day: onDay(year, '12-25'), name: 'Første juledag' },
    { day: onDay(year, '12-26'), name: 'Andre juledag' },
  ]
}

export const holidays = bankingDays(closed, ['helligdagsfredloven (LOV-1995-02-24-12) § 2', 'lov 1947-04-26-1'])
