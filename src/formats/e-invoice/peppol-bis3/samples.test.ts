import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { officialRules, rulesMissing, shared } from '../../../../test/e-invoice/official.ts'
import { validateFile } from '../validate.ts'
import { peppolBis3 } from './format.ts'
import { readPeppol } from './read.ts'

const own = join(import.meta.dirname, 'samples')

describe('our samples', () => {
  test.each(readdirSync(own).filter((name) => name.endsWith('.xml')))('%s', (name) => {
    const { document, problems } = readPeppol(readFileSync(join(own, name)))
    expect(problems).toEqual([])
    const expected: unknown = JSON.parse(readFileSync(join(own, name.replace('.xml', '.expected.json')), 'utf8'))
    expect(
      JSON.parse(
        JSON.stringify(document, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      ),
    ).toEqual(expected)
  })
})

const folders = ['peppol-bis3', 'ehf', 'peppol-sfti-print-series', 'peppol-sfti-typfall'].map((name) =>
  join(shared, 'samples', name),
)
const samples = folders
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.xml'))
      .map((name) => join(folder, name)),
  )

/**
 * The official verdict of today's rules, by what the samples are. The good examples of OpenPeppol and of Norway pass;
 * Sweden's older ones have invented numbers without check digits and, in the print series, no endpoints;
 * self-billing and forward billing have a process (R007) or specification (R004) of their own.
 */
const verdicts: [RegExp, string][] = [
  [/peppol-bis3\/SB-/, 'R004 R007'],
  [/peppol-bis3\//, ''],
  [/ehf\/digipost_generated/, ''],
  [/ehf\/(digipost_norwegian|ehf-3-faktura)/, '(UBL-CR-679)'],
  [/ehf\/Invoice_EHF3.0_.*consumer/, 'COMMON-R040 COMMON-R041 R007'],
  [/ehf\/(Invoice|Creditnote)_EHF3.0/, 'COMMON-R040 R007'],
  [/ehf\/forward-billing-nettleie-business/, 'R007'],
  [/ehf\/forward-billing-nettleie-consumer/, 'BR-07 R007'],
  [/ehf\/Reminder-Example-with-REM/, 'BR-04 BR-CL-20 CL003 R007'],
  [/ehf\/Reminder/, 'BR-04 R007'],
  [/print-series\/.*7005190/, 'R010 R020'],
  [/print-series\/.*(Faktura_101000550|UrsprFaktura)/, 'BR-CL-26 COMMON-R049 R010 R020 SE-R-013'],
  [/print-series\//, 'COMMON-R049 R010 R020 SE-R-013'],
  [/typfall\/.*Inomstatlig/, ''],
  [/typfall\/.*Elhandel/, 'COMMON-R040 COMMON-R049'],
  [/typfall\/.*(DataIT|Factoring|Max_content)/, 'COMMON-R049 SE-R-013'],
  [/typfall\//, 'COMMON-R040 COMMON-R049 SE-R-013'],
]
/** Payment requests and EHF 2 are other documents: neither recognised nor read. */
const others = /PaymentRequest|ehf-2-faktura/
/** What the neutral document does not carry: its own process, code lists of terms that we never write. */
const notOurs = new Set([
  'R007',
  'R004',
  'BR-04',
  'BR-CL-20',
  'CL003',
  'BR-CL-26',
  '(UBL-CR-679)',
  'BR-07',
  'COMMON-R040',
])

describe.skipIf(samples.length === 0)('samples of others', () => {
  test.each(samples)('%s is read', (path) => {
    const bytes = readFileSync(path)
    const { document, problems } = readPeppol(bytes)
    const good = !others.test(path)
    expect(peppolBis3.recognise(bytes)).toBe(good)
    expect(document !== null, problems.map((problem) => problem.message).join('; ')).toBe(good)
    if (document) expect(document.lines.reduce((sum, line) => sum + line.amountNet, 0n)).toBe(document.totals.lines)
  })

  describe.skipIf(rulesMissing)('official verdict', () => {
    const rules = rulesMissing ? null : officialRules()
    test.each(samples.filter((path) => !others.test(path)))('%s', (path) => {
      const verdict = validateFile(readFileSync(path), rules!)
      const short = (rule: string) => rule.replace('PEPPOL-EN16931-', '').replace('PEPPOL-', '')
      const official = new Set([
        ...verdict.fatal.map((f) => short(f.rule)),
        ...verdict.warning.map((f) => `(${f.rule})`),
      ])
      const expected = verdicts.find(([pattern]) => pattern.test(path))![1]
      expect([...official].sort().join(' ')).toBe(expected)
      // Our rules agree on what the document says (its seller being in one of our countries).
      if (!['SE', 'NO', 'BG'].includes(readPeppol(readFileSync(path)).document!.country)) return
      const ours = verdict.own.filter((problem) => problem.data?.rules)
      if ([...official].some((rule) => !notOurs.has(rule))) expect(ours.length).toBeGreaterThan(0)
      else if (official.size === 0) expect(ours).toEqual([])
    })
  })
})
