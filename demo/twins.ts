import { invoiceNow } from '../src/invoicing/direct/invoice-now.ts'
import { saveParties } from '../src/parties/save-parties.ts'
import type { Story } from './story.ts'

/**
 * A shop that was put up once more by who did not look first, without its organisation number, and was invoiced there, too:
 * something to merge, to look at, and to merge.
 */
export async function twins(story: Story): Promise<void> {
  const one = await story.tx(({ db, company }) =>
    db.one<{ name: string; street: string; postCode: string; city: string }>(
      `select p.name, a ->> 'street' as street, a ->> 'postCode' as "postCode", a ->> 'city' as city
         from parties p
         join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no
        cross join lateral (select v.buyer -> 'address' as a) x
        where p.company_id = $1 and p.number = '50001'`,
      [company.id],
    ),
  )
  const { name, ...address } = one
  await story.tx((ctx) =>
    saveParties(ctx, [
      {
        source: 'demo',
        number: '50901',
        kind: 'company',
        customerKind: 'företag',
        name,
        counterpartyCode: '870',
        language: 'sv',
        address: { ...address, country: 'SE' },
        channels: [
          {
            channel: 'e-mail',
            address: 'kontoret@aberg-cykel.example',
            consentOn: story.today,
            consentSource: 'telefon',
          },
        ],
      },
    ]),
  )
  await story.do(invoiceNow, {
    customer: '50901',
    invoiceGroup: '40',
    lines: [{ name: 'Hyra av torgplats', quantity: '1', unitPrice: '450', vatCode: 'S25' }],
  })
}
