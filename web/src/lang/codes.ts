// Sheets that the server writes use the same words.
export { codes } from '../../../src/kernel/words/codes.ts'
