import type { z } from 'zod'
import { country } from '../countries/index.ts'
import type { AddedLawValue } from '../countries/law-values.ts'
import { lawValues } from '../countries/law-values.ts'
import { compute } from '../interest/compute.ts'
import { computeInterest, interestQuestion } from '../interest/compute-interest.ts'
import { perform } from '../jobs/perform.ts'
import { day, isDay } from '../kernel/day.ts'
import { type Flags, UsageError } from './arguments.ts'
import type { Command } from './command.ts'
import { companyOf, openInstallation } from './installation.ts'
import { asText } from './table.ts'
import { exitCode, type Terminal, widthOf } from './terminal.ts'

export const computeInterestCommand: Command = {
  help: `${compute.summary}; needs no company and no database

reskontra interest compute --country SE --principal 10000.00 --due 2026-07-31 --paid 2026-09-30 [--json]

  --country     SE, NO or BG: its rates and its year of days; or
  --company     the company's own rates as well (opens the data directory)
  --due         taken as given: interest counts from the day after
  --paid        the last day that bears interest
  --payment     DAY:AMOUNT, repeated: what was paid on the way
  --payments    the same as JSON: [{"on": "2026-08-15", "amount": "5000.00"}]
  --percent     an agreed fixed rate;  --margin  points above the reference rate
  --rate        DAY:PERCENT, repeated: a statutory rate that is not shipped yet (2026-07-01:10.15)
  --day-count   ACT/365F, ACT/360 or ACT/ACT
  --currency    default: the country's
A half-year without a rate refuses: RATE_MISSING and its first day.`,
  flags: {
    country: { help: 'SE, NO or BG' },
    company: { help: 'code of a company of the data directory' },
    principal: { help: 'the amount that is late', required: true },
    due: { help: 'the due day', required: true },
    paid: { help: 'the last day that bears interest', required: true },
    payment: { help: 'DAY:AMOUNT' },
    payments: { help: 'the same as JSON' },
    percent: { help: 'an agreed fixed rate' },
    margin: { help: 'points above the reference rate' },
    rate: { help: 'DAY:PERCENT' },
    'day-count': { help: 'ACT/365F, ACT/360 or ACT/ACT' },
    currency: { help: 'default: the country’s' },
  },
  run: computeCommand,
}

async function computeCommand(flags: Flags, terminal: Terminal): Promise<number> {
  if (flags.words.length > 0) throw new UsageError(`values are given by name: --principal ${flags.words[0]}`)
  const given = questionOf(flags)
  const answer = flags.values.has('company') ? await ofCompany(flags, terminal, given) : ofCountry(flags, given)
  terminal.stdout.write(flags.has('json') ? `${JSON.stringify(answer)}\n` : asText(answer, '', widthOf(terminal)))
  return exitCode.done
}

function questionOf(flags: Flags): z.output<typeof interestQuestion> {
  const payments = (flags.values.get('payment') ?? []).map((text) => {
    const [on, amount] = pairOf('payment', text)
    return { on, amount }
  })
  for (const text of flags.values.get('payments') ?? []) {
    const list = jsonList(text)
    if (!list) throw new UsageError(`--payments is a JSON list: [{"on": "2026-08-15", "amount": "5000.00"}]`)
    payments.push(...(list as typeof payments))
  }
  const optional = { percent: 'percent', margin: 'margin', currency: 'currency', dayCount: 'day-count' } as const
  const parsed = interestQuestion.safeParse({
    principal: flags.one('principal'),
    due: flags.one('due'),
    paid: flags.one('paid'),
    payments,
    ...Object.fromEntries(
      Object.entries(optional).flatMap(([field, flag]) => (flags.values.has(flag) ? [[field, flags.one(flag)]] : [])),
    ),
  })
  if (parsed.success) return parsed.data
  throw new UsageError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
}

function jsonList(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

function pairOf(flag: string, text: string): [string, string] {
  const cut = text.indexOf(':')
  const [on, value] = [text.slice(0, cut), text.slice(cut + 1)]
  if (cut < 0 || !isDay(on)) throw new UsageError(`--${flag} is written DAY:VALUE, 2026-08-15:5000.00; not ${text}`)
  return [on, value]
}

function ofCountry(flags: Flags, given: z.output<typeof interestQuestion>) {
  const code = flags.one('country')
  if (!code) throw new UsageError('name a country: --country SE, NO or BG; or --company CODE')
  const rules = country(code.toUpperCase())
  const added = (flags.values.get('rate') ?? []).map((text): AddedLawValue => {
    const [from, percent] = pairOf('rate', text)
    if (!/^\d{1,3}(\.\d{1,4})?$/.test(percent)) throw new UsageError(`--rate: ${percent} is no percent`)
    return { name: 'late-interest', from: day(from), percent, source: 'given at the terminal', checked: day(from) }
  })
  return computeInterest(rules, lawValues(rules.claims, added), given)
}

async function ofCompany(flags: Flags, terminal: Terminal, given: z.output<typeof interestQuestion>) {
  const installation = await openInstallation(flags, terminal)
  try {
    const company = await companyOf(installation, flags, terminal.env)
    return await perform(installation, compute, { companyId: company.id, user: installation.user }, given)
  } finally {
    await installation.close()
  }
}
