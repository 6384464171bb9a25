import type { Verb } from '../db/verb.ts'
import { answersFile, fileFields, inputSchema, plain, type Schema } from '../http/verb-schema.ts'
import { commonFlags, type FlagKind, flagOfField } from './arguments.ts'
import type { ListedCommand } from './commands.ts'

export function overviewHelp(commands: readonly ListedCommand[], verbs: readonly Verb[]): string {
  const modules = [...new Set(verbs.map((verb) => verb.name.split('.')[0]!))]
  return [
    'reskontra <command>, or reskontra <module> <verb> [--field value …]',
    '',
    'Commands',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Modules (reskontra <module> --help lists the verbs)',
    ...columns(
      modules.map((name) => [
        name,
        verbs
          .filter((verb) => verb.name.startsWith(`${name}.`))
          .map((verb) => verb.name.split('.')[1])
          .join(', '),
      ]),
    ),
    '',
    'Exit codes: 0 done, 1 refused, 2 called wrongly, 3 a mistake of the program',
  ].join('\n')
}

export const moduleHelp = (module: string, commands: readonly ListedCommand[], verbs: readonly Verb[]): string =>
  [
    `reskontra ${module} <verb> [--field value …]`,
    '',
    ...columns([
      ...commands
        .filter(({ name }) => name.startsWith(`${module} `))
        .map(({ name, summary }): [string, string] => [name.slice(module.length + 1), summary]),
      ...verbs.map((verb): [string, string] => [verb.name.split('.')[1]!, verb.summary]),
    ]),
  ].join('\n')

export function verbHelp(verb: Verb): string {
  const schema = inputSchema(verb)
  const files = fileFields(verb)
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]): [string, string] => {
    const about = [
      kindOf(field, schema, files.has(name)),
      field.description ?? plain(field, schema).description ?? '',
      required.has(name) ? '(needed)' : '',
    ]
    return [`--${flagOfField(name)}`, about.filter(Boolean).join('  ')]
  })
  const own: [string, string][] = [
    ['--company', 'code of the company, when there are several'],
    ['--input', 'FILE.json or -: the whole input as JSON; flags go before it'],
    ...(answersFile(verb) ? [['--output', 'PATH or -: where the file goes'] as [string, string]] : []),
  ]
  return [
    `reskontra ${verb.name.replace('.', ' ')}`,
    '',
    verb.summary,
    '',
    ...columns([...fields, ...own, ...flagLines(commonFlags)]),
  ].join('\n')
}

export const flagLines = (flags: Record<string, FlagKind>): [string, string][] =>
  Object.entries(flags).map(([name, kind]) => [`--${name}`, kind.help])

function kindOf(field: Schema, root: Schema, isFile: boolean): string {
  if (isFile) return 'PATH'
  const kind = plain(field, root)
  if (kind.enum) return kind.enum.join('|')
  if (kind.type === 'array') return `${kindOf(kind.items ?? {}, root, false)}, …`
  if (kind.type === 'object') return kind.properties ? shapeOf(kind, root) : 'JSON'
  return String(kind.format ?? kind.type ?? 'value')
}

/** "{transactionId, items: [{itemId, amount?}]}": the shape of the JSON that a field takes. */
function shapeOf({ properties = {}, required = [] }: Schema, root: Schema): string {
  const parts = Object.entries(properties).map(([name, field]) => {
    const inner = kindOf(field, root, false).replace(/^(\{.*\}), …$/, '[$1]')
    return `${name}${required.includes(name) ? '' : '?'}${/^[[{]/.test(inner) ? `: ${inner}` : ''}`
  })
  return `{${parts.join(', ')}}`
}

export function columns(rows: readonly [string, string][]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd())
}
