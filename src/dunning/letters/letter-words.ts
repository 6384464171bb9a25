import type { LetterKind } from '../../countries/claims.ts'
import type { Country, Language } from '../../formats/e-invoice/document.ts'

/**
 * The house's own words of letters, in sv, nb, bg, en. A creditor follows the law of his own country whatever language his
 * customer reads, so the words stand by country first. Marks: `{total}`, `{deadline}` … are filled in; `[du|ni]` is one
 * person or an organisation; `<fakturan|fakturorna>` is one document or several.
 */
export interface KindWords {
  title: string
  /** What the letter itself costs. */
  fee: string
  opening: string
  /** What happens when nothing happens. */
  consequence: string
  /** How to object, and whom to ask. */
  objection: string
}
type ByLanguage<T> = Record<Language, T>

const sweden: Partial<Record<LetterKind, ByLanguage<KindWords>>> = {
  reminder: {
    sv: {
      title: 'Betalningspåminnelse',
      fee: 'Påminnelseavgift',
      opening:
        'Vi har inte fått full betalning för <fakturan|fakturorna> nedan. Betala {total} så att pengarna har kommit till oss senast {deadline}. Om [du|ni] har betalat de senaste dagarna kan [du|ni] bortse från det här brevet.',
      consequence: 'Kommer betalningen inte i tid kan vi skicka ett inkassokrav. Då tillkommer en kostnad enligt lag.',
      objection:
        'Tycker [du|ni] att kravet är fel, eller kan [du|ni] inte betala allt på en gång? Kontakta oss senast {deadline} och berätta varför, så prövar vi saken innan vi går vidare.',
    },
    nb: {
      title: 'Betalingspåminnelse',
      fee: 'Gebyr for påminnelsen',
      opening:
        'Vi har ikke fått full betaling for <fakturaen|fakturaene> nedenfor. Betal {total} slik at pengene har kommet fram til oss senest {deadline}. Hvis [du|dere] har betalt de siste dagene, kan [du|dere] se bort fra dette brevet.',
      consequence:
        'Kommer ikke betalingen i tide, kan vi sende et inkassokrav etter svensk rett. Da kommer det i tillegg en kostnad som er fastsatt i loven.',
      objection:
        'Mener [du|dere] at kravet er feil, eller kan [du|dere] ikke betale alt på én gang? Kontakt oss senest {deadline} og fortell hvorfor, så vurderer vi saken før vi går videre.',
    },
    bg: {
      title: 'Напомняне за плащане',
      fee: 'Такса за напомнянето',
      opening:
        'Не сме получили пълно плащане по <фактурата|фактурите> по-долу. Моля, платете {total}, така че сумата да постъпи при нас най-късно на {deadline}. Ако сте платили през последните дни, моля, не вземайте предвид това писмо.',
      consequence:
        'Ако сумата не постъпи в срок, можем да изпратим покана преди събиране (inkassokrav) по шведското право. Тогава се добавя разход, определен в закона.',
      objection:
        'Смятате, че искането е грешно, или не можете да платите цялата сума наведнъж? Свържете се с нас най-късно на {deadline} и посочете защо. Ще проверим случая, преди да продължим.',
    },
    en: {
      title: 'Payment reminder',
      fee: 'Reminder fee',
      opening:
        'We have not received full payment for the <invoice|invoices> below. Please pay {total} so that the money reaches us no later than {deadline}. If you have paid in the last few days, please disregard this letter.',
      consequence:
        'If the payment does not arrive in time we may send a formal demand (inkassokrav). A cost that is set by law is then added.',
      objection:
        'Do you think that the claim is wrong, or can you not pay everything at once? Contact us no later than {deadline} and tell us why. We will look into it before we go further.',
    },
  },
  'collection-notice': {
    sv: {
      title: 'Inkassokrav',
      fee: 'Kostnad för inkassokrav',
      opening:
        'Detta är ett inkassokrav. <Fakturan|Fakturorna> nedan har inte betalats i sin helhet. Betala {total} så att pengarna har kommit till oss senast {deadline}, eller meddela oss senast samma dag varför [du|ni] anser att kravet är fel.',
      consequence:
        'Om [du|ni] varken betalar eller invänder senast {deadline} kan vi ansöka om betalningsföreläggande hos Kronofogdemyndigheten. Då tillkommer kostnader enligt lag. Ett utslag kan leda till en betalningsanmärkning.',
      objection:
        'Bestrider [du|ni] kravet helt eller delvis? Skriv till oss senast {deadline} och ange skälet. Vi prövar invändningen innan vi går vidare. Kan [du|ni] inte betala allt nu? Kontakta oss, så ser vi om vi kan komma överens om en amorteringsplan.',
    },
    nb: {
      title: 'Inkassokrav',
      fee: 'Kostnad for inkassokravet',
      opening:
        'Dette er et inkassokrav (betalingskrav etter den svenske inkassoloven). <Fakturaen|Fakturaene> nedenfor er ikke betalt i sin helhet. Betal {total} slik at pengene har kommet fram til oss senest {deadline}, eller gi oss beskjed senest samme dag om hvorfor [du|dere] mener at kravet er feil.',
      consequence:
        'Hvis [du|dere] verken betaler eller kommer med innsigelser senest {deadline}, kan vi søke om betalingspålegg (betalningsföreläggande) hos Kronofogdemyndigheten i Sverige. Da kommer det i tillegg kostnader som er fastsatt i loven. En avgjørelse der kan føre til en betalingsanmerkning.',
      objection:
        'Bestrider [du|dere] kravet helt eller delvis? Skriv til oss senest {deadline} og oppgi grunnen. Vi vurderer innsigelsen før vi går videre. Kan [du|dere] ikke betale alt nå? Kontakt oss, så ser vi om vi kan bli enige om en nedbetalingsavtale.',
    },
    bg: {
      title: 'Покана преди събиране',
      fee: 'Разход за поканата',
      opening:
        'Това е покана преди събиране (inkassokrav) по шведския закон за събиране на вземания. <Фактурата по-долу не е платена|Фактурите по-долу не са платени> изцяло. Моля, платете {total}, така че сумата да постъпи при нас най-късно на {deadline}, или до същия ден ни съобщете защо смятате, че искането е грешно.',
      consequence:
        'Ако до {deadline} нито платите, нито възразите, можем да поискаме заповед за плащане (betalningsföreläggande) от шведската служба Kronofogdemyndigheten. Тогава се добавят разноски, определени в закона. Решението може да доведе до вписване на неплатено задължение.',
      objection:
        'Оспорвате искането изцяло или отчасти? Пишете ни най-късно на {deadline} и посочете причината. Ще проверим възражението, преди да продължим. Не можете да платите всичко сега? Свържете се с нас, за да потърсим договореност за разсрочено плащане.',
    },
    en: {
      title: 'Debt collection demand',
      fee: 'Cost of this demand',
      opening:
        'This is a debt collection demand (inkassokrav). The <invoice|invoices> below <has|have> not been paid in full. Please pay {total} so that the money reaches us no later than {deadline}, or tell us by the same day why you consider the claim to be wrong.',
      consequence:
        'If you neither pay nor object by {deadline}, we may apply to the Swedish Enforcement Authority (Kronofogdemyndigheten) for an order to pay. Costs that are set by law are then added. A decision may lead to a record of non-payment.',
      objection:
        'Do you contest the claim, in whole or in part? Write to us no later than {deadline} and state the reason. We will consider the objection before we go further. Can you not pay everything now? Contact us and we will see whether we can agree on an instalment plan.',
    },
  },
}

