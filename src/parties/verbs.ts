import type { Verb } from '../db/verb.ts'
import { check } from './check.ts'
import { close } from './close.ts'
import { findDuplicates } from './find-duplicates.ts'
import { forget } from './forget.ts'
import { importParties } from './import.ts'
import { listInternalCompanies, saveInternalCompanies } from './internal-companies.ts'
import { list } from './list.ts'
import { read } from './read.ts'
import { reveal } from './reveal.ts'
import { save } from './save.ts'
import { saveContact } from './save-contact.ts'
import { listFollowUps, saveNote } from './save-note.ts'
import { setAreas } from './set-areas.ts'
import { setChannel } from './set-channel.ts'
import { setProtection } from './set-protection.ts'
import { exportSetUp, importSetUp, readSetUp, readSetUpTables, saveSetUp } from './set-up-workbook.ts'

export const verbs: Verb[] = [
  list,
  read,
  reveal,
  check,
  findDuplicates,
  save,
  importParties,
  close,
  setChannel,
  saveContact,
  saveNote,
  listFollowUps,
  setAreas,
  setProtection,
  forget,
  listInternalCompanies,
  saveInternalCompanies,
  exportSetUp,
  importSetUp,
  readSetUpTables,
  readSetUp,
  saveSetUp,
]
