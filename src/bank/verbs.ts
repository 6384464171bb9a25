import type { Verb } from '../db/verb.ts'
import { importBankFile } from './import-bank-file.ts'

export const verbs: Verb[] = [importBankFile]