const norway: Partial<Record<LetterKind, ByLanguage<KindWords>>> = {
  reminder: {
    sv: {
      title: 'Betalningspåminnelse',
      fee: 'Påminnelseavgift',
      opening:
        'Vi har inte fått full betalning för <fakturan|fakturorna> nedan. Betala {total} senast {deadline}. Om [du|ni] har betalat de senaste dagarna kan [du|ni] bortse från det här brevet.',
      consequence:
        'Betalas beloppet inte i tid kan vi skicka en inkassovarning (inkassovarsel) enligt norsk rätt. Då kan det tillkomma en avgift.',
      objection:
        'Tycker [du|ni] att kravet är fel, eller kan [du|ni] inte betala allt på en gång? Kontakta oss senast {deadline} och berätta varför, så prövar vi saken innan vi går vidare.',
    },
    nb: {
      title: 'Purring',
      fee: 'Purregebyr',
      opening:
        'Vi kan ikke se at <fakturaen|fakturaene> nedenfor er betalt i sin helhet. Betal {total} innen {deadline}. Har [du|dere] betalt de siste dagene, kan [du|dere] se bort fra dette brevet.',
      consequence:
        'Blir beløpet ikke betalt innen fristen, kan vi sende inkassovarsel. Da kan det komme et gebyr i tillegg.',
      objection:
        'Mener [du|dere] at kravet er feil, eller kan [du|dere] ikke betale alt på én gang? Kontakt oss innen {deadline} og fortell hvorfor, så vurderer vi saken før vi går videre.',
    },
    bg: {
      title: 'Напомняне за плащане',
      fee: 'Такса за напомнянето',
      opening:
        'Не сме получили пълно плащане по <фактурата|фактурите> по-долу. Моля, платете {total} най-късно на {deadline}. Ако сте платили през последните дни, моля, не вземайте предвид това писмо.',
      consequence:
        'Ако сумата не бъде платена в срок, можем да изпратим предупреждение за събиране (inkassovarsel) по норвежкото право. Тогава може да се добави такса.',
      objection:
        'Смятате, че искането е грешно, или не можете да платите цялата сума наведнъж? Свържете се с нас най-късно на {deadline} и посочете защо. Ще проверим случая, преди да продължим.',
    },
    en: {
      title: 'Payment reminder',
      fee: 'Reminder fee',
      opening:
        'We cannot see that the <invoice|invoices> below <has|have> been paid in full. Please pay {total} no later than {deadline}. If you have paid in the last few days, please disregard this letter.',
      consequence:
        'If the amount is not paid in time we may send a notice of debt collection (inkassovarsel). A fee may then be added.',
      objection:
        'Do you think that the claim is wrong, or can you not pay everything at once? Contact us no later than {deadline} and tell us why. We will look into it before we go further.',
    },
  },
  'collection-notice': {
    sv: {
      title: 'Inkassovarning',
      fee: 'Avgift för inkassovarning',
      opening:
        'Detta är en varning om inkasso (inkassovarsel) enligt 9 § i den norska inkassolagen. <Fakturan|Fakturorna> nedan har inte betalats i sin helhet. Betala {total} senast {deadline}.',
      consequence:
        'Betalas kravet inte senast {deadline} kommer inkasso att inledas. Det kan medföra ytterligare kostnader för [dig|er].',
      objection:
        'Har [du|ni] invändningar mot kravet? Meddela oss senast {deadline}, helst skriftligt, och ange skälet. Vi prövar invändningen innan vi går vidare. Kan [du|ni] inte betala allt nu? Kontakta oss, så ser vi om vi kan komma överens.',
    },
    nb: {
      title: 'Inkassovarsel',
      fee: 'Gebyr for inkassovarsel',
      opening:
        'Dette er et inkassovarsel etter inkassoloven § 9. <Fakturaen|Fakturaene> nedenfor er ikke betalt i sin helhet. Betal {total} innen {deadline}.',
      consequence:
        'Blir kravet ikke betalt innen {deadline}, vil inkasso bli satt i gang. Det kan føre til ytterligere kostnader for [deg|dere].',
      objection:
        'Har [du|dere] innsigelser mot kravet? Gi oss beskjed innen {deadline}, helst skriftlig, og oppgi grunnen. Vi vurderer innsigelsen før vi går videre. Kan [du|dere] ikke betale alt nå? Ta kontakt, så ser vi om vi kan bli enige om en nedbetalingsavtale.',
    },
    bg: {
      title: 'Предупреждение за събиране',
      fee: 'Такса за предупреждението',
      opening:
        'Това е предупреждение за събиране (inkassovarsel) по § 9 от норвежкия закон за събиране на вземания. <Фактурата по-долу не е платена|Фактурите по-долу не са платени> изцяло. Моля, платете {total} най-късно на {deadline}.',
      consequence:
        'Ако сумата не бъде платена до {deadline}, ще започне събиране (inkasso). Това може да доведе до допълнителни разноски за Вас.',
      objection:
        'Имате възражения? Съобщете ни най-късно на {deadline}, по възможност писмено, и посочете причината. Ще проверим възражението, преди да продължим. Не можете да платите всичко сега? Свържете се с нас, за да потърсим договореност за разсрочено плащане.',
    },
    en: {
      title: 'Notice of debt collection',
      fee: 'Fee for this notice',
      opening:
        'This is a notice of debt collection (inkassovarsel) under section 9 of the Norwegian Debt Collection Act. The <invoice|invoices> below <has|have> not been paid in full. Please pay {total} no later than {deadline}.',
      consequence:
        'If the claim is not paid by {deadline}, debt collection will be started. This may lead to further costs for you.',
      objection:
        'Do you object to the claim? Tell us no later than {deadline}, preferably in writing, and state the reason. We will consider the objection before we go further. Can you not pay everything now? Contact us and we will see whether we can agree on an instalment plan.',
    },
  },
  'payment-demand': {
    sv: {
      title: 'Betalningsuppmaning',
      fee: 'Avgift för betalningsuppmaning',
      opening:
        'Detta är en betalningsuppmaning (betalingsoppfordring) enligt 10 § i den norska inkassolagen. Fristen i inkassovarningen har gått ut och <fakturan|fakturorna> nedan har fortfarande inte betalats i sin helhet. Betala {total} senast {deadline}, eller kom med invändningar mot kravet senast samma dag.',
      consequence:
        'Om kravet varken betalas eller bestrids senast {deadline} kan vi lämna det till ett inkassoföretag eller kräva in det rättsligt i Norge. Då kan [du bli ansvarig|ni bli ansvariga] för ytterligare kostnader.',
      objection:
        'Har [du|ni] invändningar mot kravet? Meddela oss senast {deadline}, helst skriftligt, och ange skälet. Vi prövar invändningen innan vi går vidare. Kan [du|ni] inte betala allt nu? Kontakta oss, så ser vi om vi kan komma överens.',
    },
    nb: {
      title: 'Betalingsoppfordring',
      fee: 'Gebyr for betalingsoppfordring',
      opening:
        'Dette er en betalingsoppfordring etter inkassoloven § 10. Fristen i inkassovarselet er ute, og <fakturaen|fakturaene> nedenfor er fortsatt ikke betalt i sin helhet. Betal {total} innen {deadline}, eller kom med innsigelser mot kravet innen samme frist.',
      consequence:
        'Blir kravet verken betalt eller bestridt innen {deadline}, kan vi overlate det til et inkassoforetak eller kreve det inn rettslig. Da kan [du bli ansvarlig|dere bli ansvarlige] for ytterligere kostnader.',
      objection:
        'Har [du|dere] innsigelser mot kravet? Gi oss beskjed innen {deadline}, helst skriftlig, og oppgi grunnen. Vi vurderer innsigelsen før vi går videre. Kan [du|dere] ikke betale alt nå? Ta kontakt, så ser vi om vi kan bli enige om en nedbetalingsavtale.',
    },
    bg: {
      title: 'Покана за плащане',
      fee: 'Такса за поканата',
      opening:
        'Това е покана за плащане (betalingsoppfordring) по § 10 от норвежкия закон за събиране на вземания. Срокът в предупреждението за събиране изтече, а <фактурата по-долу все още не е платена|фактурите по-долу все още не са платени> изцяло. Моля, платете {total} най-късно на {deadline} или до същия ден направете възражение.',
      consequence:
        'Ако до {deadline} искането нито бъде платено, нито оспорено, можем да го предадем на дружество за събиране на вземания или да го съберем по съдебен ред в Норвегия. Тогава може да дължите и допълнителни разноски.',
      objection:
        'Имате възражения? Съобщете ни най-късно на {deadline}, по възможност писмено, и посочете причината. Ще проверим възражението, преди да продължим. Не можете да платите всичко сега? Свържете се с нас, за да потърсим договореност за разсрочено плащане.',
    },
    en: {
      title: 'Demand for payment',
      fee: 'Fee for this demand',
      opening:
        'This is a demand for payment (betalingsoppfordring) under section 10 of the Norwegian Debt Collection Act. The time limit in the notice of debt collection has passed and the <invoice|invoices> below <has|have> still not been paid in full. Please pay {total} no later than {deadline}, or object to the claim by the same day.',
      consequence:
        'If the claim is neither paid nor contested by {deadline}, we may hand it over to a debt collection agency or recover it through the courts. You may then be liable for further costs.',
      objection:
        'Do you object to the claim? Tell us no later than {deadline}, preferably in writing, and state the reason. We will consider the objection before we go further. Can you not pay everything now? Contact us and we will see whether we can agree on an instalment plan.',
    },
  },
}

