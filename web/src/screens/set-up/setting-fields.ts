import type { Phrase } from '../../lang/phrase.ts'

/** A field of a general parameter, in the shape that its reader on the server wants (src/company/parameter-shapes.ts). */
export interface SettingField {
  key: string
  title: Phrase
  kind: 'text' | 'integer' | 'yes-no' | 'choice' | 'amounts' | 'secret'
  choices?: readonly { value: string; title: Phrase }[]
  /** What holds where nothing is said. */
  default?: string | number | boolean
  /** Only where another field says so. */
  when?: readonly [key: string, value: string]
}

const phrase = (sv: string, nb: string, bg: string, en: string): Phrase => ({ sv, nb, bg, en })
const same = (text: string): Phrase => phrase(text, text, text, text)

const path: SettingField = {
  key: 'path',
  kind: 'text',
  title: phrase('Mapp, eller sftp://…', 'Mappe, eller sftp://…', 'Папка или sftp://…', 'Folder, or sftp://…'),
}
const fourEyes: readonly SettingField[] = [
  {
    key: 'required',
    kind: 'yes-no',
    default: true,
    title: phrase(
      'En annan person måste attestera',
      'En annen person må attestere',
      'Трябва да одобри друг човек',
      'Another person must attest',
    ),
  },
]
const adapter = (...choices: readonly { value: string; title: Phrase }[]): SettingField => ({
  key: 'adapter',
  kind: 'choice',
  choices,
  default: choices[0]!.value,
  title: phrase('Hur det lämnas', 'Hvordan det leveres', 'Как се предава', 'How it is handed over'),
})
const toFolder = { value: 'folder', title: phrase('till en mapp', 'til en mappe', 'в папка', 'to a folder') }
const attachXml: SettingField = {
  key: 'attachXml',
  kind: 'yes-no',
  default: true,
  title: phrase('Bifoga XML', 'Legg ved XML', 'Прилагай XML', 'Attach the XML'),
}
const bounces: SettingField = {
  key: 'bounces',
  kind: 'text',
  title: phrase('Mapp med studsade brev', 'Mappe med returpost', 'Папка с върнати писма', 'Folder of bounced mail'),
}
const token = (key: string, title: Phrase, when: readonly [string, string]): SettingField => ({
  key,
  kind: 'secret',
  title,
  when,
})

