import type { Guide } from './guide.ts'

export const guides: readonly Guide[] = [
  {
    role: 'clerk',
    title: 'Kundereskontro',
    intro:
      'Du sørger for at rett faktura går ut, og at pengene havner på rett plass. Maskinen gjør det som er sikkert; du avgjør resten.',
    parts: [
      {
        title: 'Begynn på Hjem',
        screen: 'home',
        text: [
          'Hjem viser det som venter på deg i dag: hva, hvorfor nå, hvor mange og hvor mye. Det som forfaller i dag, står først, og linjen er allerede valgt.',
          'Linjen under datoen forteller hva som gikk av seg selv siden sist. Er den uten feil, trenger du ikke gjøre noe med den.',
        ],
        keys: [
          ['Enter', 'begynn med den valgte linjen'],
          ['ArrowDown', 'neste linje'],
          ['Ctrl+K', 'finn en kunde, faktura, KID eller et beløp'],
        ],
      },
      {
        title: 'Ordrefilen',
        screen: 'order-files',
        text: [
          'Slipp filen hvor som helst i vinduet. Den kjennes igjen på overskriftene, så samme fil trenger bare å forklares én gang.',
          'Rader som ikke kan leses, vises i arkets egne celler med en setning om hva som er feil. Rett i cellen eller fjern raden; alle de andre går videre imens. Samme fil to ganger gir ingenting.',
        ],
      },
      {
        title: 'Kjøringen',
        screen: 'billing-runs',
        text: [
          'Forslaget viser summen, hvorfor den er annerledes enn sist, og radene som bør ses på. Gå gjennom dem; eksemplene til høyre er ekte fakturaer.',
          'Har du foreslått den selv, godkjenner en annen. Deretter utstedes og sendes alt, og det som ikke kom fram, dukker opp på Hjem.',
        ],
        keys: [
          ['G', 'merk raden som gjennomgått'],
          ['H', 'hold tilbake, med årsak'],
          ['Ctrl+Enter', 'godkjenn'],
        ],
      },
      {
        title: 'Matching',
        screen: 'matching',
        text: [
          'Betalinger med riktig KID er allerede ferdige. Her ligger de andre, de sikreste først. I midten betalingen, til høyre forslagene med grunnene for og imot.',
          'Godta forslaget, og neste betaling ligger framme. Det du avviser, foreslås aldri igjen. Alt kan angres, også senere.',
        ],
        keys: [
          ['Enter', 'godta forslaget'],
          ['1', 'velg et annet, 1–9'],
          ['J', 'hopp over så lenge'],
          ['D', 'del på flere fakturaer'],
          ['A', 'før på kundens konto'],
          ['Backspace', 'ikke denne'],
          ['Z', 'angre'],
        ],
      },
      {
        title: 'Purringene',
        screen: 'dunning-runs',
        text: [
          'Forslaget ligger klart på Hjem: ett brev per kunde, hva som holdes tilbake, og hvorfor. Bla i brevene; de er slik kunden får dem.',
          'Hold tilbake det som skal vente, og frigi det som likevel skal gå. Hvert krav prøves igjen når brevene går, så den som har betalt i mellomtiden, får ingenting.',
        ],
        keys: [
          ['H', 'hold tilbake, med årsak'],
          ['L', 'frigi det som holdes tilbake'],
          ['Ctrl+Enter', 'godkjenn og send'],
        ],
      },
      {
        title: 'Når kunden ringer',
        screen: 'customers',
        text: [
          'Trykk Ctrl K og skriv det kunden sier: en del av navnet, fakturanummeret eller beløpet. Kortet viser hva som er åpent, hva som er sendt, og hvordan kunden pleier å betale.',
          'Skriv et notat som "ring fre 10", så kommer det tilbake på Hjem den dagen. Har kunden en innsigelse: sperr fakturaen, så stopper kravene.',
        ],
        keys: [
          ['N', 'notat'],
          ['U', 'kontoutskrift'],
          ['F', 'ny faktura'],
          ['H', 'sperr kravene, med årsak'],
        ],
      },
      {
        title: 'Flere fakturaer på en gang',
        screen: 'invoices',
        text: [
          'Merk radene i listen med X, eller med ruten foran. Før noe gjøres, ser du hvor mange det gjelder, summen, og hvilke som ikke kan være med og hvorfor.',
        ],
        keys: [
          ['C', 'krediter det merkede'],
          ['H', 'sperr kravene eller gi utsettelse'],
          ['S', 'send på nytt'],
          ['E', 'det merkede som Excel'],
        ],
      },
      {
        title: 'Før du går',
        text: [
          'Under "Gjort i dag" nederst i menyen står alt du har gjort, med angre der det går. Det som har forlatt huset, angres ikke: det krediteres eller trekkes tilbake, og knappen sier det.',
        ],
      },
    ],
  },
  {
    role: 'accountant',
    title: 'Regnskap',
    intro: 'Du svarer for at reskontroen stemmer med hovedboken hver dag, og at hvert tall kan forklares.',
    parts: [
      {
        title: 'Stemmer det?',
        screen: 'reconciliation',
        text: [
          'På Hjem står det "stemmer" ved kundefordringene når postene er lik hovedbokens konto. Åpne avstemmingen for å se konto for konto; et avvik vises med sin årsak.',
        ],
        keys: [['Ctrl+K', 'skriv "avstemming okt" for månedens siste dag']],
      },
      {
        title: 'En gammel dag',
        screen: 'ageing',
        text: [
          'Skriv "aldersfordeling aug" i søkefeltet, så vises fordringene 31. august. Den andre datoen, hva som var kjent da, svarer på hvorfor tallet var et annet i det regnskapet.',
          'Hvert beløp åpner postene sine, og mellomrom viser veien til kilden: rad i ordrefilen, element i bankfilen, PDF.',
        ],
        keys: [
          ['Space', 'hvor kommer det fra?'],
          ['E', 'Excel av det som vises'],
          ['T', 'diagram som tabell'],
        ],
      },
      {
        title: 'Bilag og hovedbok',
        screen: 'vouchers',
        text: [
          'Alt som skjer, bokføres i samme øyeblikk. Et bilag endres aldri: en rettelse er et nytt, datert bilag med lenke til det den retter.',
          'Er perioden lukket, havner rettelsen på den første åpne dagen, og det står på den.',
        ],
      },
      {
        title: 'Attestere',
        screen: 'attest',
        text: [
          'Små differanser som er avskrevet, og penger som skal tilbake, venter på en annen enn den som foreslo dem. Du ser beløpet, årsaken og kontoen det betales til.',
        ],
        keys: [['Ctrl+Enter', 'attester de merkede']],
      },
      {
        title: 'Månedsslutt',
        screen: 'open-items',
        text: [
          'Avstem banken, gå gjennom det som ligger uidentifisert, og lukk perioden. Ta ut postene til Excel; filen bærer dato, filter og sum.',
        ],
      },
      {
        title: 'Regler',
        screen: 'set-up',
        text: [
          'Kontering, mva. og rente er daterte regler. Prøv en endring på ekte fakturaer før du lagrer: du ser hvilke som ville vært bokført annerledes.',
        ],
      },
    ],
  },
  {
    role: 'auditor',
    title: 'Controller og revisor',
    intro: 'Du trenger ikke stole på tallene. Du kan følge hvert av dem til bytene det kommer fra.',
    parts: [
      {
        title: 'Fra tall til kilde',
        screen: 'ageing',
        text: [
          'Stå på et beløp og trykk mellomrom. Stegene vises ett for ett: rapport, post, faktura, ordrelinje, fil. Det siste viser filens egne tegn, med stedet merket, og om filen er uendret.',
        ],
        keys: [
          ['Space', 'hvor kommer det fra?'],
          ['Escape', 'ett steg tilbake'],
          ['Enter', 'åpne raden'],
        ],
      },
      {
        title: 'To datoer',
        screen: 'open-items',
        text: [
          '"Per dato" sier hvilken dag som vises, "Slik det var kjent" hva vi visste når. Det som er kommet til siden, står for seg og kan åpnes.',
        ],
      },
      {
        title: 'Bevisene',
        screen: 'reconciliation',
        text: [
          'Under hver rapport står kontrollen mot hovedboken. Databasen avviser bilag som ikke går i null, endrede fakta og samme kjøring to ganger.',
        ],
      },
      {
        title: 'Hvem gjorde hva',
        screen: 'audit',
        text: [
          'Revisjonsloggen har hver handling med person, tid og innhold før og etter. Hendelsene forsegles i kjede, så en endring i ettertid synes.',
          'At noen har lest om en person med sperret adresse, logges også. Det gjelder deg med.',
        ],
      },
      {
        title: 'Stikkprøver',
        screen: 'invoices',
        text: [
          'Filtrer listen, ta den ut til Excel og åpne radene én etter én. Filteret ligger i adressen: lagre den, så viser den det samme i morgen.',
        ],
        keys: [
          ['E', 'Excel'],
          ['*', 'lagre siden som favoritt'],
        ],
      },
    ],
  },
  {
    role: 'administrator',
    title: 'Administrator',
    intro:
      'Du bestemmer hvem som får hva, holder grunnlaget i orden og ser til at det som skal gå av seg selv, gjør det.',
    parts: [
      {
        title: 'Personer og tilganger',
        screen: 'people',
        text: [
          'En person får en rolle, i ett virksomhetsområde eller i alle, fra en dag til en annen. Rollen er en liste over det man får gjøre. Ingen kan gi bort mer enn de selv har.',
          'Et virksomhetsområde er en vegg: den som ikke har tilgang der, ser verken kunder, fakturaer eller summer fra den.',
        ],
      },
      {
        title: 'Prosessmenyer',
        screen: 'menus',
        text: [
          'Sett sammen arbeidstrinnene for hver rolle ved å dra. Den som har to roller, ser begge, og ingen ser noe de ikke får gjøre.',
        ],
        keys: [['Alt+1', 'første arbeidstrinn, Alt 1–5']],
      },
      {
        title: 'Oppsettet',
        screen: 'set-up',
        text: [
          'Hver tabell kan endres rad for rad eller som arbeidsbok: ta ut, endre i Excel, slipp tilbake. Feil vises i arkets egne celler, og ingenting lagres halvt.',
          'Prøv en regel på ekte dokumenter først. Regler gjelder fra en dag; det som allerede er bokført, endres ikke.',
        ],
      },
      {
        title: 'Det som går av seg selv',
        screen: 'jobs',
        text: [
          'Henting av bankfiler, utsending, matching og kontroller går etter tidsplaner. Står det feil på Hjem: åpne jobben, les hva som skjedde, og kjør den på nytt.',
        ],
      },
      {
        title: 'Sperret adresse',
        screen: 'customers',
        text: [
          'Den som har sperret adresse, vises uten navn og adresse overalt, også i søk og Excel. Retten til å se er en egen rettighet; visningen varer ett minutt og logges.',
        ],
      },
    ],
  },
  {
    role: 'owner',
    title: 'Eget firma',
    intro: 'Du vil skrive fakturaen, få betalt og vite hvem som skylder hva. Mer enn det trenger du sjelden.',
    parts: [
      {
        title: 'Skriv en faktura',
        screen: 'new-invoice',
        text: [
          'Trykk F. Kunde, linje, pris. Fakturaen vises ved siden av mens du skriver. Ctrl ↵ bokfører og sender; linjene fra forrige faktura ligger klare om du vil ha dem.',
          'Alt du skriver, lagres som utkast, også om du lukker.',
        ],
        keys: [
          ['F', 'ny faktura'],
          ['Ctrl+Enter', 'bokfør og send'],
        ],
      },
      {
        title: 'Proforma og forskudd',
        screen: 'invoices',
        text: [
          'Send en proforma når du vil ha pengene først. Når betalingen kommer, blir den en ekte faktura med ett trykk, med riktig mva. og riktig dato.',
        ],
      },
      {
        title: 'Pengene kommer',
        screen: 'bank',
        text: [
          'Slipp bankens fil i vinduet. Betalinger med riktig KID er ferdige med en gang. For de andre får du et forslag å godta.',
        ],
        keys: [['Enter', 'godta forslaget']],
      },
      {
        title: 'Hvem skylder meg?',
        screen: 'home',
        text: [
          'På Hjem ser du hva som er ubetalt etter alder, og de største forfalte. Klikk på en søyle, så ser du fakturaene.',
        ],
      },
      {
        title: 'Det ble feil',
        screen: 'invoices',
        text: [
          'En sendt faktura endres ikke, den krediteres: åpne den, trykk C, skriv antallet, Ctrl ↵. Ingenting slettes, alt henger sammen.',
        ],
        keys: [
          ['C', 'krediter'],
          ['Z', 'angre det siste'],
        ],
      },
    ],
  },
]
