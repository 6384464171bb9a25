import { expect, test } from 'vitest'
import { sayHold } from './say-hold.ts'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

test.each([
  ['sv', 'Skulle bli skyldig 36 885,77 SEK, kreditgränsen är 12 000,00 SEK'],
  ['nb', 'Ville skyldt 36 885,77 SEK, kredittgrensen er 12 000,00 SEK'],
  ['bg', 'Ще дължи 36 885,77 SEK при кредитен лимит 12 000,00 SEK'],
  ['en', 'Would owe 36,885.77 SEK, the credit limit is 12,000.00 SEK'],
] as const)('%s: above the credit limit is said in words', (language, text) => {
  expect(plain(sayHold({ kind: 'credit-limit', reason: '36885.77 SEK > 12000.00 SEK' }, language))).toBe(text)
})

test('what a person wrote stays as it was written', () => {
  expect(sayHold({ kind: 'billing', reason: '2.00 SEK > 1.00 SEK' }, 'sv')).toBe('2.00 SEK > 1.00 SEK')
})
