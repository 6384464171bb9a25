// A thread of the program: TypeScript as it is written, as in bin/reskontra.js. The dependency check does not find this
// entry of tsx by its name.
const { register } = await import(import.meta.resolve('tsx/esm/api'))

register()
await import('./thread-work.ts')
