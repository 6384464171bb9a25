import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readFigures } from './figures.ts'
import { withTables } from './tables.ts'

/** `npm run bench:publish`: the figures of docs/performance*.json into the tables of docs/performance.md and docs/performance-web.md. */
for (const page of ['docs/performance.md', 'docs/performance-web.md'])
  writeFileSync(
    page,
    withTables(readFileSync(page, 'utf8'), (file) => (existsSync(file) ? readFigures(file) : null)),
  )
