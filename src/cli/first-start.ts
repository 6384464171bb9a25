import type { Installation } from '../jobs/perform.ts'
import { buildDemo } from './build-demo.ts'
import { asSentences } from './demo.ts'

/** What an installation without a company gets at its first start: the demo companies and what their main job did. */
export async function firstStart(installation: Installation, say: (line: string) => void): Promise<void> {
  for (const report of await buildDemo(installation, say)) say(asSentences(report))
}
