import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { openApi } from '../src/http/open-api.ts'
import { verbs } from '../src/verbs.ts'

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
  '',
].join('\n')

mkdirSync(folder, { recursive: true })
writeIfNew('schema.d.ts', types)
writeIfNew('routes.ts', routes)

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
