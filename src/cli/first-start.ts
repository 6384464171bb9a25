import type { Installation } from '../jobs/perform.ts'

/** What an installation without a company gets at its first start: the demo companies are loaded here. */
export async function firstStart(_installation: Installation, say: (line: string) => void): Promise<void> {
  say('There is no company yet.')
}
