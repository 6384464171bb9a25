import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { billingRuleFiles, loadRules, type Rules } from '../../src/formats/e-invoice/schematron/rules.ts'
import { billingSchemas, loadSchemas, type Schemas } from '../../src/formats/e-invoice/schematron/xsd.ts'

/** Test support: the official files and samples beside the repository; the project does not contain them. */
export const shared = '../shared'
const rulesFolder = join(shared, 'rules')
const schemaFolder = join(rulesFolder, 'xsd/ubl-2.1')

export const rulesMissing = !billingRuleFiles.every((name) => existsSync(join(rulesFolder, name)))
export const schemasMissing = !billingSchemas.every((name) => existsSync(join(schemaFolder, name)))
if (rulesMissing) console.warn(`skipped: ${billingRuleFiles.join(', ')} are not in ${rulesFolder}`)

export const officialRules = (): Rules =>
  loadRules({
    readFile: (name) => (existsSync(join(rulesFolder, name)) ? readFileSync(join(rulesFolder, name), 'utf8') : null),
  })

export const officialSchemas = (): Schemas =>
  loadSchemas({
    readFile: (name) => (existsSync(join(schemaFolder, name)) ? readFileSync(join(schemaFolder, name)) : null),
  })