const bulgaria: Partial<Record<LetterKind, ByLanguage<KindWords>>> = {
  reminder: {
    sv: {
      title: 'Betalningspåminnelse',
      fee: 'Påminnelseavgift',
      opening:
        'Vi har inte fått full betalning för <fakturan|fakturorna> nedan. Betala {total} senast {deadline}. Om [du|ni] har betalat de senaste dagarna kan [du|ni] bortse från det här brevet.',
      consequence: 'Kommer betalningen inte i tid kan vi skicka ett formellt betalningskrav enligt bulgarisk rätt.',
      objection:
        'Tycker [du|ni] att kravet är fel, eller kan [du|ni] inte betala allt på en gång? Kontakta oss senast {deadline} och berätta varför, så prövar vi saken innan vi går vidare.',
    },
    nb: {
      title: 'Betalingspåminnelse',
      fee: 'Gebyr for påminnelsen',
      opening:
        'Vi har ikke fått full betaling for <fakturaen|fakturaene> nedenfor. Betal {total} innen {deadline}. Har [du|dere] betalt de siste dagene, kan [du|dere] se bort fra dette brevet.',
      consequence: 'Kommer ikke betalingen i tide, kan vi sende et formelt betalingskrav etter bulgarsk rett.',
      objection:
        'Mener [du|dere] at kravet er feil, eller kan [du|dere] ikke betale alt på én gang? Kontakt oss innen {deadline} og fortell hvorfor, så vurderer vi saken før vi går videre.',
    },
    bg: {
      title: 'Напомняне за плащане',
      fee: 'Такса за напомнянето',
      opening:
        'Към днешна дата не сме получили пълно плащане по <фактурата|фактурите> по-долу. Моля, платете {total} най-късно на {deadline}. Ако сте платили през последните дни, моля, не вземайте предвид това писмо.',
      consequence: 'Ако сумата не постъпи в срок, можем да Ви изпратим покана за плащане.',
      objection:
        'Смятате, че сумата не се дължи, или не можете да я платите наведнъж? Пишете ни или ни се обадете най-късно на {deadline} и посочете защо. Ще проверим случая, преди да продължим.',
    },
    en: {
      title: 'Payment reminder',
      fee: 'Reminder fee',
      opening:
        'To date we have not received full payment for the <invoice|invoices> below. Please pay {total} no later than {deadline}. If you have paid in the last few days, please disregard this letter.',
      consequence: 'If the amount does not arrive in time we may send you a formal invitation to pay.',
      objection:
        'Do you think that the amount is not due, or can you not pay it all at once? Write to us or call us no later than {deadline} and tell us why. We will look into it before we go further.',
    },
  },
  'collection-notice': {
    sv: {
      title: 'Formellt betalningskrav',
      fee: 'Avgift för betalningskravet',
      opening:
        'Härmed uppmanar vi [dig|er] att betala {total} senast {deadline} för <fakturan nedan, som inte har|fakturorna nedan, som inte har> betalats i sin helhet. Kapitalet och det som kommer till är angivna var för sig.',
      consequence:
        'Betalas beloppet inte i tid kommer vi att kräva in det rättsligt i Bulgarien, bland annat genom ansökan om betalningsföreläggande enligt artikel 410 i den bulgariska civilprocesslagen. Kostnaderna för målet får [du|ni] då stå för.',
      objection:
        'Bestrider [du|ni] kravet helt eller delvis? Skriv till oss senast {deadline} och ange skälet. Vi prövar invändningen innan vi går vidare. Kan [du|ni] inte betala allt nu? Kontakta oss, så ser vi om vi kan komma överens om delbetalning.',
    },
    nb: {
      title: 'Formelt betalingskrav',
      fee: 'Gebyr for betalingskravet',
      opening:
        'Vi ber [deg|dere] herved om å betale {total} innen {deadline} for <fakturaen nedenfor, som ikke er|fakturaene nedenfor, som ikke er> betalt i sin helhet. Hovedstolen og det som kommer i tillegg, er oppgitt hver for seg.',
      consequence:
        'Blir beløpet ikke betalt i tide, vil vi kreve det inn rettslig i Bulgaria, blant annet ved å søke om betalingspålegg etter artikkel 410 i den bulgarske sivilprosessloven. Sakskostnadene må [du|dere] da dekke.',
      objection:
        'Bestrider [du|dere] kravet helt eller delvis? Skriv til oss innen {deadline} og oppgi grunnen. Vi vurderer innsigelsen før vi går videre. Kan [du|dere] ikke betale alt nå? Kontakt oss, så ser vi om vi kan bli enige om en nedbetalingsavtale.',
    },
    bg: {
      title: 'Покана за плащане',
      fee: 'Такса за поканата',
      opening:
        'С настоящата Ви каним да платите {total} в срок до {deadline} включително по <фактурата по-долу, която не е платена|фактурите по-долу, които не са платени> изцяло. Главницата и останалите дължими суми са посочени поотделно.',
      consequence:
        'Ако плащането не постъпи в този срок, ще потърсим вземането по съдебен ред, включително чрез заявление за издаване на заповед за изпълнение по чл. 410 от Гражданския процесуален кодекс. В този случай разноските ще бъдат за Ваша сметка.',
      objection:
        'Оспорвате вземането изцяло или отчасти? Пишете ни най-късно на {deadline} и посочете основанието. Ще проверим възражението, преди да продължим. Не можете да платите всичко сега? Свържете се с нас, за да договорим разсрочено плащане.',
    },
    en: {
      title: 'Formal invitation to pay',
      fee: 'Fee for this invitation',
      opening:
        'We hereby invite you to pay {total} no later than {deadline} for the <invoice below, which has|invoices below, which have> not been paid in full. The principal and what is added to it are stated separately.',
      consequence:
        'If the payment does not arrive in time we will seek recovery through the courts in Bulgaria, including by an application for an order for payment under Article 410 of the Civil Procedure Code. The costs of the proceedings will then be yours to bear.',
      objection:
        'Do you contest the claim, in whole or in part? Write to us no later than {deadline} and state the ground. We will consider the objection before we go further. Can you not pay everything now? Contact us so that we can agree on instalments.',
    },
  },
}

