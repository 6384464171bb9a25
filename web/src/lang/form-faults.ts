import type { Language, Phrase } from './phrase.ts'

const languages: readonly Language[] = ['sv', 'nb', 'bg', 'en']
const forms = (text: string | readonly string[]): readonly string[] => (typeof text === 'string' ? [text] : text)
const placeholders = (text: string | readonly string[]): string =>
  [...new Set(forms(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort().join(' ')

/** What is wrong with the form of a phrase, whatever it says; for the tests of texts. */
export function formFaults(phrase: Phrase): string[] {
  const faults: string[] = []
  for (const language of languages) {
    const text = phrase[language]
    if (forms(text).some((form) => form.trim() === '' || form !== form.trim())) faults.push(`${language} is blank`)
    if (placeholders(text) !== placeholders(phrase.sv)) faults.push(`${language} has other placeholders than sv`)
    if (forms(text).some((form) => /[!]|\bplease\b|vänligen|vennligst|моля/i.test(form)))
      faults.push(`${language} begs or shouts`)
    const letters = forms(text).map((form) => form.replace(/\{\w+\}/g, ''))
    if (language === 'bg' && letters.some((form) => /\p{Letter}{2}/u.test(form) && !/\p{Script=Cyrillic}/u.test(form)))
      faults.push('bg has no Cyrillic letters')
    if (language !== 'bg' && letters.some((form) => /\p{Script=Cyrillic}/u.test(form)))
      faults.push(`${language} has Cyrillic letters`)
  }
  // A word may be the same in both; several in a row are not.
  const several = forms(phrase.sv).some((form) => form.replace(/\{\w+\}/g, '').split(/\s+/).length > 2)
  if (several && JSON.stringify(phrase.sv) === JSON.stringify(phrase.en)) faults.push('sv is the same as en')
  return faults
}
