import { expect, test } from 'vitest'
import { issueClaim } from '../../test/claim-stories.ts'
import { readPdf } from '../../test/pdf-reader.ts'
import { openWorld } from '../../test/world.ts'
import type { FileAnswer } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { agreePlan } from './agree-plan.ts'
import { planLetter } from './plan-letter.ts'
import { proposePlan } from './propose-plan.ts'

test.each([
  ['SE', 'sv', 'Förslag till amorteringsplan', 'Amorteringsplan', 'Jag erkänner skulden'],
  ['NO', 'nb', 'Forslag til nedbetalingsavtale', 'Nedbetalingsavtale', 'Jeg erkjenner gjelden'],
  ['BG', 'bg', 'Предложение за разсрочено плащане', 'Споразумение за разсрочено плащане', 'Признавам задължението'],
  ['SE', 'en', 'Proposal for an instalment plan', 'Instalment plan', 'I acknowledge the debt'],
] as const)(
  '%s in %s: a proposal with a line to sign, then what was agreed, on one page',
  async (country, language, proposed, agreed, sign) => {
    const world = await openWorld(country, { today: '2026-11-20' })
    const ada = await world.party({ name: 'Ada Lind', kind: 'person', language, number: '77' } as never)
    const claim = await issueClaim(world, ada, { country })
    const { planId } = await world.do<{ planId: Id }>(proposePlan, {
      customer: '77',
      parts: 6,
      firstOn: '2026-12-31',
      planFee: 'law',
    })
    const read = async () => {
      const { body } = await world.do<FileAnswer>(planLetter, { planId })
      return readPdf(body as Uint8Array)
    }
    const first = await read()
    expect(first.pages).toHaveLength(1)
    const text = first.pages.join(' ').replace(/\s+/g, ' ')
    for (const wanted of [proposed, sign, claim.number]) expect(text).toContain(wanted)
    await world.do(agreePlan, { planId, by: 'signed' })
    const second = (await read()).pages.join(' ').replace(/\s+/g, ' ')
    expect(second).toContain(agreed)
    expect(second).not.toContain(sign)
  },
)
