import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { amountText, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { later } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import type { Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import { allocate, takeBase } from './allocate.ts'
import { lockItemRows } from './item-rows.ts'
import type { NewItem } from './open-items.ts'
import { openItems } from './open-items.ts'
import { openInAll, readSubledgerSetUp } from './subledger-set-up.ts'

/**
 * Sets a party's receivable against what is owed to it (kvittning, motregning, прихващане): one voucher over the two control
 * accounts, each side closed by an allocation of its own; different base amounts give an exchange gain or loss.
 */
export const setOff = verb({
  kind: 'write',
  name: 'subledger.set-off',
  summary: "Set a party's receivable off against its payable",
  route: 'POST /set-offs',
  input: z.object({
    debitItemId: id.meta({ description: 'What the party owes (a customer invoice)' }),
    creditItemId: id.meta({ description: 'What is owed to it (a supplier invoice)' }),
    amount: amountText.optional().meta({ description: 'Left out: as much as both have open' }),
    on: dayText.optional(),
  }),
  output: z.object({ voucherId: id, postedOn: dayText, amount: z.string(), currency: z.string() }),
  async run(ctx, input) {
    const setUp = await readSubledgerSetUp(ctx)
    const items = await lockItemRows(ctx, [input.debitItemId, input.creditItemId])
    const debit = items.get(input.debitItemId)
    const credit = items.get(input.creditItemId)
    if (!debit || !credit)
      return refuse('item.unknown', `there is no open item ${debit ? input.creditItemId : input.debitItemId}`)
    if (debit.amount_open <= 0n || credit.amount_open >= 0n)
      refuse('set-off.sides', 'a set-off needs an open debit item and an open credit item')
    if (debit.party_id !== credit.party_id)
      refuse('set-off.two-parties', 'both items must be of one party: transfer first')
    if (debit.currency !== credit.currency || debit.base_currency !== credit.base_currency)
      refuse('set-off.two-currencies', 'both items must be in one currency: transfer one of them first')
    if (debit.account === credit.account)
      refuse('set-off.one-account', `both items stand on ${debit.account}: apply one to the other instead`)
    const most = debit.amount_open < -credit.amount_open ? debit.amount_open : -credit.amount_open
    const amount = input.amount === undefined ? most : parseMinor(input.amount, debit.currency)
    if (amount <= 0n || amount > most)
      refuse(
        'set-off.more-than-open',
        `at most ${formatMinor(most, debit.currency)} ${debit.currency} can be set off`,
        { most: `${formatMinor(most, debit.currency)} ${debit.currency}` },
      )
    const ledgers = [setUp.ledgerOf(debit.account), setUp.ledgerOf(credit.account)]
    const wanted = later(input.on ?? ctx.today, later(debit.opened_on, credit.opened_on))
    const postedOn = openInAll(setUp.openDay, ledgers, wanted)
    const base = setUp.baseOn(postedOn)
    if (debit.base_currency !== base)
      refuse(
        'item.other-base-currency',
        `the items are booked in ${debit.base_currency}: run the redenomination first`,
        { base: debit.base_currency },
      )
    const [baseDebit, baseCredit] = [takeBase(debit, amount), takeBase(credit, -amount)]
    const difference = baseDebit + baseCredit
    const voucher: Voucher = {
      id: newId(),
      seriesId: setUp.seriesId,
      ledger: ledgers[0]!,
      transactionType: 'set-off',
      postedOn,
      documentOn: input.on ?? ctx.today,
      baseCurrency: base,
      text: bookText(setUp.language, 'set-off', `${debit.number_text} / ${credit.number_text}`),
      businessAreaId: debit.business_area_id,
      postings: [
        {
          account: debit.account,
          baseAmount: -baseDebit,
          currency: debit.currency,
          amount: -amount,
          partyId: debit.party_id,
        },
        { account: credit.account, baseAmount: -baseCredit, currency: debit.currency, amount, partyId: debit.party_id },
        ...(difference === 0n
          ? []
          : [
              {
                account: setUp.account(difference < 0n ? 'fxGain' : 'fxLoss', postedOn),
                baseAmount: difference,
                currency: base,
                amount: difference,
              },
            ]),
      ],
    }
    await post(ctx.db, ctx.company.id, ctx.user.id, [voucher])
    const [out, into] = [debit, credit].map(
      (item, i): NewItem => ({
        id: newId(),
        voucher,
        lineNo: i + 1,
        kind: 'transfer',
        numberText: item.number_text,
        reference: null,
        dueOn: item.due_on,
        businessAreaId: item.business_area_id,
      }),
    ) as [NewItem, NewItem]
    await openItems(ctx.db, ctx.company.id, [out, into])
    const options = { setUp: setUp.posting, openDay: setUp.openDay, voucherSeriesId: setUp.seriesId }
    const day = { amount, valueOn: postedOn }
    await allocate(ctx, [{ debitItemId: debit.id, creditItemId: out.id, ...day }], { ...options, ledger: ledgers[0]! })
    await allocate(ctx, [{ debitItemId: into.id, creditItemId: credit.id, ...day }], {
      ...options,
      ledger: ledgers[1]!,
    })
    const answer = {
      voucherId: voucher.id,
      postedOn,
      amount: formatMinor(amount, debit.currency),
      currency: debit.currency,
    }
    await audit(ctx, {
      verb: 'subledger.set-off',
      subjects: [debit.id, credit.id, voucher.id],
      summary: { amount: answer.amount, currency: answer.currency },
    })
    return answer
  },
})
