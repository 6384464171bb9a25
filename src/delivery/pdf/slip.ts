import { create as createQr } from 'qrcode'
import { addressLines } from './address-lines.ts'
import type { Payable } from './payment-codes.ts'
import { norwegianSlip, paymentQr, swedishSlip } from './payment-codes.ts'
import type { Texts } from './texts.ts'
import { writeBban, writeDay, writeDecimal, writeGiro, writeMoney } from './write-figures.ts'

export interface SlipContent {
  kind: 'se' | 'no'
  line: { column: number; text: string }[]
  /** Millimetres from the paper's left edge to column 0. */
  edge: number
  words: Record<string, string>
  [field: string]: unknown
}

/** `title`: what a Norwegian slip calls it. */
export function slipOf(document: Payable, title: string): SlipContent | null {
  const swedish = swedishSlip(document)
  if (swedish) {
    return {
      ...swedish,
      kronor: writeDecimal(swedish.kronor, 'sv'),
      edge: 10,
      account: writeGiro('bankgiro', swedish.bankgiro),
      payee: document.payment?.payee ?? document.seller.name,
      payer: addressLines(document.recipient ?? document.buyer, document.seller),
      due: writeDay(document.payment!.dueOn, 'sv'),
      // A Swedish bank reads it: its words are Swedish, whatever the letter's language.
      words: {
        title: 'Inbetalningskort · Bankgiro',
        payee: 'Betalningsmottagare',
        payer: 'Betalare',
        due: 'Betalas senast',
        reference: 'OCR-referensnummer',
        account: 'Till bankgironummer',
        kronor: 'Kronor',
        ore: 'Öre',
        warning: 'Var god gör inga ändringar. Raden nedan läses maskinellt, meddelanden kan inte lämnas.',
      },
    }
  }
  const norwegian = norwegianSlip(document)
  if (!norwegian) return null
  const payer = document.recipient ?? document.buyer
  return {
    ...norwegian,
    edge: 12,
    account: writeBban(norwegian.account),
    amount: writeMoney(document.totals.payable, 'NOK', 'nb'),
    due: writeDay(document.payment!.dueOn, 'nb'),
    payer: addressLines(payer, document.seller),
    payee: document.payment?.payee ? [document.payment.payee] : addressLines(document.seller, document.seller),
    information: [`${title} ${document.number}`.trim(), `KID ${norwegian.kid}`],
    words: {
      receipt: 'Kvittering',
      giro: 'Giro',
      account: 'Innbetalt til konto',
      amount: 'Beløp',
      payerAccount: 'Betalerens kontonummer',
      due: 'Betalingsfrist',
      information: 'Betalingsinformasjon',
      signature: 'Underskrift ved girering',
      payer: 'Betalt av',
      payee: 'Betalt til',
      kid: 'Kundeidentifikasjon (KID)',
      kroner: 'Kroner',
      ore: 'Øre',
      toAccount: 'Til konto',
      form: 'Blankettnummer',
    },
  }
}

export function qrOf(document: Payable, say: Texts): { svg: string; caption: string; alt: string } | null {
  const qr = paymentQr(document)
  // What the code says is printed in words beside it.
  return qr ? { svg: qrSvg(qr.text), caption: say.scanToPay, alt: say.scanToPay } : null
}

/** Error correction M (EPC069-12); one path, a run of dark modules at a time. */
function qrSvg(text: string): string {
  const { modules } = createQr([{ data: Buffer.from(text), mode: 'byte' }], { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let run = 0
      while (x + run < size && modules.get(y, x + run)) run++
      if (run > 0) path += `M${x} ${y}h${run}v1h-${run}z`
      x += run
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path d="${path}"/></svg>`
}
