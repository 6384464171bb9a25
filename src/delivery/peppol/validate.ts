import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as pause } from 'node:timers/promises'
import type { Edge } from '../../db/context.ts'
import type { Rules, Verdict } from '../../formats/e-invoice/schematron/rules.ts'
import { loadRules } from '../../formats/e-invoice/schematron/rules.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import type { Setting } from '../settings.ts'

/** Compiled once per folder: it costs seconds. */
const compiled = new Map<string, Rules>()

/**
 * Judges documents by the official rules before they leave: all, a sample, or none, as the company wants it; where it has
 * said nothing, all when the installation has a rules folder. @throws Refused when judging is wanted and the rules are missing.
 */
export function officialJudge(
  edge: Edge,
  setting: Setting<'peppol-validation'> | null,
): (deliveryId: Id, xml: Uint8Array) => Promise<Verdict | null> {
  const mode = setting?.mode ?? (edge.settings.rulesDir ? 'all' : 'none')
  if (mode === 'none') return async () => null
  const folder =
    edge.settings.rulesDir ??
    refuse(
      'e-invoice.rules-missing',
      'the company wants its e-invoices judged by the official rules, and this installation has no rules folder: set one, or set peppol-validation to none',
    )
  let rules = compiled.get(folder)
  if (!rules) {
    rules = loadRules({ readFile: (name) => readOrNull(path.join(folder, name)) })
    compiled.set(folder, rules)
  }
  const judge = rules
  const percent = mode === 'all' ? 100 : (setting?.percent ?? 10)
  return async (deliveryId, xml) => {
    if (!isInSample(deliveryId, percent)) return null
    // A third of a second each: others get their turn in between.
    await pause()
    return judge.validate(xml)
  }
}

/** By the delivery's id, so that a repeated try judges the same documents. */
export function isInSample(deliveryId: Id, percent: number): boolean {
  const draw = createHash('sha256').update(deliveryId).digest().readUInt32BE(0) / 2 ** 32
  return draw < percent / 100
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
