#!/usr/bin/env node
// The program is TypeScript and runs as it is written: tsx strips the types while loading.
import { register } from 'tsx/esm/api'
import './heap.js'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Reskontra needs Node.js 20.19 or later; this is ${process.versions.node}.`)
  process.exit(1)
}
register()
await import('../src/cli/main.ts')
