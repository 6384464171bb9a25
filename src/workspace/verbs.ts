import type { Verb } from '../db/verb.ts'
import { readHome } from './read-home.ts'
import { readMe } from './read-me.ts'
import { search } from './search.ts'

export const verbs: Verb[] = [readHome, readMe, search]
