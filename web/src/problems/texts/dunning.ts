import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  'dunning.stretch': {
    sv: 'Välj en period på en dag till {most} dagar.',
    nb: 'Velg en periode på én dag til {most} dager.',
    bg: 'Изберете период от един до {most} дни.',
    en: 'Choose a period of one day to {most} days.',
  },
  'dunning-assignment.unknown': {
    sv: 'Kopplingen finns inte, eller har redan upphört. Läs in reglerna på nytt.',
    nb: 'Koblingen finnes ikke, eller er allerede avsluttet. Last inn reglene på nytt.',
    bg: 'Няма такова назначение или то вече е прекратено. Заредете правилата отново.',
    en: 'There is no such assignment, or it has ended. Load the policies again.',
  },
  'dunning-letter.gone': {
    sv: '{letters} brev har redan lämnat utkorgen och kan inte återkallas.',
    nb: '{letters} brev har allerede forlatt utboksen og kan ikke trekkes tilbake.',
    bg: '{letters} писма вече са напуснали изходящата поща и не могат да се оттеглят.',
    en: '{letters} letters have left the outbox and cannot be recalled.',
  },
  'dunning-policy.after-collection': {
    sv: 'Efter steg {step} lämnas kravet över. Det kan inte komma fler steg.',
    nb: 'Etter trinn {step} er kravet overlevert. Det kan ikke komme flere trinn.',
    bg: 'След стъпка {step} вземането се предава. Не може да има следващи стъпки.',
    en: 'After step {step} the claim is handed over. No more steps can follow.',
  },
  'dunning-policy.closed': {
    sv: 'Påminnelseregeln {code} är avslutad. Spara den på nytt eller välj en annan.',
    nb: 'Purreregelen {code} er avsluttet. Lagre den på nytt eller velg en annen.',
    bg: 'Правилото за напомняне {code} е закрито. Запишете го отново или изберете друго.',
    en: 'The dunning policy {code} is closed. Save it again, or choose another.',
  },
  'dunning-policy.default-twice': {
    sv: '{code} gäller redan när inget annat anges. Ta bort det där först.',
    nb: '{code} gjelder allerede når ikke noe annet er angitt. Fjern det der først.',
    bg: '{code} вече важи по подразбиране. Първо го махнете оттам.',
    en: '{code} already holds where nothing else is named. Take that from it first.',
  },
  'dunning-policy.fee': {
    sv: 'Steg {step}: ange ett belopp för en fast avgift, och bara för den.',
    nb: 'Trinn {step}: angi et beløp for et fast gebyr, og bare for det.',
    bg: 'Стъпка {step}: посочете сума само при фиксирана такса.',
    en: 'Step {step}: give an amount for a fixed fee, and for it alone.',
  },
  'dunning-policy.no-channel': {
    sv: 'Steg {step}: välj minst ett sätt att skicka.',
    nb: 'Trinn {step}: velg minst én måte å sende på.',
    bg: 'Стъпка {step}: изберете поне един начин на изпращане.',
    en: 'Step {step}: choose at least one way of sending.',
  },
  'dunning-policy.not-yet': {
    sv: 'Påminnelseregeln {code} gäller inte än. Välj en som gäller.',
    nb: 'Purreregelen {code} gjelder ikke ennå. Velg en som gjelder.',
    bg: 'Правилото за напомняне {code} още не е в сила. Изберете действащо.',
    en: 'The dunning policy {code} is not in force yet. Choose one that is.',
  },
  'dunning-policy.unknown': {
    sv: 'Det finns ingen påminnelseregel {code}.',
    nb: 'Det finnes ingen purreregel {code}.',
    bg: 'Няма правило за напомняне {code}.',
    en: 'There is no dunning policy {code}.',
  },
  'dunning-row.amount-changed': {
    sv: 'Mer av {number} är öppet än när körningen godkändes. Föreslå på nytt.',
    nb: 'Mer av {number} er åpent enn da kjøringen ble godkjent. Foreslå på nytt.',
    bg: 'По {number} се дължи повече, отколкото при одобрението. Предложете отново.',
    en: 'More of {number} is open than when the run was approved. Propose again.',
  },
  'dunning-row.held': {
    sv: 'Raden skickades inte: något hindrar den sedan godkännandet.',
    nb: 'Raden ble ikke sendt: noe hindrer den siden godkjenningen.',
    bg: 'Редът не е изпратен: след одобрението нещо го спира.',
    en: 'The row was not sent: something holds it since the approval.',
  },
  'dunning-row.held-firmly': {
    sv: 'Raden kan inte släppas här. Avsluta först det som hindrar den.',
    nb: 'Raden kan ikke slippes her. Avslutt først det som hindrer den.',
    bg: 'Редът не може да се освободи оттук. Първо отстранете пречката.',
    en: 'The row cannot be released here. End what holds it first.',
  },
  'dunning-row.not-due': {
    sv: '{number} är inte längre i det här steget.',
    nb: '{number} er ikke lenger i dette trinnet.',
    bg: '{number} вече не е на тази стъпка.',
    en: '{number} is not at this step any more.',
  },
  'dunning-row.paid': {
    sv: '{number} har blivit reglerad sedan körningen godkändes.',
    nb: '{number} er gjort opp siden kjøringen ble godkjent.',
    bg: '{number} е уредена след одобрението на серията.',
    en: '{number} has been settled since the run was approved.',
  },
  'dunning-row.policy-changed': {
    sv: 'En annan regel gäller nu för {number}. Föreslå på nytt.',
    nb: 'En annen regel gjelder nå for {number}. Foreslå på nytt.',
    bg: 'За {number} вече важи друго правило. Предложете отново.',
    en: 'Another policy holds for {number} now. Propose again.',
  },
  'dunning-row.reason-needed': {
    sv: 'Skriv varför raden ska skickas trots hindret.',
    nb: 'Skriv hvorfor raden skal sendes på tross av hindringen.',
    bg: 'Напишете защо редът да се изпрати въпреки пречката.',
    en: 'Say why the row is to go although something holds it.',
  },
  'dunning-run.empty': {
    sv: 'Körningen har inget att skicka. Se över det som hindrar.',
    nb: 'Kjøringen har ingenting å sende. Se gjennom det som hindrer.',
    bg: 'В серията няма какво да се изпрати. Прегледайте пречките.',
    en: 'The run has nothing to send. Look at what holds it.',
  },
  'dunning-run.second-person': {
    sv: 'En annan person ska godkänna körningen.',
    nb: 'En annen person skal godkjenne kjøringen.',
    bg: 'Серията трябва да се одобри от друг човек.',
    en: 'Another person must approve the run.',
  },
  'dunning-run.too-early': {
    sv: 'Breven är daterade {on}. Skicka dem då.',
    nb: 'Brevene er datert {on}. Send dem da.',
    bg: 'Писмата са с дата {on}. Изпратете ги тогава.',
    en: 'The letters are dated {on}. Send them then.',
  },
} satisfies Phrases
