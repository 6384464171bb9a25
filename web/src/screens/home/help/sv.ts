import type { Guide } from './guide.ts'

export const guides: readonly Guide[] = [
  {
    role: 'clerk',
    title: 'Kundreskontra',
    intro:
      'Du ser till att rätt faktura går ut och att pengarna hamnar på rätt plats. Datorn gör det som är säkert; du avgör resten.',
    parts: [
      {
        title: 'Börja på Hem',
        screen: 'home',
        text: [
          'Hem visar det som behöver dig i dag: vad, varför just nu, hur många och hur mycket. Det som förfaller i dag står först och raden är redan vald.',
          'Raden under dagens datum berättar vad som gick av sig självt sedan sist. Är den utan fel behöver du inte göra något åt den.',
        ],
        keys: [
          ['Enter', 'börja med den valda raden'],
          ['ArrowDown', 'nästa rad'],
          ['Ctrl+K', 'hitta en kund, faktura, referens eller ett belopp'],
        ],
      },
      {
        title: 'Orderfilen',
        screen: 'order-files',
        text: [
          'Släpp filen var som helst i fönstret. Den känns igen på sina rubriker, så samma fil behöver bara förklaras en gång.',
          'Rader som inte går att läsa visas i bladets egna celler med en mening om vad som är fel. Rätta i cellen eller ta bort raden; alla andra rader går vidare under tiden. Samma fil två gånger ger ingenting.',
        ],
      },
      {
        title: 'Körningen',
        screen: 'billing-runs',
        text: [
          'Förslaget visar summan, varför den skiljer sig från förra gången och de rader som är värda en blick. Granska dem; exemplen till höger är riktiga fakturor.',
          'Är det du som föreslagit godkänner någon annan. Därefter utfärdas och skickas allt, och det som inte kom fram dyker upp på Hem.',
        ],
        keys: [
          ['G', 'markera raden som granskad'],
          ['H', 'håll kvar, med orsak'],
          ['Ctrl+Enter', 'godkänn'],
        ],
      },
      {
        title: 'Matchningsbordet',
        screen: 'matching',
        text: [
          'Betalningar med rätt referens är redan klara. Här ligger de andra, de säkraste först. I mitten betalningen, till höger förslagen med skälen för och emot.',
          'Godta förslaget och nästa betalning ligger framme. Det du nekar föreslås aldrig igen. Allt kan ångras, också senare.',
        ],
        keys: [
          ['Enter', 'godta förslaget'],
          ['1', 'välj ett annat, 1–9'],
          ['J', 'hoppa över så länge'],
          ['D', 'dela på flera fakturor'],
          ['A', 'lägg på kundens konto'],
          ['Backspace', 'inte den här'],
          ['Z', 'ångra'],
        ],
      },
      {
        title: 'Påminnelserna',
        screen: 'dunning-runs',
        text: [
          'Förslaget ligger klart på Hem: ett brev per kund, vad som hålls kvar och varför. Bläddra i breven; de är så som kunden får dem.',
          'Håll kvar det som ska vänta och släpp det som ändå ska gå. Varje krav prövas igen när breven går, så den som har betalat under tiden får inget.',
        ],
        keys: [
          ['H', 'håll kvar, med orsak'],
          ['L', 'släpp det som hålls kvar'],
          ['Ctrl+Enter', 'godkänn och skicka'],
        ],
      },
      {
        title: 'När kunden ringer',
        screen: 'customers',
        text: [
          'Tryck Ctrl K och skriv det kunden säger: en del av namnet, fakturanumret eller beloppet. Kortet visar vad som är öppet, vad som skickats och hur kunden brukar betala.',
          'Skriv en anteckning som "ring fre 10", så kommer den tillbaka på Hem den dagen. Bestrids fakturan: håll den, så stannar kraven.',
        ],
        keys: [
          ['N', 'anteckning'],
          ['U', 'kontoutdrag'],
          ['F', 'ny faktura'],
          ['H', 'spärra kraven, med orsak'],
        ],
      },
      {
        title: 'Flera fakturor på en gång',
        screen: 'invoices',
        text: [
          'Markera raderna i listan med X, eller med rutan framför. Innan något görs ser du hur många det gäller, summan, och vilka som inte går med och varför.',
        ],
        keys: [
          ['C', 'kreditera det markerade'],
          ['H', 'spärra kraven eller ge anstånd'],
          ['S', 'skicka igen'],
          ['E', 'det markerade som Excel'],
        ],
      },
      {
        title: 'Innan du går',
        text: [
          'Under "Gjort i dag" i menyns fot står allt du gjort, med ångra där det går. Det som lämnat huset ångras inte: det krediteras eller kallas tillbaka, och knappen säger det.',
        ],
      },
    ],
  },
  {
    role: 'accountant',
    title: 'Redovisning',
    intro: 'Du svarar för att reskontran stämmer med huvudboken varje dag, och att varje siffra går att förklara.',
    parts: [
      {
        title: 'Stämmer det?',
        screen: 'reconciliation',
        text: [
          'På Hem står "stämmer" bredvid kundfordringarna när posterna är lika med huvudbokens konto. Öppna avstämningen för att se konto för konto; en skillnad visas med sin orsak.',
        ],
        keys: [['Ctrl+K', 'skriv "avstämning okt" för månadens sista dag']],
      },
      {
        title: 'En gammal dag',
        screen: 'ageing',
        text: [
          'Skriv "åldersanalys aug" i sökrutan, så visas fordringarna den 31 augusti. Den andra dagen, vad som var känt då, svarar på frågan varför siffran var en annan i det bokslutet.',
          'Varje belopp öppnar sina poster, och mellanslag visar vägen till källan: rad i orderfilen, element i bankfilen, PDF.',
        ],
        keys: [
          ['Space', 'varifrån kommer det?'],
          ['E', 'Excel av det som visas'],
          ['T', 'diagram som tabell'],
        ],
      },
      {
        title: 'Verifikationer och huvudbok',
        screen: 'vouchers',
        text: [
          'Allt som händer bokförs i samma ögonblick. En verifikation ändras aldrig: en rättelse är en ny, daterad, med länk till den den rättar.',
          'Är perioden stängd hamnar rättelsen i den första öppna dagen, och det syns på den.',
        ],
      },
      {
        title: 'Attestera',
        screen: 'attest',
        text: [
          'Små skillnader som skrivits av och pengar som ska tillbaka väntar på någon annan än den som föreslog dem. Du ser beloppet, skälet och kontot det betalas till.',
        ],
        keys: [['Ctrl+Enter', 'attestera de markerade']],
      },
      {
        title: 'Månadens slut',
        screen: 'open-items',
        text: [
          'Stäm av banken, gå igenom det som ligger oidentifierat och stäng perioden. Ta ut posterna till Excel; filen bär datum, filter och summa.',
        ],
      },
      {
        title: 'Regler',
        screen: 'set-up',
        text: [
          'Kontering, moms och ränta är daterade regler. Pröva en ändring på riktiga fakturor innan du sparar: du ser vilka som skulle ha bokförts annorlunda.',
        ],
      },
    ],
  },
  {
    role: 'auditor',
    title: 'Controller och revisor',
    intro: 'Du behöver inte lita på siffrorna. Du kan följa var och en till de bytes den kommer ifrån.',
    parts: [
      {
        title: 'Från siffra till källa',
        screen: 'ageing',
        text: [
          'Ställ dig på ett belopp och tryck mellanslag. Stegen visas ett och ett: rapport, post, faktura, orderrad, fil. Sista steget visar filens egna tecken, med stället markerat, och om filen är oförändrad.',
        ],
        keys: [
          ['Space', 'varifrån kommer det?'],
          ['Escape', 'ett steg tillbaka'],
          ['Enter', 'öppna raden'],
        ],
      },
      {
        title: 'Två datum',
        screen: 'open-items',
        text: [
          '"Läget på dagen" säger vilken dag som visas, "Så som det var känt" vad vi visste när. Det som tillkommit sedan dess står för sig och kan öppnas.',
        ],
      },
      {
        title: 'Bevisen',
        screen: 'reconciliation',
        text: [
          'Under varje rapport står dess kontroll mot huvudboken. Databasen vägrar verifikationer som inte går jämnt ut, ändrade fakta och samma körning två gånger.',
        ],
      },
      {
        title: 'Vem gjorde vad',
        screen: 'audit',
        text: [
          'Behandlingshistoriken har varje handling med person, tid och innehåll före och efter. Händelserna förseglas i kedja, så att en ändring i efterhand syns.',
          'Att någon läst om en skyddad person loggas också. Det gäller dig med.',
        ],
      },
      {
        title: 'Stickprov',
        screen: 'invoices',
        text: [
          'Filtrera listan, ta ut den till Excel och öppna raderna en efter en. Filtret ligger i adressen: spara den, så visar den samma sak i morgon.',
        ],
        keys: [
          ['E', 'Excel'],
          ['*', 'spara sidan som favorit'],
        ],
      },
    ],
  },
  {
    role: 'administrator',
    title: 'Administratör',
    intro: 'Du bestämmer vem som får vad, håller grunden i ordning och ser att det som ska gå av sig självt gör det.',
    parts: [
      {
        title: 'Personer och rättigheter',
        screen: 'people',
        text: [
          'En person får en roll, i en verksamhet eller i alla, från en dag till en annan. Rollen är en lista på det man får göra. Ingen kan ge bort mer än den själv har.',
          'En verksamhet är en vägg: den som inte har rätt där ser varken kunder, fakturor eller summor från den.',
        ],
      },
      {
        title: 'Processmenyer',
        screen: 'menus',
        text: [
          'Sätt ihop arbetsstegen för varje roll genom att dra. Den som har två roller ser båda, och ingen ser något den inte får göra.',
        ],
        keys: [['Alt+1', 'första arbetssteget, Alt 1–5']],
      },
      {
        title: 'Inställningarna',
        screen: 'set-up',
        text: [
          'Varje tabell kan ändras rad för rad eller som arbetsbok: ta ut, ändra i Excel, släpp tillbaka. Fel visas i bladets egna celler och ingenting sparas halvt.',
          'Pröva en regel på riktiga dokument först. Regler gäller från en dag; det som redan är bokfört ändras inte.',
        ],
      },
      {
        title: 'Det som går av sig självt',
        screen: 'jobs',
        text: [
          'Hämtning av bankfiler, utskick, matchning och kontroller går efter scheman. Står det fel på Hem: öppna jobbet, läs vad som hände och kör det igen.',
        ],
      },
      {
        title: 'Skyddade personer',
        screen: 'customers',
        text: [
          'Den som har skyddad identitet visas utan namn och adress överallt, även i sökning och Excel. Rätten att se är en egen rättighet, visningen varar en minut och loggas.',
        ],
      },
    ],
  },
  {
    role: 'owner',
    title: 'Eget företag',
    intro: 'Du vill skriva fakturan, få betalt och veta vem som är skyldig vad. Mer än så behöver du sällan.',
    parts: [
      {
        title: 'Skriv en faktura',
        screen: 'new-invoice',
        text: [
          'Tryck F. Kund, rad, pris. Fakturan syns bredvid medan du skriver. Ctrl ↵ bokför och skickar; förra fakturans rader ligger redan där om du vill ha dem.',
          'Allt du skriver sparas som utkast, också om du stänger.',
        ],
        keys: [
          ['F', 'ny faktura'],
          ['Ctrl+Enter', 'bokför och skicka'],
        ],
      },
      {
        title: 'Proforma och förskott',
        screen: 'invoices',
        text: [
          'Skicka en proforma när du vill ha pengarna först. När betalningen kommer blir den en riktig faktura med ett tryck, med rätt moms och rätt datum.',
        ],
      },
      {
        title: 'Pengarna kommer',
        screen: 'bank',
        text: [
          'Släpp bankens fil i fönstret. Betalningar med rätt referens är klara direkt. För de andra får du ett förslag att godta.',
        ],
        keys: [['Enter', 'godta förslaget']],
      },
      {
        title: 'Vem är skyldig mig?',
        screen: 'home',
        text: [
          'På Hem ser du vad som är obetalt efter ålder och de största förfallna. Klicka på en stapel, så ser du fakturorna.',
        ],
      },
      {
        title: 'Det blev fel',
        screen: 'invoices',
        text: [
          'En skickad faktura ändras inte, den krediteras: öppna den, tryck C, skriv antalet, Ctrl ↵. Ingenting raderas, allt hänger ihop.',
        ],
        keys: [
          ['C', 'kreditera'],
          ['Z', 'ångra det senaste'],
        ],
      },
    ],
  },
]
