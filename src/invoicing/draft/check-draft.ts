import { checkDocument } from '../../formats/e-invoice/peppol-bis3/rules.ts'
import type { Draft } from '../types.ts'
import type { Surroundings } from './assemble.ts'
import { chooseChannel } from './assemble.ts'
import { postInvoice } from './post-invoice.ts'
import { draftDocument } from './to-document.ts'

/**
 * A run refuses to issue what would fail later: an e-invoice that its receiver's rules would refuse, a posting without an
 * account or with a forbidden dimension. Adds the problems to the draft and gives it back.
 */
export function checkDraft(draft: Draft, around: Surroundings): Draft {
  const party = around.parties.get(draft.partyId)
  const payer = around.parties.get(draft.payerId)
  if (!party?.buyer || !payer?.buyer || draft.problems.length > 0) return draft
  draft.problems.push(...taxOfUnregistered(draft, around), ...postInvoice(draft, party, around.setUp).problems)
  // What a proforma becomes, the advance invoice of its payment at the latest, must be able to leave.
  const leaving: Draft = draft.kind === 'proforma' ? { ...draft, kind: 'invoice' } : draft
  const group = around.setUp.groups.get(draft.invoiceGroupId)!
  const channel = leaving === draft ? draft.channel : chooseChannel(leaving, group, payer, draft.issuedOn, around.setUp)
  if (channel === 'peppol') {
    const original = draft.creditsId ? around.originals.get(draft.creditsId) : null
    const preceding = original ? { number: original.numberText, issuedOn: original.issuedOn } : null
    draft.problems.push(
      ...checkDocument(draftDocument(around.setUp, leaving, party, payer, preceding)).filter(
        (problem) => problem.severity !== 'warning',
      ),
    )
  }
  return draft
}

/**
 * Who is not registered charges no VAT (ML 2023:200 17:24 with 16:23, mval § 15-11, ЗДДС чл. 113 ал. 9). What takes back an
 * earlier document follows that one.
 */
function taxOfUnregistered(draft: Draft, { setUp }: Surroundings): Draft['problems'] {
  if (setUp.seller.vatNumber || draft.creditsId) return []
  return draft.lines
    .filter(({ vatPercent }) => Number(vatPercent ?? 0) > 0)
    .map(({ lineNo, vatCode }) => ({
      code: 'vat-code.seller-not-registered',
      message: `the company has no VAT number, so it cannot charge the VAT of ${vatCode}: choose a code without VAT, or enter the number in its profile`,
      path: `lines[${lineNo}].vatCode`,
      data: { vatCode },
    }))
}
