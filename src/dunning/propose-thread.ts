import type { ThreadWork } from '../db/run-in-thread.ts'
import type { Answered, Asked, HelperInput } from './proposed-parts.ts'
import { proposePart, readDesk } from './proposed-parts.ts'

/** Reads and decides stretches of customers in a thread of its own, as it is asked. */
export const work: ThreadWork<HelperInput> = async (ctx, { hindrances, ...input }, port) => {
  const desk = await ctx.transaction((tx) => readDesk(tx, input, hindrances), { readOnly: true })
  await new Promise<void>((resolve, reject) => {
    port.on('message', (asked: Asked) => {
      if (asked === 'end') return resolve()
      ctx
        .transaction((tx) => proposePart(tx, desk, asked.stretch), { readOnly: true })
        .then((part) => port.postMessage({ no: asked.no, part } satisfies Answered))
        .catch(reject)
    })
  })
}
