import path from 'node:path'
import { refuse } from '../kernel/problem.ts'
import type { Edge } from './context.ts'

/** The folder that a setting means. @throws Refused when it lies outside of what this installation allows. */
export function exchangeFolder(edge: Edge, given: string): string {
  const own = path.join(edge.settings.dataDir, 'exchange', edge.company.code)
  const wanted = path.resolve(own, given)
  const allowed = [
    own,
    ...(process.env.RESKONTRA_FOLDERS ?? '')
      .split(path.delimiter)
      .filter(Boolean)
      .map((root) => path.resolve(root)),
  ]
  if (allowed.some((root) => wanted === root || wanted.startsWith(root + path.sep))) return wanted
  return refuse(
    'folder.not-allowed',
    `${given} lies outside of the folders that this installation hands out: give a path below exchange/${edge.company.code} of the data directory, or name its root in RESKONTRA_FOLDERS`,
    { path: given },
  )
}
