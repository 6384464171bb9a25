import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import type { Verb } from '../src/db/verb.ts'
import { openApi } from '../src/http/open-api.ts'
import { inputSchema } from '../src/http/verb-schema.ts'
import { verbs } from '../src/verbs.ts'
import { plainFields } from './plain-fields.ts'

// npm run web:api: what the web app knows of the API, made from the description that every integrator gets.
// Not committed: the verbs are the source.
const folder = fileURLToPath(new URL('../web/src/api/generated', import.meta.url))

type Document = Parameters<typeof openapiTS>[0]
const types = astToString(await openapiTS(openApi(verbs, '0') as Document, { alphabetize: false }))
const routes = [
  `/** Method and path of every verb; words in braces are fields of its input. */`,
  `export const routes = ${JSON.stringify(Object.fromEntries(verbs.map(({ name, route }) => [name, route])), null, 2)} as const`,
  `/** Verbs that may take long: asked for as a job. */`,
  `export const longVerbs: ReadonlySet<string> = new Set(${JSON.stringify(verbs.filter(({ kind }) => kind === 'long').map(({ name }) => name))})`,
  `/** What they do holds for every business area: they take the right in all of them. */`,
  `export const wholeCompanyVerbs: ReadonlySet<string> = new Set(${JSON.stringify(verbs.filter(({ ofWholeCompany }) => ofWholeCompany).map(({ name }) => name))})`,
  `/** Questions that are too large for an address: they change nothing. */`,
  `export const postedQuestions: ReadonlySet<string> = new Set(${JSON.stringify(verbs.filter(({ kind, route }) => kind === 'read' && !route.startsWith('GET ')).map(({ name }) => name))})`,
  '',
].join('\n')

const schedules = [
  `import type { PlainField } from '../plain-field.ts'`,
  '',
  `/** What can run by itself without being told what it is about, and the fields that say more. */`,
  `export const schedules: Record<string, PlainField[]> = ${JSON.stringify(
    Object.fromEntries(
      verbs
        .filter((verb) => verb.kind === 'long' && !inputSchema(verb).required?.length && !isQuestion(verb))
        .map((verb) => [verb.name, plainFields(inputSchema(verb))]),
    ),
    null,
    2,
  )}`,
  '',
].join('\n')

mkdirSync(folder, { recursive: true })
writeIfNew('schema.d.ts', types)
writeIfNew('routes.ts', routes)
writeIfNew('schedules.ts', schedules)

/** What answers page by page changes nothing. */
function isQuestion(verb: Verb): boolean {
  return 'after' in (inputSchema(verb).properties ?? {})
}

/** Watching tools must not see a change where there is none. */
function writeIfNew(name: string, text: string): void {
  const file = path.join(folder, name)
  if (readOrNothing(file) !== text) writeFileSync(file, text)
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
