import { Refused } from '../kernel/problem.ts'
import { parseFlags, UsageError } from './arguments.ts'
import { commands } from './commands.ts'
import { findVerb } from './find-verb.ts'
import { exitCode, type Terminal } from './terminal.ts'
import { version } from './version.ts'

/** `reskontra …`. @returns the exit code; never throws */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const json = argv.includes('--json')
  try {
    return await dispatch(argv, terminal)
  } catch (error) {
    return await tell(error, terminal, json)
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  const out = (text: string): number => {
    terminal.stdout.write(`${text}\n`)
    return exitCode.done
  }
  if (argv[0] === '--version' || argv[0] === '-v') return out(version)
  const words = argv.findIndex((word) => word.startsWith('-'))
  const names = words < 0 ? argv : argv.slice(0, words)
  const wantsHelp = argv.includes('--help') || argv.includes('-h')
  if (names.length === 0) {
    if (wantsHelp || argv.length === 0) {
      const [{ verbs }, { overviewHelp }] = await Promise.all([import('../verbs.ts'), import('./help.ts')])
      return out(overviewHelp(commands, verbs))
    }
    throw new UsageError('name a command: reskontra --help lists them')
  }
  const listed = commands.find(({ name }) => name.split(' ').every((word, i) => names[i] === word))
  if (listed) {
    const command = await listed.load()
    const rest = argv.slice(listed.name.split(' ').length)
    if (wantsHelp) return out(command.help)
    return command.run(parseFlags(rest, command.flags), terminal)
  }
  const found = names[1] ? await findVerb(names[0]!, names[1]) : undefined
  if (!found) {
    const [{ verbs }, { moduleHelp }] = await Promise.all([import('../verbs.ts'), import('./help.ts')])
    const ofModule = verbs.filter((verb) => verb.name.startsWith(`${names[0]}.`))
    if (ofModule.length === 0 && !commands.some(({ name }) => name.startsWith(`${names[0]} `)))
      throw new UsageError(`there is no module or command ${names[0]}: reskontra --help lists them`)
    if (names.length === 1) return out(moduleHelp(names[0]!, commands, ofModule))
    throw new UsageError(`there is no verb ${names[0]} ${names[1]}: reskontra ${names[0]} --help lists them`)
  }
  if (wantsHelp) return out((await import('./help.ts')).verbHelp(found))
  const { runVerbCommand } = await import('./verb-command.ts')
  return runVerbCommand(found, argv.slice(2), terminal)
}

async function tell(error: unknown, { stdout, stderr }: Terminal, json: boolean): Promise<number> {
  if (error instanceof UsageError) {
    stderr.write(`${error.message}\n`)
    return exitCode.usage
  }
  const { problemDetails } = await import('../http/problem-details.ts')
  const { details, bug } = problemDetails(error)
  if (bug) {
    // A terminal is its owner's: the whole error, not a log line.
    stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return details.status === 503 ? exitCode.refused : exitCode.bug
  }
  if (json) stdout.write(`${JSON.stringify(details)}\n`)
  for (const problem of details.problems) {
    // Some messages name their place themselves.
    const place = [
      problem.row === undefined ? '' : `row ${problem.row}`,
      problem.column ?? '',
      problem.path ?? '',
    ].filter((part) => part !== '' && !`${problem.message.split(': ')[0]},`.includes(`${part},`))
    stderr.write(
      `${problem.severity === 'warning' ? 'warning: ' : ''}${place.length > 0 ? `${place.join(', ')}: ` : ''}${problem.message} [${problem.code}]\n`,
    )
  }
  return error instanceof Refused && error.status >= 500 ? exitCode.bug : exitCode.refused
}
