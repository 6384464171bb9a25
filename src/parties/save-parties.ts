import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { checkParty } from './check-party.ts'
import type { Write } from './merge-party.ts'
import { combine, merge, readDefaults } from './merge-party.ts'
import type { PartyInput, SavedParty } from './party-input.ts'
import { refusals } from './party-refusals.ts'
import type { Known, Register } from './register.ts'
import { findParty, identityKey, readRegister } from './register.ts'
import { writeParties } from './write-parties.ts'

/**
 * Creates or updates parties, a list at a time: found by number, else by identity number, past the walls between
 * business areas, so that nobody is doubled. Numbers are checked and normalised; a change of what documents say makes a
 * new version, so that issued documents keep theirs; the same again changes nothing.
 * Of a protected person only the forwarding address is kept (the law: set-protection.ts).
 */
export async function saveParties(ctx: Ctx, inputs: readonly PartyInput[]): Promise<SavedParty[]> {
  return asSystem(ctx, async (system) => {
    const register = await readRegister(system, inputs)
    const set = await readDefaults(system)
    const results: SavedParty[] = []
    const pending = new Map<Id, Write>()
    const lacking = inputs.filter((input) => !input.number?.trim() && !findParty(system, input, register)).length
    const numbers = lacking > 0 ? await nextNumbers(system, lacking) : []
    for (const given of inputs) {
      const found = findParty(system, given, register)
      const { input, problems } = checkParty(system, given, countryOf(ctx, given, found))
      const known = found ?? findParty(system, input, register)
      problems.push(...refusals(ctx, input, known, register))
      if (problems.some((problem) => problem.severity !== 'warning')) {
        results.push({ id: null, number: input.number ?? null, outcome: 'rejected', problems })
        continue
      }
      const earlier = known && pending.get(known.id)
      const write = merge(system, input, known, input.number ?? numbers.pop() ?? null, set, register, ctx.user.areas)
      if (earlier) combine(write, earlier)
      if (write.outcome !== 'unchanged') pending.set(write.row.id, write)
      remember(register, write)
      results.push({ id: write.row.id, number: write.row.number, outcome: write.outcome, problems })
    }
    await writeParties(system, [...pending.values()])
    return results
  })
}

const countryOf = (ctx: Ctx, input: PartyInput, known: Known | undefined): string =>
  input.country ?? known?.country ?? ctx.company.country

/** A party of this list is known to the rows after it. */
function remember(register: Register, write: Write): void {
  const { search_name: _, ...row } = write.row
  const known: Known = { ...row, buyer: write.buyer, channels: write.channels, areas: write.areas, also: [] }
  register.byNumber.set(row.number, known)
  if (row.identity_number && row.kind !== 'internal') register.byIdentity.set(identityKey(row), known)
}

/** After the highest number of digits, hidden parties counted. */
async function nextNumbers(ctx: Ctx, count: number): Promise<string[]> {
  const { last } = await ctx.db.one<{ last: bigint }>(`select highest_party_number() as last`)
  return Array.from({ length: count }, (_, i) => (last + BigInt(count - i)).toString())
}