const byCountry: Record<Country, Partial<Record<LetterKind, ByLanguage<KindWords>>>> = {
  SE: sweden,
  NO: norway,
  BG: bulgaria,
}

/** The words of a letter; null where the country knows no such letter. */
export const wordsOf = (country: Country, kind: LetterKind, language: Language): KindWords | null =>
  byCountry[country][kind]?.[language] ?? null

// ── The law that a letter rests on, in the reader's language; the acts bear their own names ──

export interface LawWords {
  /** By kind of letter. */
  letter: Partial<Record<LetterKind, string>>
  fee: string
  interest: string
  compensation: string
}

export const lawWords: Record<Country, ByLanguage<LawWords>> = {
  SE: {
    sv: {
      letter: { 'collection-notice': '5 § inkassolagen (1974:182)' },
      fee: 'lagen (1981:739) om ersättning för inkassokostnader m.m.',
      interest: '3, 4 och 6 §§ räntelagen (1975:635)',
      compensation: '4 a § lagen (1981:739) om ersättning för inkassokostnader m.m.',
    },
    nb: {
      letter: { 'collection-notice': 'den svenske inkassoloven (inkassolagen 1974:182) § 5' },
      fee: 'den svenske loven om erstatning for inkassokostnader (1981:739)',
      interest: 'den svenske renteloven (räntelagen 1975:635) §§ 3, 4 og 6',
      compensation: 'den svenske loven om erstatning for inkassokostnader (1981:739) § 4 a',
    },
    bg: {
      letter: { 'collection-notice': '§ 5 от шведския закон за събиране на вземания (inkassolagen 1974:182)' },
      fee: 'шведския закон за обезщетяване на разходите за събиране (1981:739)',
      interest: '§§ 3, 4 и 6 от шведския закон за лихвите (räntelagen 1975:635)',
      compensation: '§ 4 a от шведския закон за обезщетяване на разходите за събиране (1981:739)',
    },
    en: {
      letter: { 'collection-notice': 'section 5 of the Swedish Debt Recovery Act (inkassolagen 1974:182)' },
      fee: 'the Swedish act on compensation for debt recovery costs (1981:739)',
      interest: 'sections 3, 4 and 6 of the Swedish Interest Act (räntelagen 1975:635)',
      compensation: 'section 4 a of the Swedish act on compensation for debt recovery costs (1981:739)',
    },
  },
  NO: {
    sv: {
      letter: {
        'collection-notice': '9 § i den norska inkassolagen (inkassoloven)',
        'payment-demand': '10 § i den norska inkassolagen (inkassoloven)',
      },
      fee: 'kapitel 1 i den norska inkassoförordningen (inkassoforskriften)',
      interest: '2 och 3 §§ i den norska lagen om dröjsmålsränta (forsinkelsesrenteloven)',
      compensation: '3 a § i den norska lagen om dröjsmålsränta (forsinkelsesrenteloven)',
    },
    nb: {
      letter: { 'collection-notice': 'inkassoloven § 9', 'payment-demand': 'inkassoloven § 10' },
      fee: 'inkassoforskriften kapittel 1',
      interest: 'forsinkelsesrenteloven §§ 2 og 3',
      compensation: 'forsinkelsesrenteloven § 3 a',
    },
    bg: {
      letter: {
        'collection-notice': '§ 9 от норвежкия закон за събиране на вземания (inkassoloven)',
        'payment-demand': '§ 10 от норвежкия закон за събиране на вземания (inkassoloven)',
      },
      fee: 'глава 1 от норвежката наредба за събиране на вземания (inkassoforskriften)',
      interest: '§§ 2 и 3 от норвежкия закон за лихвата за забава (forsinkelsesrenteloven)',
      compensation: '§ 3 a от норвежкия закон за лихвата за забава (forsinkelsesrenteloven)',
    },
    en: {
      letter: {
        'collection-notice': 'section 9 of the Norwegian Debt Collection Act (inkassoloven)',
        'payment-demand': 'section 10 of the Norwegian Debt Collection Act (inkassoloven)',
      },
      fee: 'chapter 1 of the Norwegian Debt Collection Regulations (inkassoforskriften)',
      interest: 'sections 2 and 3 of the Norwegian act on late-payment interest (forsinkelsesrenteloven)',
      compensation: 'section 3 a of the Norwegian act on late-payment interest (forsinkelsesrenteloven)',
    },
  },
  BG: {
    sv: {
      letter: { 'collection-notice': 'artiklarna 79 och 84 i den bulgariska lagen om förpliktelser och avtal (ЗЗД)' },
      fee: 'avtalet mellan parterna',
      interest: 'artikel 86 i den bulgariska lagen om förpliktelser och avtal (ЗЗД) och ministerrådets beslut 426/2014',
      compensation: 'artikel 309 a i den bulgariska handelslagen (ТЗ)',
    },
    nb: {
      letter: { 'collection-notice': 'artikkel 79 og 84 i den bulgarske loven om forpliktelser og avtaler (ЗЗД)' },
      fee: 'avtalen mellom partene',
      interest: 'artikkel 86 i den bulgarske loven om forpliktelser og avtaler (ЗЗД) og ministerrådets vedtak 426/2014',
      compensation: 'artikkel 309 a i den bulgarske handelsloven (ТЗ)',
    },
    bg: {
      letter: { 'collection-notice': 'чл. 79 и чл. 84 от Закона за задълженията и договорите (ЗЗД)' },
      fee: 'договора между страните',
      interest: 'чл. 86 от ЗЗД и Постановление № 426 на Министерския съвет от 2014 г.',
      compensation: 'чл. 309а от Търговския закон (ТЗ)',
    },
    en: {
      letter: { 'collection-notice': 'articles 79 and 84 of the Bulgarian Obligations and Contracts Act (ЗЗД)' },
      fee: 'the contract between the parties',
      interest:
        'article 86 of the Bulgarian Obligations and Contracts Act (ЗЗД) and Decree No 426/2014 of the Council of Ministers',
      compensation: 'article 309a of the Bulgarian Commerce Act (ТЗ)',
    },
  },
}