export const settingFields: Record<string, readonly SettingField[]> = {
  'rate-age': [
    {
      key: 'days',
      kind: 'integer',
      default: 7,
      title: phrase(
        'Högst så många dagar gammal',
        'Høyst så mange dager gammel',
        'Най-много дни',
        'At most so many days old',
      ),
    },
    {
      key: 'act',
      kind: 'choice',
      default: 'warn',
      choices: [
        { value: 'warn', title: phrase('varna', 'advar', 'предупреждавай', 'warn') },
        { value: 'refuse', title: phrase('stoppa', 'stopp', 'спирай', 'stop') },
      ],
      title: phrase('När den är äldre', 'Når den er eldre', 'Когато е по-стар', 'When it is older'),
    },
  ],
  'refund-four-eyes': fourEyes,
  'write-off-four-eyes': fourEyes,
  'credit-limit': [
    {
      key: 'act',
      kind: 'choice',
      default: 'hold',
      choices: [
        { value: 'hold', title: phrase('håll fakturan', 'hold fakturaen', 'задръж фактурата', 'hold the invoice') },
        { value: 'off', title: phrase('gör inget', 'gjør ingenting', 'не прави нищо', 'do nothing') },
      ],
      title: phrase('Över gränsen', 'Over grensen', 'Над лимита', 'Above the limit'),
    },
  ],
  'advance-invoices': [
    {
      key: 'act',
      kind: 'choice',
      default: 'automatic',
      choices: [
        { value: 'automatic', title: phrase('av sig själv', 'av seg selv', 'автоматично', 'by itself') },
        { value: 'by-hand', title: phrase('för hand', 'for hånd', 'ръчно', 'by hand') },
      ],
      title: phrase(
        'Förskottsfakturan görs',
        'Forskuddsfakturaen lages',
        'Авансовата фактура се издава',
        'The advance invoice is made',
      ),
    },
  ],
  dunning: [
    {
      key: 'recallMinutes',
      kind: 'integer',
      default: 60,
      title: phrase(
        'Minuter som brev väntar innan de skickas, och kan återkallas',
        'Minutter brev venter før de sendes, og kan trekkes tilbake',
        'Минути, през които писмата чакат и могат да се оттеглят',
        'Minutes that letters wait before they leave, and can be recalled',
      ),
    },
  ],
  interest: [
    {
      key: 'minimum',
      kind: 'amounts',
      title: phrase(
        'Minsta ränta som krävs',
        'Minste rente som kreves',
        'Най-малка търсена лихва',
        'Least interest claimed',
      ),
    },
    {
      key: 'dueDay',
      kind: 'choice',
      choices: [
        {
          value: 'moves',
          title: phrase(
            'flyttas till nästa bankdag',
            'flyttes til neste bankdag',
            'се мести на следващия банков ден',
            'moves to the next banking day',
          ),
        },
        { value: 'stays', title: phrase('ligger fast', 'ligger fast', 'остава', 'stays') },
      ],
      title: phrase(
        'En förfallodag på en helg',
        'En forfallsdag i en helg',
        'Падеж в почивен ден',
        'A due day on a holiday',
      ),
    },
    {
      key: 'creditNotes',
      kind: 'choice',
      choices: [
        {
          value: 'from-start',
          title: phrase('från början', 'fra begynnelsen', 'от самото начало', 'from the start'),
        },
        {
          value: 'from-their-day',
          title: phrase('från dess egen dag', 'fra dens egen dag', 'от датата му', 'from its own day'),
        },
      ],
      title: phrase(
        'Det en kreditfaktura tar bort bär ingen ränta',
        'Det en kreditnota tar bort, bærer ikke rente',
        'Намаленото с кредитно известие не носи лихва',
        'What a credit note takes off bears no interest',
      ),
    },
    {
      key: 'dayCount',
      kind: 'choice',
      choices: [
        {
          value: 'ACT/365F',
          title: phrase('dagar / 365', 'dager / 365', 'дни / 365', 'days / 365'),
        },
        { value: 'ACT/360', title: phrase('dagar / 360', 'dager / 360', 'дни / 360', 'days / 360') },
        {
          value: 'ACT/ACT',
          title: phrase(
            'dagar / årets dagar',
            'dager / årets dager',
            'дни / дните в годината',
            'days / days of the year',
          ),
        },
      ],
      title: phrase('Dagräkning', 'Dagtelling', 'Броене на дните', 'Day count'),
    },
    {
      key: 'invoices',
      kind: 'choice',
      choices: [
        {
          value: 'when-paid',
          title: phrase(
            'det som betalats sent',
            'det som er betalt for sent',
            'платеното със закъснение',
            'what was paid late',
          ),
        },
        { value: 'unpaid', title: phrase('det som är obetalt', 'det som er ubetalt', 'неплатеното', 'what is unpaid') },
        { value: 'all', title: phrase('båda', 'begge deler', 'и двете', 'both') },
        {
          value: 'on-reminders',
          title: phrase(
            'inget: räntan krävs i påminnelserna',
            'ingenting: renten kreves i purringene',
            'нищо: лихвата се търси с напомнянията',
            'nothing: interest is asked for by reminders',
          ),
        },
      ],
      title: phrase(
        'Räntefakturor gäller',
        'Rentenotaer gjelder',
        'Ноти за лихви се издават за',
        'Interest invoices take',
      ),
    },
  ],
  'order-folder': [
    path,
    {
      key: 'acceptGoodRows',
      kind: 'yes-no',
      default: false,
      title: phrase(
        'Ta de rätta raderna fast andra är fel',
        'Ta de riktige radene selv om andre er feil',
        'Приемай верните редове, въпреки грешните',
        'Take the good rows though others are wrong',
      ),
    },
  ],
  'bank-folder': [path],
  'delivery-folder': [path],
  'delivery-e-mail': [
    adapter(
      {
        value: 'smtp',
        title: phrase('med e-postserver', 'med e-postserver', 'чрез пощенски сървър', 'by a mail server'),
      },
      toFolder,
    ),
    { ...path, when: ['adapter', 'folder'] },
    { key: 'host', kind: 'text', title: phrase('Server', 'Tjener', 'Сървър', 'Server'), when: ['adapter', 'smtp'] },
    {
      key: 'port',
      kind: 'integer',
      default: 587,
      title: phrase('Port', 'Port', 'Порт', 'Port'),
      when: ['adapter', 'smtp'],
    },
    {
      key: 'security',
      kind: 'choice',
      default: 'starttls',
      choices: [
        { value: 'starttls', title: same('STARTTLS') },
        { value: 'tls', title: same('TLS') },
        {
          value: 'none',
          title: phrase(
            'ingen, bara på samma dator',
            'ingen, bare på samme maskin',
            'няма, само на същата машина',
            'none, on the same machine only',
          ),
        },
      ],
      title: phrase('Kryptering', 'Kryptering', 'Криптиране', 'Encryption'),
      when: ['adapter', 'smtp'],
    },
    {
      key: 'user',
      kind: 'text',
      title: phrase('Användare', 'Bruker', 'Потребител', 'User'),
      when: ['adapter', 'smtp'],
    },
    token(
      'password',
      phrase(
        'Lösenord, hemlighetens namn',
        'Passord, hemmelighetens navn',
        'Парола, име на тайната',
        'Password, name of the secret',
      ),
      ['adapter', 'smtp'],
    ),
    {
      key: 'from',
      kind: 'text',
      title: phrase('Avsändarens adress', 'Avsenderens adresse', 'Адрес на подателя', 'Address of the sender'),
      when: ['adapter', 'smtp'],
    },
    {
      key: 'fromName',
      kind: 'text',
      title: phrase('Avsändarens namn', 'Avsenderens navn', 'Име на подателя', 'Name of the sender'),
      when: ['adapter', 'smtp'],
    },
    {
      key: 'replyTo',
      kind: 'text',
      title: phrase('Svar till', 'Svar til', 'Отговор до', 'Answers to'),
      when: ['adapter', 'smtp'],
    },
    attachXml,
    bounces,
  ],
  'delivery-peppol': [
    adapter(
      {
        value: 'phoss-ap',
        title: phrase('till en åtkomstpunkt', 'til et aksesspunkt', 'към точка за достъп', 'to an access point'),
      },
      toFolder,
    ),
    { ...path, when: ['adapter', 'folder'] },
    {
      key: 'url',
      kind: 'text',
      title: phrase(
        'Åtkomstpunktens adress',
        'Aksesspunktets adresse',
        'Адрес на точката за достъп',
        'Address of the access point',
      ),
      when: ['adapter', 'phoss-ap'],
    },
    token(
      'token',
      phrase(
        'Nyckel, hemlighetens namn',
        'Nøkkel, hemmelighetens navn',
        'Ключ, име на тайната',
        'Token, name of the secret',
      ),
      ['adapter', 'phoss-ap'],
    ),
    {
      key: 'graceMinutes',
      kind: 'integer',
      default: 15,
      title: phrase(
        'Minuter att vänta på svar',
        'Minutter å vente på svar',
        'Минути чакане за отговор',
        'Minutes to wait for an answer',
      ),
      when: ['adapter', 'phoss-ap'],
    },
  ],
  'delivery-print': [
    path,
    {
      key: 'form',
      kind: 'choice',
      default: 'merged',
      choices: [
        {
          value: 'merged',
          title: phrase('en PDF med alla', 'én PDF med alle', 'един PDF с всички', 'one PDF with all'),
        },
        {
          value: 'zip',
          title: phrase(
            'en PDF per brev, i zip',
            'én PDF per brev, i zip',
            'по един PDF за писмо, в zip',
            'a PDF a letter, in a zip',
          ),
        },
      ],
      title: phrase('Form', 'Form', 'Вид', 'Form'),
    },
  ],
  'peppol-validation': [
    {
      key: 'mode',
      kind: 'choice',
      default: 'all',
      choices: [
        { value: 'all', title: phrase('alla', 'alle', 'всички', 'all') },
        { value: 'sample', title: phrase('ett urval', 'et utvalg', 'извадка', 'a sample') },
        { value: 'none', title: phrase('inga', 'ingen', 'никои', 'none') },
      ],
      title: phrase('Vilka dokument', 'Hvilke dokumenter', 'Кои документи', 'Which documents'),
    },
    {
      key: 'percent',
      kind: 'integer',
      default: 10,
      title: phrase('Procent i urvalet', 'Prosent i utvalget', 'Процент в извадката', 'Percent of the sample'),
      when: ['mode', 'sample'],
    },
  ],
}

