import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Language, PaymentAccount } from '../formats/e-invoice/document.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

/** An agreement by which invoices are pledged or sold to a partner: they bear his payment instruction and notice. */
export interface Financing {
  validFrom: Day
  validTo: Day
  account: PaymentAccount
  /** The partner's name. */
  payee: string
  texts: Partial<Record<Language, string>>
  /** Empty, both: all invoices. */
  groups: Id[]
  parties: Id[]
}

export const readFinancing = ({ db, company }: Ctx): Promise<Financing[]> =>
  db.rows<Financing>(
    hot(
      `select a.valid_from as "validFrom", a.valid_to as "validTo", a.payment as account, a.name as payee, a.texts,
              coalesce(array_agg(s.invoice_group_id) filter (where s.invoice_group_id is not null), '{}') as groups,
              coalesce(array_agg(s.party_id) filter (where s.party_id is not null), '{}') as parties
         from financing_agreements a left join financing_scopes s on s.company_id = a.company_id and s.agreement_id = a.id
        where a.company_id = $1 group by a.company_id, a.id order by a.id`,
      [company.id],
    ),
  )

/** What holds for an invoice of a day: of the customer, else of its group, else for all. Credit notes are not financed. */
export function financingOf<F extends Pick<Financing, 'validFrom' | 'validTo' | 'groups' | 'parties'>>(
  agreements: readonly F[],
  invoice: { kind: string; partyId: Id; invoiceGroupId: Id; issuedOn: Day },
): F | null {
  if (invoice.kind !== 'invoice') return null
  const inForce = agreements.filter((one) => one.validFrom <= invoice.issuedOn && invoice.issuedOn < one.validTo)
  return (
    inForce.find((one) => one.parties.includes(invoice.partyId)) ??
    inForce.find((one) => one.groups.includes(invoice.invoiceGroupId)) ??
    inForce.find((one) => one.parties.length === 0 && one.groups.length === 0) ??
    null
  )
}
