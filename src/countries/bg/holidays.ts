import { addDays, type Day, weekday } from '../../kernel/day.ts'
import type { Holiday } from '../country.ts'
import { bankingDays, onDay, orthodoxEaster } from '../holidays.ts'

/**
 * Кодекс на труда чл. 154. Since 2017 a fixed holiday on a Saturday or Sunday frees the first working day
 * or days after it (ал. 2); Easter does not move. Days that the government shifts by decision are not here.
 * Since 2026-01-01 the payment system is the euro's, but a due day moves by the Bulgarian holiday (ЗЗД чл. 72).
 */
function closed(year: number): Holiday[] {
  const easterDay = orthodoxEaster(year)
  const fixed: Holiday[] = [
    { day: onDay(year, '01-01'), name: 'Нова година' },
    { day: onDay(year, '03-03'), name: 'Ден на Освобождението' },
    { day: onDay(year, '05-01'), name: 'Ден на труда' },
    { day: onDay(year, '05-06'), name: 'Гергьовден' },
    { day: onDay(year, '05-24'), name: 'Ден на българската просвета и култура' },
    { day: onDay(year, '09-06'), name: 'Ден на Съединението' },
    { day: onDay(year, '09-22'), name: 'Ден на Независимостта' },
    { day: onDay(year, '12-24'), name: 'Бъдни вечер' },
    { day: onDay(year, '12-25'), name: 'Рождество Христово' },
    { day: onDay(year, '12-26'), name: 'Рождество Христово' },
  ]
  const easterDays: Holiday[] = [
    { day: addDays(easterDay, -2), name: 'Разпети петък' },
    { day: addDays(easterDay, -1), name: 'Велика събота' },
    { day: easterDay, name: 'Великден' },
    { day: addDays(easterDay, 1), name: 'Великден' },
  ]
  const all = [...fixed, ...easterDays]
  return year < 2017 ? all : [...all, ...substitutes(fixed, new Set(all.map((holiday) => holiday.day)))]
}

function substitutes(fixed: readonly Holiday[], taken: Set<Day>): Holiday[] {
  return fixed
    .filter((holiday) => weekday(holiday.day) > 5)
    .map((holiday) => {
      let free = addDays(holiday.day, 1)
      while (weekday(free) > 5 || taken.has(free)) free = addDays(free, 1)
      taken.add(free)
      return { day: free, name: `${holiday.name} (почивен ден)` }
    })
}

export const holidays = bankingDays(closed, ['Кодекс на труда чл. 154', 'ЗЗД чл. 72 ал. 2'])
