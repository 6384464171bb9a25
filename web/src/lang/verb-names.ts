export { verbNames } from '../../../src/kernel/words/verb-names.ts'
