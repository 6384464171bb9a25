import { codes } from '../../lang/codes.ts'
import { common } from '../../lang/common.ts'
import type { Phrase, Phrases } from '../../lang/phrase.ts'
import { texts as runTexts } from '../claims/runs/texts.ts'
import { wordsOf } from '../set-up/setting-fields.ts'

const phrase = (sv: string, nb: string, bg: string, en: string): Phrase => ({ sv, nb, bg, en })

/** What the fields of a schedule are called. */
export const fieldWords: Phrases = {
  policies: runTexts.policies,
  invoiceGroups: phrase('Fakturagrupper', 'Fakturagrupper', 'Групи фактури', 'Invoice groups'),
  businessAreas: phrase('Verksamheter', 'Virksomhetsområder', 'Дейности', 'Business areas'),
  customerKinds: phrase('Slag av kunder', 'Kundetyper', 'Вид клиенти', 'Kinds of customers'),
  customers: phrase('Kundnummer', 'Kundenumre', 'Клиентски номера', 'Customer numbers'),
  parties: phrase('Kundnummer', 'Kundenumre', 'Клиентски номера', 'Customer numbers'),
  channel: phrase('Kanal', 'Kanal', 'Канал', 'Channel'),
  mode: wordsOf('invoices', null)!.title,
  compensation: phrase(
    'Kräv förseningsersättning',
    'Krev forsinkelseskompensasjon',
    'Търси обезщетение за забава',
    'Claim delay compensation',
  ),
  letters: phrase(
    'Avbetalningsplanernas brev skickas',
    'Brevene i betalingsplaner sendes',
    'Писмата по планове за разсрочване се изпращат',
    'Letters of instalment plans are sent',
  ),
  noticeDays: phrase(
    'Dagar före en delbetalning som den aviseras',
    'Dager før en delbetaling som den varsles',
    'Дни преди вноска, в които тя се напомня',
    'Days before an instalment that it is announced',
  ),
  every: phrase(
    'Ingen får besked oftare än en gång per',
    'Ingen får beskjed oftere enn én gang per',
    'Никой не получава известие по-често от веднъж на',
    'Nobody is told more often than once a',
  ),
  now: phrase(
    'Även det som väntar på nästa försök',
    'Også det som venter på neste forsøk',
    'И това, което чака следващ опит',
    'Also what waits for its next try',
  ),
  onlyOpen: phrase(
    'Bara kunder med något öppet',
    'Bare kunder med noe åpent',
    'Само клиенти с неплатени суми',
    'Only customers who owe something',
  ),
  text: phrase('En rad överst på utdraget', 'En linje øverst på utskriften', 'Ред в началото', 'A line at the top'),
  limit: phrase(
    'Högst så många per gång',
    'Høyst så mange om gangen',
    'Най-много наведнъж',
    'At most so many at a time',
  ),
  afterDays: phrase(
    'Filer som inget pekar på läggs undan efter (dagar)',
    'Filer som ingenting peker på, legges til side etter (dager)',
    'Неизползвани файлове се отделят след (дни)',
    'Files that nothing names are set aside after (days)',
  ),
  asideHours: phrase(
    'och tas bort efter (timmar)',
    'og fjernes etter (timer)',
    'и се изтриват след (часове)',
    'and removed after (hours)',
  ),
}

/** What the choices of a field are called. */
export function choiceWord(field: string, value: string): Phrase | null {
  const named: Phrases =
    field === 'channel'
      ? codes.channel
      : field === 'customerKinds'
        ? codes.partyKind
        : field === 'every'
          ? { day: phrase('dag', 'dag', 'ден', 'day'), week: phrase('vecka', 'uke', 'седмица', 'week') }
          : field === 'letters'
            ? {
                'as-agreed': phrase(
                  'där planen säger det',
                  'der planen sier det',
                  'където планът го предвижда',
                  'where the plan says so',
                ),
                none: phrase('aldrig', 'aldri', 'никога', 'never'),
                all: phrase('alltid', 'alltid', 'винаги', 'always'),
              }
            : {}
  return named[value] ?? (field === 'mode' ? (wordsOf('invoices', value)?.value ?? null) : null)
}

/** A field that nobody filled in takes all there is, or what holds in the company. */
export const blankWord = (field: string): Phrase =>
  field === 'mode'
    ? phrase('som företaget brukar', 'som selskapet pleier', 'както обикновено', 'as the company does')
    : common.all
