import { hash, verify } from '@node-rs/argon2'
import type { Problem } from '../kernel/problem.ts'

// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane (the library's own default is argon2id).
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const lengthMin = 12
const lengthMax = 200

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), cost)

/** A password that nobody has: checking it takes as long as a real one, so that time does not tell who exists. */
let nobodys: Promise<string> | undefined

/** Compares in the time of a real comparison, also when there is no such user or no password. */
export async function passwordIs(stored: string | null | undefined, password: string): Promise<boolean> {
  nobodys ??= hashPassword('there is nobody with this password')
  const right = await verify(stored ?? (await nobodys), password.normalize('NFC'))
  return right && stored != null
}

/** NIST SP 800-63B § 3.1.1: length counts, composition rules do not; obvious ones are refused. */
export function passwordProblems(password: string, about: { email: string; name: string }): Problem[] {
  const plain = password.normalize('NFC').toLowerCase()
  const problem = (code: string, message: string): Problem[] => [
    { code, message, path: 'password', data: { min: lengthMin, max: lengthMax } },
  ]
  if ([...plain].length < lengthMin)
    return problem('password.too-short', `a password has at least ${lengthMin} characters`)
  if (plain.length > lengthMax) return problem('password.too-long', `a password has at most ${lengthMax} characters`)
  const personal = `${about.name} ${about.email}`.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  const bare = personal.reduce((text, word) => (word.length >= 3 ? text.replaceAll(word, '') : text), plain)
  if (new Set(bare).size < 5 || isSequence(plain) || /^(password|lösenord|passord|парола|reskontra)+\d*$/.test(plain))
    return problem('password.too-easy', 'the password is easy to guess: take a few words that do not belong together')
  return []
}

/** "abcdefghijkl", "123456789012", "qwertyuiopas" */
function isSequence(text: string): boolean {
  const rows = [
    'abcdefghijklmnopqrstuvwxyz',
    '01234567890123456789',
    'qwertyuiopasdfghjklzxcvbnm',
    'qwertyuiopåasdfghjklöäzxcvbnm',
  ]
  return rows.some((row) => row.includes(text) || [...row].reverse().join('').includes(text))
}
