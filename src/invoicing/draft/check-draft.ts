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
  draft.problems.push(...postInvoice(draft, party, around.setUp).problems)
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
