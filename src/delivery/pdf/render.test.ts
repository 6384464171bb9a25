import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { makeDocuments } from '../../../test/e-invoice/documents.ts'
import {
  afterAdvance,
  bulgarianCreditNote,
  bulgarianSale,
  everyKind,
  line,
  m,
  manyLines,
  norwegianSale,
  statement,
  swedishFee,
  swedishSale,
} from '../../../test/pdf-documents.ts'
import { readPdf } from '../../../test/pdf-reader.ts'
import { country } from '../../countries/index.ts'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import { writePeppol } from '../../formats/e-invoice/peppol-bis3/write.ts'
import { day } from '../../kernel/day.ts'
import { createPdfRenderer } from './render.ts'
import { texts } from './texts.ts'

const renderer = createPdfRenderer({ workers: 2 })
afterAll(() => renderer.close())
const read = async (document: IssuedDocument) => readPdf(await renderer.render(document))

describe('what the law wants on the document', () => {
  test.each<[string, IssuedDocument, string[]]>([
    [
      'Sweden (ML 17:24)',
      swedishSale(),
      [
        'Faktura 202600417',
        'Fakturadatum 2026-10-01',
        'Leveransdatum 2026-09-28',
        'Björkviks Bygg & Värme AB Industrigatan 14 602 10 Björkvik',
        'Org.nr 556036-0793',
        'Momsreg.nr SE556036079301',
        'Godkänd för F-skatt',
        'Säte Björkvik',
        'Nordhamns Fastigheter AB c/o Skanningscentralen Box 4410 203 15 Malmö',
        'Ert momsreg.nr SE556789012501',
        'Byte av värmepump, arbetstid',
        '12,5 tim 640,00 25 % 8 000,00',
        '1 st 42 500,00 5 % 25 % 40 375,00',
        '25 % 48 375,00 12 093,75',
        '6 % 296,23 17,77',
        'Öresavrundning 0,25',
        'Att betala 60 783,00 kr',
        'Förfallodag',
        '2026-10-31',
        'OCR-nummer',
        '2026004172',
        '5050-1055',
        'Sida 1 av 1',
      ],
    ],
    [
      'Norway (bokføringsforskriften § 5-1)',
      norwegianSale(),
      [
        'Faktura 50118',
        'Fakturadato 16.11.2026',
        'Leveringsdato 12.11.2026',
        'Fjordlys Energi AS Kaigata 22 5003 Bergen',
        'NO 974 760 673 MVA',
        'Foretaksregisteret',
        'Deres org.nr 923 609 016',
        'Ørjan Sæther Regnskap AS Storgata 5 0155 Oslo',
        '1 430,5 kWh 0,4621 25 % 661,03',
        '25 % 1 061,03 265,26',
        '15 % 311,30 46,70',
        'Å betale 1 684,29 kr',
        'Forfallsdato',
        '30.11.2026',
        'KID',
        '1503 20 80119',
        'Innbetalt til konto',
        'Side 1 av 1',
      ],
    ],
    [
      'Bulgaria (ЗДДС чл. 114, ЗСч чл. 6)',
      bulgarianSale(),
      [
        'Фактура 0000001287 ОРИГИНАЛ',
        'Дата на издаване',
        '16.11.2026 г.',
        'Дата на данъчното събитие',
        '14.11.2026 г.',
        'Получател Балкан Логистика АД ул. „Иван Вазов“ 12 4000 Пловдив ЕИК 831641791 ДДС № BG831641791',
        'Доставчик Роза Консулт ЕООД бул. „Витоша“ 48, ет. 3 1463 София ЕИК 175074752 ДДС № BG175074752 МОЛ Мария Георгиева',
        'Съставил: Иван Петров',
        '6,5 ч 45,00 20 % 292,50',
        'Данъчна основа 1 142,50 ДДС 228,50 Обща сума с ДДС 1 371,00',
        'Сума за плащане 1 371,00 €',
        'BG80 BNBG 9661 1020 3456 78',
        'Страница 1 от 1',
      ],
    ],
    [
      'Bulgaria: кредитно известие (чл. 115)',
      bulgarianCreditNote(),
      [
        'Кредитно известие 0000001288',
        'Към фактура № 0000001287 от 16.11.2026 г.',
        'Причина Договорена отстъпка след доставката',
        'Сума по известието 171,00 €',
      ],
    ],
  ])('%s', async (_, document, contents) => {
    const { text, pages } = await read(document)
    expect(contents.filter((content) => !text.includes(content))).toEqual([])
    expect(pages).toHaveLength(1)
  })

  test('a Bulgarian document in English names both, and is not marked as a Swedish one', async () => {
    const { text, language } = await read(bulgarianSale({ language: 'en' }))
    for (const content of ['Фактура', 'Invoice', 'ЕИК / Company number', 'ОРИГИНАЛ / ORIGINAL', '1,371.00 €'])
      expect(text).toContain(content)
    expect(language).toBe('en')
    expect((await read(swedishSale())).text).not.toMatch(/ORIGINAL|ОРИГИНАЛ/)
  })

  test('a copy says so', async () => {
    const copy = async (document: IssuedDocument) =>
      (await readPdf(await renderer.render(document, { copyMark: 'copy' }))).text
    expect(await copy(swedishSale())).toContain('KOPIA')
    const bulgarian = await copy(bulgarianSale())
    expect(bulgarian).toContain('КОПИЕ')
    expect(bulgarian).not.toContain('ОРИГИНАЛ')
  })

  test.each<[IssuedDocument, string]>([
    [swedishSale(), 'Omvänd betalningsskyldighet'],
    [norwegianSale(), 'Omvendt avgiftsplikt – merverdiavgift ikke beregnet'],
    [bulgarianSale(), 'обратно начисляване'],
  ])('$country reverse charge: $1', async (document, words) => {
    const reversed = {
      ...document,
      lines: document.lines.map((one) => ({ ...one, vatCategory: 'AE' as const, vatPercent: '0' })),
      vat: [{ category: 'AE' as const, percent: '0', base: document.totals.net, vat: m(0) }],
    }
    expect((await read(reversed)).text).toContain(words)
  })

  test('the ground for no VAT stands there, and that of a seller who is not registered', async () => {
    const ground = 'чл. 53, ал. 1 от ЗДДС'
    const vat = [{ category: 'K' as const, percent: '0', base: m(114_250), vat: m(0), exemptionReason: ground }]
    expect((await read(bulgarianSale({ vat }))).text).toContain(`Основание за неначисляване на ДДС: ${ground}`)
    const seller = { ...bulgarianSale().seller, vatNumber: null }
    expect((await read(bulgarianSale({ seller }))).text).toContain('чл. 113, ал. 9 от ЗДДС')
  })

  test('VAT of a foreign invoice also in the money of the books, with its rate and day', async () => {
    const accountingVat = { currency: 'SEK', vat: m(13_846_123), rate: '11.4321', rateOn: day('2026-09-28') }
    const { text } = await read(swedishSale({ currency: 'EUR', accountingVat }))
    expect(text).toContain('Moms i SEK: 138 461,23 (kurs 11,4321, 2026-09-28)')
  })
})