// ── Labels, one row a term: sv, nb, bg, en ──

const table = {
  sentOn: ['Datum', 'Dato', 'Дата', 'Date'],
  payBy: ['Betala senast', 'Betal innen', 'Платете до', 'Pay no later than'],
  payTotal: ['Att betala', 'Å betale', 'Сума за плащане', 'Amount to pay'],
  document: ['Faktura', 'Faktura', 'Фактура', 'Invoice'],
  documents: ['Fakturor', 'Fakturaer', 'Фактури', 'Invoices'],
  ground: ['Avser', 'Gjelder', 'Основание', 'Concerns'],
  issuedOn: ['Fakturadatum', 'Fakturadato', 'Издадена на', 'Invoice date'],
  dueOn: ['Förföll', 'Forfalt', 'Падеж', 'Due'],
  capital: ['Kapital', 'Hovedstol', 'Главница', 'Principal'],
  interest: ['Ränta', 'Rente', 'Лихва', 'Interest'],
  sumCapital: ['Kapital', 'Hovedstol', 'Главница', 'Principal'],
  lateInterest: ['Dröjsmålsränta', 'Forsinkelsesrente', 'Лихва за забава', 'Late-payment interest'],
  through: ['till och med', 'til og med', 'до', 'up to and including'],
  on: ['på', 'av', 'върху', 'on'],
  days: ['dagar', 'dager', 'дни', 'days'],
  day: ['dag', 'dag', 'ден', 'day'],
  perYear: ['per år', 'per år', 'годишно', 'per year'],
  chargedInterest: [
    'Tidigare debiterad ränta',
    'Tidligere beregnet rente',
    'По-рано начислена лихва',
    'Interest charged before',
  ],
  chargedFee: ['Tidigare avgifter', 'Tidligere gebyrer', 'По-рано начислени такси', 'Fees charged before'],
  chargedCompensation: [
    'Tidigare förseningsersättning',
    'Tidligere standardkompensasjon',
    'По-рано начислено обезщетение',
    'Compensation charged before',
  ],
  chargedCost: ['Tidigare kostnader', 'Tidligere kostnader', 'По-рано начислени разноски', 'Costs charged before'],
  compensation: [
    'Förseningsersättning',
    'Standardkompensasjon',
    'Обезщетение за разноски по събирането',
    'Compensation for recovery costs',
  ],
  ifNotPaid: [
    'Om betalningen inte kommer',
    'Hvis betalingen ikke kommer',
    'Ако плащането не постъпи',
    'If the payment does not arrive',
  ],
  ifWrong: [
    'Om kravet inte stämmer',
    'Hvis kravet ikke stemmer',
    'Ако искането не е вярно',
    'If the claim is not right',
  ],
  interestRuns: [
    'Dröjsmålsräntan löper tills kapitalet är betalt.',
    'Forsinkelsesrenten løper til hovedstolen er betalt.',
    'Лихвата за забава тече до пълното плащане на главницата.',
    'Late-payment interest runs until the principal has been paid.',
  ],
  law: ['Lagrum', 'Hjemmel', 'Правно основание', 'Legal basis'],
  creditor: ['Borgenär', 'Fordringshaver', 'Кредитор', 'Creditor'],
  /** Of several claims, which have a reference each. */
  together: [
    'Betala allt på en gång med {name} {reference}, så fördelar vi pengarna på fakturorna.',
    'Betal alt på én gang med {name} {reference}, så fordeler vi pengene på fakturaene.',
    'Едно плащане с {name} {reference} е достатъчно за всички фактури.',
    'Pay everything at once, quoting {name} {reference}: we allocate the money to the invoices.',
  ],
  /** What a reference that is a document's number is called in a sentence. */
  numberQuoted: ['nummer', 'nummer', 'основание', 'reference'],
  creditTransfer: [
    'Uppgifter för betalningen',
    'Opplysninger for betalingen',
    'Данни за платежното нареждане',
    'Details for the bank transfer',
  ],
  amount: ['Belopp', 'Beløp', 'Сума', 'Amount'],
  paymentDetails: ['Betalningsuppgifter', 'Betalingsopplysninger', 'Данни за плащане', 'Payment details'],
  payee: ['Betalningsmottagare', 'Betalingsmottaker', 'Получател', 'Payee'],
  questions: ['Frågor', 'Spørsmål', 'Въпроси', 'Questions'],
} as const satisfies Record<string, readonly [string, string, string, string]>
export type LabelKey = keyof typeof table
export type Labels = Record<LabelKey, string>
const languages = ['sv', 'nb', 'bg', 'en'] as const satisfies readonly Language[]
export const labelsOf = (language: Language): Labels => {
  const at = languages.indexOf(language)
  return Object.fromEntries(Object.entries(table).map(([key, words]) => [key, words[at]])) as Labels
}

