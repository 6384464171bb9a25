import type { Output } from '../../api/call.ts'
import type { Phrase } from '../../lang/phrase.ts'

type Answer = Output<'company.try-set-up'>
type Look = Answer['looks'][number]

/** What a row was tried on. */
export const lookTexts: Record<Look['about'], { none: Phrase; same: Phrase; changed: Phrase }> = {
  invoices: {
    none: {
      sv: 'Det finns inga fakturor eller ordrar att prova på än.',
      nb: 'Det finnes ingen fakturaer eller ordrer å prøve på ennå.',
      bg: 'Още няма фактури или поръчки за проба.',
      en: 'There are no invoices or orders to try on yet.',
    },
    same: {
      sv: 'Ingen av de senaste {looked} fakturorna och väntande ordrarna skulle bli annorlunda.',
      nb: 'Ingen av de siste {looked} fakturaene og ventende ordrene ville blitt annerledes.',
      bg: 'Нито една от последните {looked} фактури и чакащи поръчки не би се променила.',
      en: 'None of the last {looked} invoices and waiting orders would be different.',
    },
    changed: {
      sv: '{changed} av de senaste {looked} fakturorna och väntande ordrarna skulle bli annorlunda om de fakturerades på nytt. De utfärdade ändras inte.',
      nb: '{changed} av de siste {looked} fakturaene og ventende ordrene ville blitt annerledes om de ble fakturert på nytt. De utstedte endres ikke.',
      bg: '{changed} от последните {looked} фактури и чакащи поръчки биха били различни, ако се фактурират отново. Издадените не се променят.',
      en: '{changed} of the last {looked} invoices and waiting orders would be different if billed again. Those issued do not change.',
    },
  },
  payments: {
    none: {
      sv: 'Det finns inga betalningar att prova på än.',
      nb: 'Det finnes ingen betalinger å prøve på ennå.',
      bg: 'Още няма плащания за проба.',
      en: 'There are no payments to try on yet.',
    },
    same: {
      sv: 'Ingen av de senaste {looked} betalningarna skulle bli annorlunda.',
      nb: 'Ingen av de siste {looked} betalingene ville blitt annerledes.',
      bg: 'Нито едно от последните {looked} плащания не би се променило.',
      en: 'None of the last {looked} payments would be different.',
    },
    changed: {
      sv: '{changed} av de senaste {looked} betalningarna skulle bli annorlunda om de kom på nytt. De bokförda ändras inte.',
      nb: '{changed} av de siste {looked} betalingene ville blitt annerledes om de kom på nytt. De bokførte endres ikke.',
      bg: '{changed} от последните {looked} плащания биха били различни, ако постъпят отново. Осчетоводените не се променят.',
      en: '{changed} of the last {looked} payments would be different if they came again. Those posted do not change.',
    },
  },
  claims: {
    none: {
      sv: 'Det finns inga förfallna fordringar att prova på.',
      nb: 'Det finnes ingen forfalte fordringer å prøve på.',
      bg: 'Няма просрочени вземания за проба.',
      en: 'There are no overdue claims to try on.',
    },
    same: {
      sv: 'Ingen av {looked} förfallna fordringar skulle bli annorlunda.',
      nb: 'Ingen av {looked} forfalte fordringer ville blitt annerledes.',
      bg: 'Нито едно от {looked} просрочени вземания не би се променило.',
      en: 'None of {looked} overdue claims would be different.',
    },
    changed: {
      sv: '{changed} av {looked} förfallna fordringar skulle bli annorlunda. Det som redan krävts ändras inte.',
      nb: '{changed} av {looked} forfalte fordringer ville blitt annerledes. Det som allerede er krevd, endres ikke.',
      bg: '{changed} от {looked} просрочени вземания биха били различни. Вече начисленото не се променя.',
      en: '{changed} of {looked} overdue claims would be different. What was charged already does not change.',
    },
  },
}