describe('kinds', () => {
  test('every kind of every country in every language: its name, number, amount, language, one heading', async () => {
    const made = everyKind()
    expect(made).toHaveLength(84)
    const faults: string[] = []
    for await (const one of renderer.renderMany(made)) {
      if ('error' in one) {
        faults.push(`${one.item.name}: ${one.error.message}`)
        continue
      }
      const { name, document } = one.item
      const { text, language } = await readPdf(one.pdf)
      const wanted = [
        ...country(document.country).documents.title(document.kind, document.language).split(' / '),
        document.number,
      ]
      for (const content of wanted) if (!text.includes(content)) faults.push(`${name}: ${content} is missing`)
      if (language !== document.language) faults.push(`${name}: language ${language}`)
    }
    expect(faults).toEqual([])
  })

  test('a proforma says that it is no tax document, and has no slip', async () => {
    const { text } = await read(swedishSale({ kind: 'proforma' }))
    expect(text).toContain('Detta är ingen faktura och ger ingen rätt till momsavdrag')
    expect(text).not.toContain('#41#')
  })

  test('an internal invoice is settled by transfer: no account, no VAT, no slip', async () => {
    const { text } = await read(swedishFee({ kind: 'internal-invoice' }))
    expect(text).toContain(texts.sv.internalSettlement)
    expect(text).not.toMatch(/991-?2346|#41#|Momsbelopp|OCR/)
  })

  test('a final invoice takes each advance off with its VAT', async () => {
    const { text } = await read(afterAdvance())
    expect(text).toContain('Avgår förskott 202600390 2026-09-01, varav moms 4 000,00 −20 000,00')
    expect(text).toContain('Att betala 40 783,00 kr')
  })

  test('the slips carry the line that is read', async () => {
    const swedish = await readPdf(await renderer.render(swedishFee()))
    expect(swedish.text).toContain('# 1002481701 # 2813 00 4 > 9912346 #41#')
    expect(swedish.text).toContain('Inbetalningskort · Bankgiro')
    const norwegian = await readPdf(await renderer.render(norwegianSale()))
    expect(norwegian.text).toMatch(/H 00501180008812 1684 29 <9> 15032080119/)
  })

  test('who pays for another gets the letter, the buyer is named', async () => {
    const recipient = {
      name: 'Redovisningsbyrån i Ekevik',
      address: { street: 'Box 7', postCode: '641 00', city: 'Ekevik', country: 'SE' },
    }
    const { text } = await read(swedishSale({ recipient }))
    expect(text).toContain('Redovisningsbyrån i Ekevik Box 7 641 00 Ekevik')
    expect(text).toContain('Köpare Nordhamns Fastigheter AB')
  })

  test('a statement of account: opening, each event with its balance, closing, what is open', async () => {
    const read = await readPdf(await renderer.renderStatement(statement()))
    for (const content of [
      'Kontoutdrag',
      'Period 2026-10-01–2026-10-31',
      'Ingående saldo 12 500,00',
      '2026-10-12 Inbetalning B 1482 · 2026003901 −12 500,00 60 783,00',
      'Utgående saldo 60 783,00',
      'Öppna poster',
    ])
      expect(read.text).toContain(content)
    expect(read.title).toBe('Kontoutdrag 3307 2026-10-01–2026-10-31')
  })
})

describe('the file', () => {
  test('PDF/A-3a, tagged, titled, in its language, with shipped fonts alone', async () => {
    const made = await read(swedishFee())
    expect(made.pdfa).toEqual({ part: '3', conformance: 'A' })
    expect(made.isTagged).toBe(true)
    expect(made.title).toBe('Faktura 10024817')
    expect(made.language).toBe('sv')
    expect(made.fonts.every((font) => /^(Inter|OCRB)-/.test(font))).toBe(true)
    expect(made.fonts.length).toBeGreaterThan(0)
  })

  test('the e-invoice inside is byte for byte what was given', async () => {
    const xml = Buffer.from(writePeppol(swedishSale()))
    const odd = Buffer.from([0xef, 0xbb, 0xbf, 0x3c, 0x61, 0x2f, 0x3e, 0x00, 0xff, 0xfe])
    for (const bytes of [xml, odd]) {
      const { attachments } = await readPdf(await renderer.render(swedishSale(), { xml: bytes }))
      expect(attachments.map(({ name }) => name)).toEqual(['invoice.xml'])
      expect(Buffer.from(attachments[0]!.bytes).equals(bytes)).toBe(true)
    }
    expect((await read(swedishSale())).attachments).toEqual([])
  })

  test('the same document gives the same bytes, whoever makes them and after whatever', async () => {
    const xml = Buffer.from('<Invoice/>')
    const first = await renderer.render(swedishFee(), { xml })
    const other = createPdfRenderer({ workers: 1 })
    await other.render(norwegianSale(), { xml })
    const second = await other.render(swedishFee(), { xml })
    await other.close()
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true)
  })
})

