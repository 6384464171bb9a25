import { addDays } from '../../kernel/day.ts'
import type { Holiday } from '../country.ts'
import { bankingDays, easter, onDay, weekdayFrom } from '../holidays.ts'

/** Public holidays (lag 1989:253) and the eves that lag 1930:173 2 § puts beside them and banks keep. */
function closed(year: number): Holiday[] {
  const easterDay = easter(year)
  const midsummer = weekdayFrom(onDay(year, '06-20'), 6)
  return [
    { day: onDay(year, '01-01'), name: 'Nyårsdagen' },
    { day: onDay(year, '01-06'), name: 'Trettondedag jul' },
    { day: addDays(easterDay, -2), name: 'Långfredagen' },
    { day: easterDay, name: 'Påskdagen' },
    { day: addDays(easterDay, 1), name: 'Annandag påsk' },
    { day: onDay(year, '05-01'), name: 'Första maj' },
    { day: addDays(easterDay, 39), name: 'Kristi himmelsfärdsdag' },
    { day: addDays(easterDay, 49), name: 'Pingstdagen' },
    // The national day took the place of Whit Monday in 2005 (SFS 2004:1320).
    year < 2005
      ? { day: addDays(easterDay, 50), name: 'Annandag pingst' }
      : { day: onDay(year, '06-06'), name: 'Sveriges nationaldag' },
    { day: addDays(midsummer, -1), name: 'Midsommarafton' },
    { day: midsummer, name: 'Midsommardagen' },
    { day: weekdayFrom(onDay(year, '10-31'), 6), name: 'Alla helgons dag' },
    { day: onDay(year, '12-24'), name: 'Julafton' },
    { day: onDay(year, '12-25'), name: 'Juldagen' },
    { day: onDay(year, '12-26'), name: 'Annandag jul' },
    { day: onDay(year, '12-31'), name: 'Nyårsafton' },
  ]
}

export const holidays = bankingDays(closed, [
  'lag (1989:253) om allmänna helgdagar',
  'lag (1930:173) om beräkning av lagstadgad tid 2 §',
])
