import type { Id } from '../kernel/id.ts'

export interface Done {
  verb: string
  subjects: Id[]
  summary: Record<string, unknown>
  /** Of an allocation: what it made that still stands. */
  allocationIds: Id[]
}
export interface Undo {
  verb: string
  input: Record<string, unknown>
  /** Fields of the input that the person fills in. */
  asks: string[]
}

const undo = (verb: string, input: Record<string, unknown>, asks: string[] = []): Undo => ({ verb, input, asks })
const ofPayments = ({ subjects }: Done): Undo => undo('bank.undo-match', { transactionIds: subjects })
const ofPayment = ({ subjects }: Done): Undo => undo('bank.undo-match', { transactionIds: subjects.slice(0, 1) })
/** Of what let claims rest: its holds come first among the subjects, as many as the summary says. */
const ofRest = ({ subjects, summary }: Done): Undo | null =>
  holdsOf(subjects, summary.claims) &&
  undo('claims.release', { holdIds: holdsOf(subjects, summary.claims) }, ['reason'])
/** An event names a hundred subjects at most. */
const holdsOf = (subjects: readonly Id[], count: unknown): Id[] | null =>
  Number(count) > 0 && Number(count) <= subjects.length ? subjects.slice(0, Number(count)) : null
const ofAllocations = ({ allocationIds }: Done): Undo | null =>
  allocationIds.length === 0 ? null : undo('subledger.undo-allocation', { allocationIds }, ['reason'])

/** What takes a verb back, from its audit event. A verb that is not here is not undone: it is credited, reversed or done anew. */
const undoOf: Record<string, (done: Done) => Undo | null> = {
  'bank.accept-candidates': ofPayments,
  'bank.accept-match': ofPayments,
  'bank.place-on-account': ofPayment,
  'bank.split-payment': ofPayment,
  'bank.save-payment': ofPayment,
  'bank.match': ({ subjects }) => undo('bank.undo-run', { runId: subjects[0] }),
  'bank.import-file': ({ subjects }) => undo('bank.undo-file', { fileId: subjects[0] }),
  'subledger.allocate': ofAllocations,
  'subledger.set-off': ({ subjects }) => undo('subledger.undo-set-off', { voucherId: subjects[2] }),
  'invoicing.hold': ({ subjects }) => undo('invoicing.release-hold', { holdId: subjects[0] }),
  'invoicing.import-orders': ({ subjects, summary }) =>
    Number(summary.made) > 0 ? undo('invoicing.undo-import', { importId: subjects[0] }) : null,
  'invoicing.propose-billing': ({ subjects }) => undo('invoicing.abandon-run', { runId: subjects[0] }),
  'invoicing.save-order': ({ subjects, summary }) =>
    summary.made === true ? undo('invoicing.cancel-order', { orderId: subjects[0] }) : null,
  'invoicing.restore-order': ({ subjects }) => undo('invoicing.cancel-order', { orderId: subjects[0] }),
  'claims.dispute': ofRest,
  'claims.defer': ofRest,
  'claims.promise': ofRest,
  'claims.pause': ofRest,
  'claims.release': ({ subjects, summary }) =>
    holdsOf(subjects, summary.holds) && undo('claims.rest-again', { holdIds: holdsOf(subjects, summary.holds) }),
  'claims.resolve-dispute': ({ subjects, summary }) =>
    undo('claims.rest-again', {
      holdIds: subjects.slice(0, 1),
      ...(summary.waitsForCredit ? { insteadOf: [summary.waitsForCredit] } : {}),
    }),
  'access.grant-role': ({ subjects }) => undo('access.revoke-grant', { grantId: subjects[1] }),
}

/** @param later what the person did afterwards: a thing that was taken back is not offered twice. */
export function undoFor(done: Done, later: readonly Done[]): Undo | null {
  const found = undoOf[done.verb]?.(done) ?? null
  if (!found) return null
  const about = new Set(Object.values(found.input).flat())
  // What was done about the same thing afterwards is undone first.
  const overtaken = later.some(
    (one) =>
      (one.verb === found.verb || (undoOf[one.verb]?.(one)?.verb ?? '') === found.verb) &&
      one.subjects.some((subject) => about.has(subject)),
  )
  return overtaken ? null : found
}