// ── Mails and text messages ──

export interface CarrierWords {
  hello: string
  /** {title}, {creditor}, {deadline} */
  subject: string
  attached: string
  regards: string
  /** A text message for a reminder: everything that is needed to pay. {creditor} {total} {deadline} {account} {reference} {contact} */
  sms: string
}
export const carrierWords: ByLanguage<CarrierWords> = {
  sv: {
    hello: 'Hej!',
    subject: '{title} från {creditor}: betala senast {deadline}',
    attached: 'Alla uppgifter står i det bifogade brevet.',
    regards: 'Med vänlig hälsning',
    sms: '{creditor}: Påminnelse. {total} är obetalt. Betala senast {deadline} till {account}, ange {reference}. Frågor: {contact}',
  },
  nb: {
    hello: 'Hei!',
    subject: '{title} fra {creditor}: betal innen {deadline}',
    attached: 'Alle opplysninger står i det vedlagte brevet.',
    regards: 'Vennlig hilsen',
    sms: '{creditor}: Purring. {total} er ubetalt. Betal innen {deadline} til {account}, oppgi {reference}. Spørsmål: {contact}',
  },
  bg: {
    hello: 'Здравейте,',
    subject: '{title} от {creditor}: платете до {deadline}',
    attached: 'Всички данни са в приложеното писмо.',
    regards: 'С уважение',
    sms: '{creditor}: Напомняне. Неплатени: {total}. Платете до {deadline} по {account}, основание {reference}. Въпроси: {contact}',
  },
  en: {
    hello: 'Hello,',
    subject: '{title} from {creditor}: pay by {deadline}',
    attached: 'All details are in the attached letter.',
    regards: 'Kind regards',
    sms: '{creditor}: Reminder. {total} is unpaid. Pay by {deadline} to {account}, quote {reference}. Questions: {contact}',
  },
}
