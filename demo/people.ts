import type { Random } from './random.ts'

/** Names that do not belong to anyone in particular; places that do not exist. */
export const given = {
  SE: [
    'Anna',
    'Erik',
    'Karin',
    'Lars',
    'Maria',
    'Anders',
    'Eva',
    'Johan',
    'Åsa',
    'Göran',
    'Elin',
    'Oskar',
    'Ylva',
    'Nils',
    'Saga',
    'Björn',
    'Amina',
    'Hassan',
    'Ewa',
    'Märta',
  ],
  NO: [
    'Ingrid',
    'Ole',
    'Kari',
    'Per',
    'Marte',
    'Bjørn',
    'Siri',
    'Håkon',
    'Åse',
    'Jørgen',
    'Solveig',
    'Lars',
    'Ærling',
    'Gro',
  ],
  BG: ['Иван', 'Мария', 'Георги', 'Елена', 'Димитър', 'Надежда', 'Петър', 'Райна', 'Стоян', 'Цветана', 'Юлия', 'Явор'],
}
export const family = {
  SE: [
    'Lindström',
    'Ek',
    'Åberg',
    'Öst',
    'Nyman',
    'Sjögren',
    'Dahl',
    'Björk',
    'Wallin',
    'Hedlund',
    'Ström',
    'Ali',
    'Kowalska',
    'Forsberg',
    'Hägg',
    'Ångman',
    'Löv',
    'Rask',
  ],
  NO: ['Hansen', 'Bakke', 'Øvrebø', 'Lie', 'Ås', 'Strand', 'Moen', 'Dahl', 'Vik', 'Skår'],
  BG: ['Петров', 'Иванов', 'Георгиев', 'Димитров', 'Николов', 'Стоянов', 'Тодоров', 'Колев', 'Желев', 'Щерев'],
}
const womenBG = ['Мария', 'Елена', 'Надежда', 'Райна', 'Цветана', 'Юлия']
export const trades = {
  SE: [
    'Bygg',
    'Livs',
    'Frisör',
    'Åkeri',
    'Fastigheter',
    'El & Data',
    'Trädgård',
    'Bageri',
    'Plåt',
    'Måleri',
    'Café',
    'Cykel',
  ],
  NO: ['Bygg', 'Rørservice', 'Kaffebar', 'Eiendom', 'Fisk', 'Elektro', 'Snekkeri', 'Regnskap'],
  BG: ['Строй', 'Транс', 'Софт', 'Мебел', 'Агро', 'Консулт', 'Принт', 'Имоти'],
}
/** What Bulgarian companies call themselves: mountains, rivers, old towns, trees. */
export const housesBG = [
  'Витоша',
  'Балкан',
  'Тракия',
  'Рила',
  'Марица',
  'Орион',
  'Сирена',
  'Калина',
  'Вега',
  'Мизия',
  'Дунав',
  'Пирин',
  'Изгрев',
  'Лозана',
  'Славея',
  'Перун',
  'Бор',
  'Явор',
  'Здравец',
  'Хемус',
  'Одесос',
  'Сердика',
  'Струма',
  'Арда',
  'Родопа',
  'Кубрат',
  'Плиска',
  'Преслав',
  'Аспарух',
  'Вихрен',
  'Мусала',
  'Огоста',
  'Ком',
  'Янтра',
  'Тунджа',
  'Искър',
  'Царевец',
  'Бряст',
  'Ела',
  'Зора',
]
export const citiesBG = [
  ['София', '1000'],
  ['Пловдив', '4000'],
  ['София', '1408'],
  ['Варна', '9000'],
  ['София', '1784'],
  ['Бургас', '8000'],
  ['Русе', '7000'],
] as const
export const streets = {
  SE: ['Storgatan', 'Kyrkvägen', 'Björkstigen', 'Åsgatan', 'Skolgatan', 'Industrivägen', 'Ängsvägen', 'Hamngatan'],
  NO: ['Storgata', 'Fjordveien', 'Kirkeveien', 'Bryggen', 'Åsveien', 'Skolegata'],
  BG: ['ул. Роза', 'бул. Витоша', 'ул. Шипка', 'ул. Иван Вазов', 'ул. Дунав', 'ул. Липа'],
}

export type Land = 'SE' | 'NO' | 'BG'

export function personName(random: Random, land: Land): string {
  const first = random.pick(given[land])
  return `${first} ${random.pick(family[land])}${land === 'BG' && womenBG.includes(first) ? 'а' : ''}`
}
export const streetOf = (random: Random, land: Land): string => `${random.pick(streets[land])} ${random.between(1, 98)}`

/** Check digits by the country's own rules: numbers that are well formed and, at these serials, nobody's. */
export function organisationNumber(land: Land, serial: number): string {
  if (land === 'SE') return luhn(`5599${String(serial).padStart(5, '0')}`)
  if (land === 'NO') {
    for (let n = 810_000_00 + serial * 13; ; n++) {
      const digits = String(n).padStart(8, '0')
      const sum = [3, 2, 7, 6, 5, 4, 3, 2].reduce((total, weight, i) => total + weight * Number(digits[i]), 0)
      const check = (11 - (sum % 11)) % 11
      if (check !== 10) return digits + check
    }
  }
  const digits = String(20_100_000 + serial * 17).padStart(8, '0')
  const first = [1, 2, 3, 4, 5, 6, 7, 8].reduce((total, weight, i) => total + weight * Number(digits[i]), 0) % 11
  const second = [3, 4, 5, 6, 7, 8, 9, 10].reduce((total, weight, i) => total + weight * Number(digits[i]), 0) % 11
  return digits + (first === 10 ? second % 10 : first)
}

/** Day of birth far back, serial of the series kept for examples by nobody: checked by Luhn. */
export const swedishPersonalNumber = (serial: number): string => {
  const [year, month, day] = [1890 + (serial % 9), 1 + (serial % 12), 1 + (serial % 28)]
  return `${String(year).slice(0, 2)}${luhn(`${String(year).slice(2)}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}${String(980 + (serial % 20)).padStart(3, '0')}`)}`
}

function luhn(base: string): string {
  const sum = [...base].reduce((total, digit, i) => {
    const product = Number(digit) * ((base.length - i) % 2 === 1 ? 2 : 1)
    return total + (product > 9 ? product - 9 : product)
  }, 0)
  return base + ((10 - (sum % 10)) % 10)
}
