import { formatMinor } from '../../kernel/money.ts'
import { version } from './layout.ts'
import type { OutFile, Transaction } from './neutral.ts'

/** The same content as XML: delkrav by type, AnsokanGrundText; our own schema in that shape (README.md). */
export function writeXml(file: OutFile): Uint8Array {
  const { representativeCode, serialNo, madeOn, test, transactions } = file
  const body = [
    tag('Filhuvud', [
      tag('Layout', version),
      tag('Ombudskod', representativeCode),
      tag('Lopnummer', String(serialNo)),
      tag('Datum', madeOn),
      tag('Test', test ? 'true' : 'false'),
    ]),
    ...transactions.map(transactionOf),
    tag('Filslut', [tag('Antal', String(transactions.length))]),
  ]
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${tag('Betalningsforelagganden', body)}\n`)
}

function transactionOf(one: Transaction): string {
  if (one.kind === 'application') {
    const money = (amount: bigint) => formatMinor(amount, one.currency)
    return tag('Ansokan', [
      tag('EgenReferens', one.case),
      tag('Valuta', one.currency),
      ...one.parties.map((party) =>
        tag({ applicant: 'Sokande', representative: 'Ombud', respondent: 'Svarande' }[party.role], [
          tag(party.isPerson ? 'Personnummer' : 'Organisationsnummer', party.number),
          tag('Namn', party.name),
          tag('Adress', party.street),
          tag('Postnummer', party.postCode),
          tag('Postort', party.city),
          tag('Land', party.country),
        ]),
      ),
      ...one.claims.map((claim) =>
        tag('Delkrav', [
          tag('Nummer', String(claim.no)),
          tag('Typ', claim.type),
          tag('Belopp', money(claim.amount)),
          ...(claim.dueOn ? [tag('Forfallodag', claim.dueOn)] : []),
          ...(claim.invoiceNumber ? [tag('Fakturanummer', claim.invoiceNumber)] : []),
          ...(claim.interest
            ? [
                tag('Ranta', [
                  tag('Grund', claim.interest.kind === 'law' ? 'Rantelagen6' : 'Avtal'),
                  ...(claim.interest.percent ? [tag('Procent', claim.interest.percent)] : []),
                  tag('FranOchMed', claim.interest.from),
                ]),
              ]
            : []),
          tag('AnsokanGrundText', claim.ground),
        ]),
      ),
      ...one.payments.map((payment) =>
        tag('TidigareBetalning', [tag('Datum', payment.on), tag('Belopp', money(payment.amount))]),
      ),
    ])
  }
  const head = [tag('EgenReferens', one.case), tag('Malnummer', one.courtNumber), tag('Datum', one.on)]
  if (one.kind === 'reduction')
    return tag('Nedsattning', [...head, tag('Belopp', kronor(one.amount)), tag('Skal', one.reason)])
  if (one.kind === 'withdrawal') return tag('Aterkallelse', [...head, tag('Skal', one.reason)])
  return tag('Verkstallighet', head)
}

const kronor = (amount: bigint): string => formatMinor(amount, 'SEK')

function tag(name: string, content: string | string[]): string {
  if (Array.isArray(content)) return `<${name}>\n${content.map(indent).join('\n')}\n</${name}>`
  return `<${name}>${escaped(content)}</${name}>`
}
const indent = (text: string): string => text.replace(/^/gm, '  ')
/** XML 1.0 has no place for control signs. */
const escaped = (text: string): string =>
  [...text]
    .filter((sign) => sign >= ' ' || sign === '\n')
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