describe('too much and too odd', () => {
  test('300 lines break over pages, each with the heads of the columns and its number', async () => {
    const { pages, text } = await read(manyLines(300))
    expect(pages.length).toBeGreaterThan(5)
    for (const [i, page] of pages.slice(0, -1).entries()) {
      expect(page).toContain('À-pris')
      expect(page).toContain(`Sida ${i + 1} av ${pages.length}`)
    }
    for (let i = 1; i <= 300; i++)
      if (i % 40 !== 0) expect(text).toContain(`Förbrukning mätare ${String(i).padStart(4, '0')}`)
    expect(pages.at(-1)).toContain('#41#')
    expect(pages.slice(0, -1).join()).not.toContain('#41#')
  })

  test('source text in data stays text', async () => {
    const attempts = [
      '#eval("1+1")',
      '#import "/etc/passwd"',
      '*bold* _it_ $x^2$ @ref <label> // c',
      '\\u{41}',
      '#sys.inputs',
      '"); #panic("',
    ]
    const document = swedishSale({
      notes: attempts,
      lines: attempts.map((name, i) => line(i + 1, name, '1', name, '1.00', 100, '25', { description: name })),
      buyer: { ...swedishSale().buyer, name: attempts[0]! },
      layout: { accent: '#000000") #panic("x', footer: attempts[1]! },
    })
    const { text } = await read(document)
    for (const attempt of attempts) expect(text).toContain(attempt)
  })

  test('very long names, Cyrillic, emoji, right-to-left marks and characters that PDF/A forbids', async () => {
    const name = `${'Ж'.repeat(400)} 😀 שלום \u202eevil\u202c \u0000\ufeff\ue000 ${'long '.repeat(200)}`
    const odd = swedishSale({
      buyer: {
        name,
        address: { careOf: name, street: name, street2: name, postCode: name, city: name, country: 'SE' },
        number: name,
      },
      theirReference: name,
      notes: [name],
      lines: [line(1, name, '1', name, '1.00', 100, '25', { description: name, articleNumber: name })],
      seller: { ...swedishSale().seller, name, contact: { phone: name, email: name } },
      payment: { ...swedishSale().payment!, termsText: name, latePaymentText: name },
    })
    const { text } = await read(odd)
    expect(text.replaceAll(' ', '')).toContain('Ж'.repeat(400))
    expect(text).toContain('□□□□')
  })

  test('any text anywhere gives a PDF', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 6, maxLength: 6 }),
        async (odd) => {
          const [a, b, c, d, e, f] = odd as [string, string, string, string, string, string]
          const pdf = await renderer.render(
            norwegianSale({
              number: a,
              notes: [b],
              buyer: { name: c, address: { street: d, country: e } },
              lines: [line(1, f, a, b, c, 100, '25')],
              theirReference: d,
              payment: { ...norwegianSale().payment!, reference: e, termsText: f },
            }),
          )
          expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
        },
      ),
      { numRuns: 60 },
    )
  })

  test('documents of every mix of VAT, discounts, charges, currencies and periods can be printed', async () => {
    const faults: string[] = []
    for await (const one of renderer.renderMany(makeDocuments(120)))
      if ('error' in one) faults.push(`${one.item.name}: ${one.error.message}`)
    expect(faults).toEqual([])
  })

  test('what cannot be made says why, and hurts no other', async () => {
    const broken = swedishFee({ layout: { logo: { mediaType: 'image/png', base64: 'bm8gcGljdHVyZQ==' } } })
    const items = [swedishFee(), broken, norwegianSale()].map((document) => ({ document }))
    const results: string[] = []
    for await (const one of renderer.renderMany(items)) results.push('error' in one ? one.error.message : 'made')
    expect(results[0]).toBe('made')
    expect(results[1]).toMatch(/invoice 10024817 cannot be made into a PDF: .*image/)
    expect(results[2]).toBe('made')
    await expect(renderer.render({ ...manyLines(1), lines: manyLines(10_001).lines })).rejects.toThrow(/at most 10000/)
  })
})

