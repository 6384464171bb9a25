import type { Verb } from '../db/verb.ts'
import { bundleDossier } from './bundle-dossier.ts'
import { deleteDraft } from './delete-draft.ts'
import { deleteQuestion } from './delete-question.ts'
import { doneToday } from './done-today.ts'
import { exportLetters } from './export-letters.ts'
import { listDrafts } from './list-drafts.ts'
import { listQuestions } from './list-questions.ts'
import { readChanges } from './read-changes.ts'
import { readDraft } from './read-draft.ts'
import { readFigures } from './read-figures.ts'
import { readHome } from './read-home.ts'
import { readMe } from './read-me.ts'
import { readMenu } from './read-menu.ts'
import { readPreferences } from './read-preferences.ts'
import { recogniseFile } from './recognise-file.ts'
import { saveDraft } from './save-draft.ts'
import { saveMenu } from './save-menu.ts'
import { savePreferences } from './save-preferences.ts'
import { saveQuestion } from './save-question.ts'
import { search } from './search.ts'
import { setLanguage } from './set-language.ts'
import { trySetUp } from './trial/try-set-up.ts'
import { writeSheet } from './write-sheet.ts'

export const verbs: Verb[] = [
  trySetUp,
  bundleDossier,
  exportLetters,
  readHome,
  readFigures,
  search,
  doneToday,
  readChanges,
  readMe,
  setLanguage,
  readPreferences,
  savePreferences,
  listDrafts,
  readDraft,
  saveDraft,
  deleteDraft,
  listQuestions,
  saveQuestion,
  deleteQuestion,
  readMenu,
  saveMenu,
  writeSheet,
  recogniseFile,
]
