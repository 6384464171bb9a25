/** Lower-case letters without accents, for search by trigrams. */
export const searchName = (name: string): string =>
  name
    .toLocaleLowerCase('sv')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