/** Why there is nothing to try. */
export const reasonTexts: Record<NonNullable<Answer['nothing']>, Phrase> = {
  'advances-from-now': {
    sv: 'Gäller proformafakturor som betalas från och med nu; inget som redan finns ändras.',
    nb: 'Gjelder proformafakturaer som betales fra nå av; ingenting som finnes, endres.',
    bg: 'Важи за проформи, платени отсега нататък; наличното не се променя.',
    en: 'Counts for proformas that are paid from now on; nothing that exists changes.',
  },
  'approvals-from-now': {
    sv: 'Gäller det som lämnas till attest från och med nu; inget som redan finns ändras.',
    nb: 'Gjelder det som sendes til godkjenning fra nå av; ingenting som finnes, endres.',
    bg: 'Важи за подаденото за одобрение отсега нататък; наличното не се променя.',
    en: 'Counts for what is put up for approval from now on; nothing that exists changes.',
  },
  'customers-from-now': {
    sv: 'Gäller när kunder slås ihop från och med nu; inget som redan finns ändras.',
    nb: 'Gjelder når kunder slås sammen fra nå av; ingenting som finnes, endres.',
    bg: 'Важи при обединяване на клиенти отсега нататък; наличното не се променя.',
    en: 'Counts when customers are merged from now on; nothing that exists changes.',
  },
  'exports-from-now': {
    sv: 'Gäller filer som skrivs från och med nu; inget dokument ändras.',
    nb: 'Gjelder filer som skrives fra nå av; ingen dokumenter endres.',
    bg: 'Важи за файлове, създадени отсега нататък; никой документ не се променя.',
    en: 'Counts for files that are written from now on; no document changes.',
  },
  'files-from-now': {
    sv: 'Gäller filer som läses in från och med nu; inget som redan är inläst ändras.',
    nb: 'Gjelder filer som leses inn fra nå av; ingenting som er lest inn, endres.',
    bg: 'Важи за файлове, прочетени отсега нататък; вече прочетеното не се променя.',
    en: 'Counts for files that are read from now on; nothing read already changes.',
  },
  'internal-from-now': {
    sv: 'Gäller internfakturor som avräknas från och med nu; inget som redan finns ändras.',
    nb: 'Gjelder internfakturaer som avregnes fra nå av; ingenting som finnes, endres.',
    bg: 'Важи за вътрешни фактури, уредени отсега нататък; наличното не се променя.',
    en: 'Counts for internal invoices that are settled from now on; nothing that exists changes.',
  },
  'letters-from-now': {
    sv: 'Gäller påminnelser som skickas från och med nu; inget brev som redan gått ändras.',
    nb: 'Gjelder purringer som sendes fra nå av; ingen brev som er sendt, endres.',
    bg: 'Важи за напомняния, изпратени отсега нататък; вече изпратените не се променят.',
    en: 'Counts for reminders that leave from now on; no letter that has left changes.',
  },
  'money-from-now': {
    sv: 'Gäller pengar som kommer in från och med nu; inget som redan är avprickat ändras.',
    nb: 'Gjelder penger som kommer inn fra nå av; ingenting som er utlignet, endres.',
    bg: 'Важи за пари, постъпили отсега нататък; вече разнесеното не се променя.',
    en: 'Counts for money that comes from now on; nothing that is settled changes.',
  },
  'one-method': {
    sv: 'Det finns bara en metod, moms enligt fakturans dag: inget att prova.',
    nb: 'Det finnes bare én metode, mva etter fakturaens dag: ingenting å prøve.',
    bg: 'Има само един метод, ДДС по датата на фактурата: няма какво да се пробва.',
    en: "There is only one method, VAT by the invoice's day: nothing to try.",
  },
  'own-periods': {
    sv: 'Perioder stängs och öppnas på sin egen sida, där det står vad som väntar.',
    nb: 'Perioder lukkes og åpnes på sin egen side, der det står hva som venter.',
    bg: 'Периодите се приключват и отварят на своята страница, където е показано какво чака.',
    en: 'Periods are closed and opened on a page of their own, which says what waits.',
  },
  'own-rule-trial': {
    sv: 'Konteringsregler prövas rad för rad i sitt eget formulär.',
    nb: 'Konteringsregler prøves linje for linje i sitt eget skjema.',
    bg: 'Правилата за осчетоводяване се пробват ред по ред в своята форма.',
    en: 'Posting rules are tried line by line in their own form.',
  },
  'questions-from-now': {
    sv: 'Gäller kreditupplysningar som tas från och med nu; inget svar som redan finns ändras.',
    nb: 'Gjelder kredittsjekker som tas fra nå av; ingen svar som finnes, endres.',
    bg: 'Важи за кредитни проверки отсега нататък; получените отговори не се променят.',
    en: 'Counts for credit checks that are made from now on; no answer that exists changes.',
  },
  'sent-from-now': {
    sv: 'Gäller det som skickas från och med nu; inget som redan gått ändras.',
    nb: 'Gjelder det som sendes fra nå av; ingenting som er sendt, endres.',
    bg: 'Важи за изпратеното отсега нататък; вече изпратеното не се променя.',
    en: 'Counts for what is sent from now on; nothing that has left changes.',
  },
}

export const whatTexts: Record<Look['differences'][number]['what'], Phrase> = {
  stops: { sv: 'Utfärdas', nb: 'Utstedes', bg: 'Издава се', en: 'Issued' },
  holds: { sv: 'Spärr', nb: 'Sperre', bg: 'Спиране', en: 'Hold' },
  net: { sv: 'Netto', nb: 'Netto', bg: 'Данъчна основа', en: 'Net' },
  vat: { sv: 'Moms', nb: 'Mva', bg: 'ДДС', en: 'VAT' },
  payable: { sv: 'Att betala', nb: 'Å betale', bg: 'За плащане', en: 'To pay' },
  base: { sv: 'I redovisningsvaluta', nb: 'I basisvaluta', bg: 'В основна валута', en: 'In base currency' },
  dueOn: { sv: 'Förfallodag', nb: 'Forfallsdato', bg: 'Падеж', en: 'Due day' },
  channel: { sv: 'Kanal', nb: 'Kanal', bg: 'Канал', en: 'Channel' },
  accounts: { sv: 'Kontering', nb: 'Kontering', bg: 'Сметки', en: 'Accounts' },
  number: { sv: 'Nummer', nb: 'Nummer', bg: 'Номер', en: 'Number' },
  sender: { sv: 'Avsändare', nb: 'Avsender', bg: 'Издател', en: 'Sender' },
  payTo: { sv: 'Betalas till', nb: 'Betales til', bg: 'Плаща се по', en: 'Paid to' },
  texts: { sv: 'Texter', nb: 'Tekster', bg: 'Текстове', en: 'Texts' },
  lines: { sv: 'Enhet och momssats', nb: 'Enhet og mva-sats', bg: 'Мярка и ставка', en: 'Unit and VAT rate' },
  account: { sv: 'Konto för pengarna', nb: 'Konto for pengene', bg: 'Сметка на парите', en: 'Account of the money' },
  settles: {
    sv: 'Prickas av automatiskt',
    nb: 'Utlignes automatisk',
    bg: 'Разнася се автоматично',
    en: 'Settles by itself',
  },
  interest: { sv: 'Dröjsmålsränta', nb: 'Forsinkelsesrente', bg: 'Лихва за забава', en: 'Late-payment interest' },
}
