import { createHash, randomBytes } from 'node:crypto'

/** A secret of 256 random bits, told once; the database keeps its hash. A random token needs no slow hash. */
export function newToken(prefix = ''): { token: string; hash: Buffer } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, hash: tokenHash(token) }
}

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
