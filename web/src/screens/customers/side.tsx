import { Link } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { languageNames, useFormats, useText } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { useWord } from '../../lang/use-word.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/strip.tsx'
import { CreditPanel } from '../claims/credit/panel.tsx'
import { type Asked, addressLine, type Card, shownAccount } from './card.ts'
import { Channels } from './channels.tsx'
import { Contacts } from './contacts.tsx'
import { Pays } from './pays.tsx'
import { texts } from './texts.ts'

export function Side({
  card,
  isHidden,
  onEdit,
  onAsk,
}: {
  card: Card
  isHidden: boolean
  onEdit: () => void
  onAsk: (asked: Asked) => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can, areas } = useSession()
  const { party } = card
  const isProtected = party.protection !== 'none'
  const areaNames = card.businessAreas.map((code) => areas.find((area) => area.code === code)?.name ?? code)
  return (
    <aside className="card-side" aria-label={t(texts.aboutCustomer)}>
      <Channels card={card} />
      <Pays number={card.number} isHidden={isHidden} />
      {!isHidden && <CreditPanel number={card.number} />}
      <section className="section">
        <header>
          <h3>{t(texts.other)}</h3>
          {can('parties.save') && !isProtected && (
            <Button kind="link" onPress={onEdit}>
              {t(common.edit)}
            </Button>
          )}
        </header>
        <Facts
          facts={[
            [
              t(texts.terms),
              party.termsDays === null ? t(texts.termsOfCompany) : t(texts.termsDays, { n: party.termsDays }),
            ],
            !isHidden && [
              t(texts.paidBy),
              party.payerNumber ? (
                <Link
                  key="payer"
                  to="/companies/$company/customers/$number"
                  params={{ company: company.code, number: party.payerNumber }}
                >
                  {t(texts.customerOf, { number: party.payerNumber })}
                </Link>
              ) : (
                t(texts.paysItself)
              ),
            ],
            [
              t(texts.bankAccount),
              isHidden
                ? '••••'
                : card.bankAccounts.length === 0
                  ? t(common.none)
                  : card.bankAccounts.slice(0, 4).map((one) => (
                      <span key={`${one.scheme} ${one.account}`} className="line">
                        <span className="figures">{shownAccount(one.account)}</span>
                        <span className="quiet">, {word('payerAccountState', one.state).toLocaleLowerCase()}</span>
                      </span>
                    )),
            ],
            [t(texts.language), languageNames[party.language as Language]],
            party.currency && [t(texts.currency), party.currency],
            party.vatNumber && [
              t(texts.vatNumber),
              <span className="figures" key="vat">
                {party.vatNumber}
              </span>,
            ],
            party.customerKind && [t(texts.customerKind), party.customerKind],
            party.theirReference && [t(texts.theirReference), party.theirReference],
            party.counterpartyCode && [t(texts.counterparty), party.counterpartyCode],
            party.contact?.phone && [t(texts.phone), party.contact.phone],
            party.contact?.email && [t(texts.email), party.contact.email],
            ...Object.entries(party.freeFields ?? {}).map(([name, value]) => [name, value] as const),
            (card.businessAreas.length > 0 || can('parties.set-areas')) && [
              t(texts.whoSeesShort),
              <span key="areas">
                {areaNames.length > 0 ? areaNames.join(', ') : t(texts.everybody)}{' '}
                {can('parties.set-areas') && (
                  <Button kind="link" onPress={() => onAsk('areas')}>
                    {t(common.edit)}
                  </Button>
                )}
              </span>,
            ],
          ]}
        />
      </section>
      {!isProtected && <Contacts card={card} />}
      {!isHidden && card.addresses.length > 0 && (
        <section className="section">
          <header>
            <h3>{t(texts.addresses)}</h3>
          </header>
          <ul className="address-list">
            {card.addresses.map((address) => (
              <li
                key={`${address.purpose} ${address.validFrom} ${address.validTo}`}
                className={address.validTo ? 'quiet' : ''}
              >
                <p>{addressLine(address) || '–'}</p>
                <p className="small quiet">
                  {word('addressPurpose', address.purpose)},{' '}
                  {address.validTo
                    ? t(texts.fromTo, { from: formats.day(address.validFrom), to: formats.day(address.validTo) })
                    : t(texts.since, { day: formats.day(address.validFrom) })}
                </p>
              </li>
            ))}
          </ul>
          <p className="small quiet">{t(texts.oldInvoicesKeep)}</p>
        </section>
      )}
    </aside>
  )
}
