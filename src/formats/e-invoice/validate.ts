import type { Problem } from '../../kernel/problem.ts'
import type { DocumentKind, IssuedDocument } from './document.ts'
import { type ReadDocument, readPeppol } from './peppol-bis3/read.ts'
import { checkDocument } from './peppol-bis3/rules.ts'
import type { Finding, Rules } from './schematron/rules.ts'
import type { Schemas } from './schematron/xsd.ts'

/** What every judge says of one file; the file is good when `fatal` is empty. */
export interface FileVerdict {
  /** Null when the file cannot be read as a Peppol BIS Billing 3.0 document. */
  kind: DocumentKind | null
  number: string | null
  /** Official Schematron, and XSD (rule "XSD") where schemas are given. */
  fatal: Finding[]
  warning: Finding[]
  /** What our reader could not read, and what our own rules say of what it read (sellers in SE, NO and BG). */
  own: Problem[]
}

/** Validates one e-invoice file of anybody. Pure; compile `rules` and `schemas` once. Never throws. */
export function validateFile(bytes: Uint8Array, rules: Rules, schemas?: Schemas): FileVerdict {
  const reading = readPeppol(bytes)
  const { fatal, warning } = rules.validate(bytes)
  const own = [...reading.problems]
  if (reading.document && isOurs(reading.document)) own.push(...checkDocument(reading.document))
  return {
    kind: reading.kind,
    number: reading.number,
    fatal: [...(schemas?.validate(bytes) ?? []), ...fatal],
    warning,
    own,
  }
}

function isOurs(document: ReadDocument): document is ReadDocument & IssuedDocument {
  return document.country === 'SE' || document.country === 'NO' || document.country === 'BG'
}