describe('workers', () => {
  test('a worker that dies is replaced, and its document is made by the next', async () => {
    const own = createPdfRenderer({ workers: 2 })
    await own.render(swedishFee())
    const documents = Array.from({ length: 30 }, (_, i) => ({ document: swedishFee({ number: String(i) }) }))
    let made = 0
    for await (const one of own.renderMany(documents)) {
      expect('error' in one ? one.error.message : one.item.document.number).toBe(String(made++))
      if (made === 5) for (const id of own.workerIds()) process.kill(id, 'SIGKILL')
    }
    expect(made).toBe(30)
    expect(own.figures().workersStarted).toBeGreaterThan(2)
    await own.close()
  })

  test('whose program is killed while a page is set ends without a word', async () => {
    const script = fileURLToPath(new URL('../../../test/fakes/render-process.ts', import.meta.url))
    const program = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    program.stderr.on('data', (chunk) => (said += String(chunk)))
    // The worker has the same standard error: it is closed when both have ended.
    const ended = once(program.stderr, 'close')
    await once(program.stdout, 'data')
    program.kill('SIGKILL')
    await ended
    expect(said).toBe('')
  })
  test('a document that takes too long twice is given up, and said so', async () => {
    const own = createPdfRenderer({ workers: 1, limits: { secondsMax: 0.05 } })
    await expect(own.render(manyLines(5_000))).rejects.toThrow(/twice its worker ended, or took more than 0.05 seconds/)
    await own.close()
    expect(own.workerIds()).toEqual([])
  })

  test('workers are replaced after so many documents', async () => {
    const own = createPdfRenderer({ workers: 1, limits: { documentsMax: 2 } })
    for (let i = 0; i < 5; i++) await own.render(swedishFee())
    expect(own.figures()).toMatchObject({ documents: 5, workersStarted: 3 })
    await own.close()
    await expect(own.render(swedishFee())).rejects.toThrow('closed')
  })

  test('it works from a folder whose name holds blanks', async () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url))
    const folder = await mkdtemp(path.join(tmpdir(), 'a folder with å blanks '))
    try {
      for (const part of ['kernel', 'formats', 'countries', 'delivery/pdf'])
        await cp(path.join(root, 'src', part), path.join(folder, 'src', part), { recursive: true })
      await cp(path.join(root, 'package.json'), path.join(folder, 'package.json'))
      await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir')
      const moved = (await import(
        pathToFileURL(path.join(folder, 'src/delivery/pdf/render.ts')).href
      )) as typeof import('./render.ts')
      const own = moved.createPdfRenderer({ workers: 1 })
      const { text } = await readPdf(await own.render(swedishFee()))
      await own.close()
      expect(text).toContain('10024817')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
