import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readFigures } from './figures.ts'
import { withTables } from './tables.ts'

/** `node --import tsx tools/bench/publish.ts`: the figures of docs/performance*.json into the tables of docs/performance.md. */
const page = 'docs/performance.md'
writeFileSync(
  page,
  withTables(readFileSync(page, 'utf8'), (file) => (existsSync(file) ? readFigures(file) : null)),
)
