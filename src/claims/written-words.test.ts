import { expect, test } from 'vitest'
import { issueClaim } from '../../test/claim-stories.ts'
import { openWorld } from '../../test/world.ts'
import type { Id } from '../kernel/id.ts'
import { agreePlan } from './agree-plan.ts'
import { dispute } from './dispute.ts'
import { proposePlan } from './propose-plan.ts'
import { release } from './release.ts'

test.each([
  ['SE', 'Amorteringsplan föreslagen', 'Amorteringsplan', 'Ångrat'],
  ['NO', 'Nedbetalingsavtale foreslått', 'Nedbetalingsavtale', 'Angret'],
  ['BG', 'Предложено разсрочено плащане', 'Разсрочено плащане', 'Отменено'],
] as const)(
  '%s: what the program writes into the history is in the language of the books',
  async (country, proposed, agreed, undone) => {
    const world = await openWorld(country, { today: '2026-11-20' })
    const ada = await world.party({ name: 'Ada', kind: 'person', language: 'en', number: '77' } as never)
    const claim = await issueClaim(world, ada, { country })
    const disputed = await world.do<{ undo: { input: { holdIds: Id[]; reason: string } } }>(dispute, {
      itemIds: [claim.itemId],
      reason: '…',
    })
    await world.do(release, disputed.undo.input)
    const { planId } = await world.do<{ planId: Id }>(proposePlan, {
      customer: '77',
      parts: 3,
      firstOn: '2026-12-31',
      planFee: country === 'SE' ? 'law' : 'none',
    })
    await world.do(agreePlan, { planId, by: 'signed' })
    const read = (sql: string) => world.tx(({ db, company }) => db.rows<{ text: string }>(sql, [company.id]))
    const reasons = await read(
      `select reason as text from holds where company_id = $1 and kind = 'plan' order by recorded_at, id`,
    )
    expect(reasons.map(({ text }) => text)).toEqual([proposed, agreed])
    const released = await read(`select release_reason as text from holds where company_id = $1 and kind = 'dispute'`)
    expect(released.map(({ text }) => text)).toEqual([undone])
    if (country !== 'SE') return
    const charged = await read(
      `select v.text from vouchers v join open_items i on i.company_id = v.company_id and i.voucher_id = v.id where v.company_id = $1 and i.kind = 'charge'`,
    )
    expect(charged.map(({ text }) => text).join()).toContain('Amorteringsplan')
  },
)
