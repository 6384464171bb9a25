import { codePage } from '../code-page.ts'

// IBM PC-8 = code page 437, the only one the standard allows (SIE 4B § 5.8).
export const { decode: fromCp437, encode: toCp437, fit: fitCp437 } = codePage('cp437')
