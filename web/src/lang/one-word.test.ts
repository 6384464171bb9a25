import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const files = ['web/src', 'src'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !file.includes('api/generated')),
)

/** What the glossary calls by another word, or no finance person of the country would say. */
const words = {
  nb: [
    ['avbestill', 'kanseller'],
    ['ansvarer', 'har ansvar'],
    ['debetnota', 'tilleggsfaktura'],
    ['dublett', 'duplikat'],
    ['dublet', 'duplikat'],
    ['holdes igjen', 'holdes tilbake'],
    ['hold igjen', 'hold tilbake'],
    ['inkassobyrå', 'inkassoforetak'],
    ['kontrollspor', 'revisjonslogg'],
    ['kredittopplyser', 'kredittopplysningsforetak'],
    ['startsiden', 'Hjem'],
    ['trenger deg', 'venter på deg'],
    ['utskriftsbunt', 'utskriftsbunke'],
    ['virksomheter', 'virksomhetsområder'],
  ],
} as const

test.each(words.nb)('nb: %s is said %s', (word) => {
  const said = files.flatMap((file) =>
    [...readFileSync(`${root}${file}`, 'utf8').matchAll(/\bnb:\s*(\[[^\]]*\]|'(?:[^'\\]|\\.)*')/g)]
      .filter(([, text]) => text!.toLowerCase().includes(word))
      .map(([, text]) => `${file}: ${text}`),
  )
  expect(said).toEqual([])
})
