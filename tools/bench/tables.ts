import { type Figures, goals, webGoals } from './figures.ts'

/** Looks up the figures of a file; null where it has not been measured. */
export type Lookup = (file: string) => Figures | null

const marked = /(<!-- (figures|goals|growth|web|web-goals)((?: [\w./-]+)+) -->\n)[\s\S]*?(<!-- end -->)/g

/** The page with the tables between its markers made anew: `<!-- figures FILE -->`, `<!-- goals FILE -->`, `<!-- growth FILE FILE -->`, `<!-- web FILE -->`, `<!-- web-goals FILE -->`. */
export function withTables(page: string, lookup: Lookup): string {
  return page.replace(marked, (_all, begin: string, kind: string, files: string, end: string) => {
    const names = files.trim().split(' ')
    const found = names.map(lookup)
    const missing = names.filter((_, i) => !found[i])
    if (missing.length > 0) return `${begin}Not measured yet: ${missing.join(', ')}.\n${end}`
    const [first, second] = found as Figures[]
    const tables: Record<string, () => string[]> = {
      figures: () => figuresTable(first!),
      goals: () => goalsTable(first!, goals),
      growth: () => growthTable(first!, second!),
      web: () => webTable(first!),
      'web-goals': () => goalsTable(first!, webGoals),
    }
    const lines = tables[kind]!()
    return `${begin}${lines.join('\n')}\n${end}`
  })
}

const columns: [title: string, field: string][] = [
  ['step', 'step'],
  ['n', 'n'],
  ['seconds', 'seconds'],
  ['rows a second', 'per_second'],
  ['floor A, s', 'floor_a_seconds'],
  ['× A', 'ratio_floor_a'],
  ['floor B, s', 'floor_b_seconds'],
  ['× B', 'ratio_floor_b'],
  ['peak MB', 'rss_max_mb'],
]

function figuresTable({ machine, n, items, repeats, steps }: Figures): string[] {
  const shown = new Set(columns.map(([, field]) => field))
  const rest = (step: Record<string, unknown>) =>
    Object.entries(step)
      .filter(([field, value]) => !shown.has(field) && value !== undefined)
      .map(([field, value]) => `${field} ${value}`)
      .join(', ')
  return [
    `${machine.cpus} × ${machine.model || 'unknown processor'}, ${machine.memory_gb} GB, Node.js ${machine.node}; n = ${n}, ${items} open items, medians of ${repeats}.`,
    '',
    `| ${columns.map(([title]) => title).join(' | ')} | more |`,
    `|${'---|'.repeat(columns.length + 1)}`,
    ...steps.map((step) => `| ${columns.map(([, field]) => step[field] ?? '').join(' | ')} | ${rest(step)} |`),
  ]
}

/** A goal of a step that ends in "-" is one of each step that begins so. */
function goalsTable({ steps }: Figures, wantedOf: typeof goals): string[] {
  const rows = wantedOf.flatMap(({ step, field, limit, atLeast }) => {
    const wanted = `${atLeast ? '≥' : '≤'} ${limit}`
    const found = steps.filter((one) => (step.endsWith('-') ? one.step.startsWith(step) : one.step === step))
    if (found.length === 0) return [`| ${step} | ${field} | ${wanted} | | not measured |`]
    return found.map((one) => {
      const value = one[field]
      if (typeof value !== 'number') return `| ${one.step} | ${field} | ${wanted} | | not measured |`
      return `| ${one.step} | ${field} | ${wanted} | ${value} | ${(atLeast ? value >= limit : value <= limit) ? 'yes' : '**no**'} |`
    })
  })
  return ['| step | figure | goal | measured | reached |', '|---|---|---|---|---|', ...rows]
}

const webColumns: [title: string, field: string][] = [
  ['step', 'step'],
  ['n', 'n'],
  ['median, ms', 'p50_ms'],
  ['95 of 100, ms', 'p95_ms'],
  ['first sign: median, ms', 'signed_p50_ms'],
  ['95 of 100, ms', 'signed_p95_ms'],
]

function webTable({ machine, load, items, steps }: Figures): string[] {
  const shown = new Set([...webColumns.map(([, field]) => field), 'seconds', 'per_second'])
  const rest = (step: Record<string, unknown>) =>
    Object.entries(step)
      .filter(([field, value]) => (!shown.has(field) || (field === 'seconds' && step.p50_ms === undefined)) && value)
      .map(([field, value]) => `${field} ${value}`)
  const perSecond = (step: Figures['steps'][number]) =>
    step.step === 'scrolling' ? [`frames a second ${step.per_second}`] : []
  return [
    `${machine.cpus} × ${machine.model || 'unknown processor'}, ${machine.memory_gb} GB, Node.js ${machine.node}; load ${load?.join(' to ') ?? 'unknown'}; ${items} open invoices.`,
    '',
    `| ${webColumns.map(([title]) => title).join(' | ')} | more |`,
    `|${'---|'.repeat(webColumns.length + 1)}`,
    ...steps.map(
      (step) =>
        `| ${webColumns.map(([, field]) => step[field] ?? '').join(' | ')} | ${[...perSecond(step), ...rest(step)].join(', ')} |`,
    ),
  ]
}

/** Ten times the rows in at most eleven times the time is linear. */
function growthTable(small: Figures, large: Figures): string[] {
  const rows = small.steps.flatMap((before) => {
    const after = large.steps.find(({ step }) => step === before.step)
    if (!after || after.n === before.n) return []
    const [rowsMore, timeMore] = [after.n / before.n, after.seconds / before.seconds]
    return [
      `| ${before.step} | ${before.n} → ${after.n} (× ${rowsMore}) | ${before.seconds} → ${after.seconds} | × ${timeMore.toFixed(2)} | ${timeMore <= rowsMore * 1.1 ? 'yes' : '**no**'} |`,
    ]
  })
  return ['| step | rows | seconds | time | linear |', '|---|---|---|---|---|', ...rows]
}
