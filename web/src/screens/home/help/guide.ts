export type RoleKey = 'clerk' | 'accountant' | 'auditor' | 'administrator' | 'owner'

/** One part of a day: what one does, on which screen, with which keys. */
export interface GuidePart {
  title: string
  text: readonly string[]
  keys?: readonly (readonly [key: string, does: string])[]
  /** Key of the screen that it is about (shell/screen-list.ts), or 'home'. */
  screen?: string
}
export interface Guide {
  role: RoleKey
  title: string
  intro: string
  parts: readonly GuidePart[]
}
