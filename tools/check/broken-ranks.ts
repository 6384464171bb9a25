import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'

/**
 * Which folder may import which, and that no two files need each other: tools/dependency-rules.cjs. With a compiler that dependency-cruiser cannot use it
 * reports success over no modules at all, so a run that did not see every given file has proved nothing.
 * @param files paths below root, with '/' between folders
 */
export async function brokenRanks(root: string, files: string[]): Promise<string[]> {
  const ruleSet = createRequire(import.meta.url)('../dependency-rules.cjs') as ICruiseOptions['ruleSet']
  const { output } = await cruise(
    ['src', 'web/src'].filter((folder) => existsSync(path.join(root, folder))),
    { ruleSet, validate: true, baseDir: root, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
    // A package's own list of what may be imported ("nodemailer/lib/smtp-connection").
    {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    } as never,
  )
  const { modules, summary } = output as ICruiseResult
  const seen = new Set(modules.map((module) => module.source))
  const unseen = files.filter((name) => !seen.has(name))
  if (files.length === 0 || unseen.length > 0) {
    return [`dependency-cruiser did not see ${unseen.length} of ${files.length} files, e.g. ${unseen[0]}`]
  }
  return summary.violations.map(({ rule, from, to }) => `${from} → ${to}\n  ${rule.name}`)
}
