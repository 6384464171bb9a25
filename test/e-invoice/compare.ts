import type { IssuedDocument } from '../../src/formats/e-invoice/document.ts'
import { checkDocument } from '../../src/formats/e-invoice/peppol-bis3/rules.ts'
import { writePeppol } from '../../src/formats/e-invoice/peppol-bis3/write.ts'
import type { Rules } from '../../src/formats/e-invoice/schematron/rules.ts'

/**
 * Test support: does our rule set judge a document as the official one does? Answers the difference, or null.
 * Equal means: both find something or neither does, and every official finding is named by one of our problems.
 */
export function difference(document: IssuedDocument, rules: Rules): string | null {
  const verdict = rules.validate(writePeppol(document))
  const official = new Set([...verdict.fatal, ...verdict.warning].map((finding) => finding.rule))
  // A problem without official rules is stricter than they are.
  const own = checkDocument(document).filter((problem) => problem.data?.rules)
  const named = new Set(own.flatMap((problem) => String(problem.data?.rules).split(', ')))
  const unnamed = [...official].filter((rule) => !named.has(rule) && !follows(rule, named))
  if (official.size > 0 === own.length > 0 && unnamed.length === 0) return null
  return `official ${[...official].join(' ') || 'nothing'}; ours ${own.map((problem) => problem.code).join(' ') || 'nothing'}`
}

/** Findings that only follow from another one that we name. */
function follows(rule: string, named: ReadonlySet<string>): boolean {
  // A third decimal (UBL-DT-01) breaks the rules of each amount and the sums, which are rounded to two.
  if (
    named.has('UBL-DT-01') &&
    (rule.startsWith('BR-DEC-') || rule.startsWith('BR-CO-1') || rule === 'PEPPOL-EN16931-R040')
  )
    return true
  // Without decimals the slack of 0.02 is below the unit that a percent is rounded to.
  if (rule === 'PEPPOL-EN16931-R040') return named.has('PEPPOL-EN16931-R120')
  // A percent or category that cannot be read breaks what is computed from it.
  if (/^BR-(S|AF|AG)-\d\d$|^SE-R-006$|^BR-CO-17$/.test(rule))
    return ['BR-CL-17', 'BR-CL-18', 'BR-S-05', 'BR-S-09', 'BR-CO-17', 'BR-48'].some((cause) => named.has(cause))
  return false
}