/** Parameters of one word out of a few. */
export const settingChoices: Record<string, readonly { value: string; title: Phrase }[]> = {
  'settlement-order': [
    { value: 'law', title: phrase('som lagen säger', 'som loven sier', 'както казва законът', 'as the law says') },
    {
      value: 'capital-first',
      title: phrase('kapitalet först', 'kapitalet først', 'първо главницата', 'capital first'),
    },
  ],
}

/** A new setting begins with what holds where nothing is said. */
export const startOf = (fields: readonly SettingField[]): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap(({ key, default: begins, when }) => (begins === undefined || when ? [] : [[key, begins]])),
  )

/** Whether a field is asked for, by what the others say. */
export const isAsked = (
  { when }: SettingField,
  value: Record<string, unknown>,
  fields: readonly SettingField[],
): boolean => !when || (value[when[0]] ?? fields.find(({ key }) => key === when[0])?.default) === when[1]

/** A part of a stored setting in words, by its name alone; null where the program knows it not. */
export function wordsOf(key: string, value: unknown): { title: Phrase; value: Phrase | null } | null {
  const named = Object.values(settingFields).flatMap((fields) => fields.filter((field) => field.key === key))
  const choice = named.flatMap(({ choices }) => choices ?? []).find((one) => one.value === value)
  return named[0] ? { title: named[0].title, value: choice?.title ?? null } : null
}
