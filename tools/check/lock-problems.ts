interface LockEntry {
  version?: string
  resolved?: string
  link?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

export interface Lock {
  packages: Record<string, LockEntry>
}

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/**
 * What would stop `npm ci` on another machine: an optional platform package that the lock file does not name (npm ci
 * ends with EUSAGE "Missing: …"), an address of the registry that happened to be used, a dependency that differs.
 */
export function lockProblems(lock: Lock, manifest: Manifest): string[] {
  const problems: string[] = []
  const root = lock.packages[''] ?? {}
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    const names = new Set([...Object.keys(manifest[kind] ?? {}), ...Object.keys(root[kind] ?? {})])
    for (const name of names) {
      const [wanted, locked] = [manifest[kind]?.[name], root[kind]?.[name]]
      if (wanted !== locked) {
        problems.push(
          `package.json asks for ${name} ${wanted ?? '(not at all)'}, the lock file has ${locked ?? 'none'}: run npm install`,
        )
      }
    }
  }
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (entry.resolved && !entry.link) {
      problems.push(
        `${place} names the address ${entry.resolved}: remove the "resolved" lines, npm finds the package by its name`,
      )
    }
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      if (!findEntry(lock, place, name)) {
        problems.push(`${name}, which ${place || 'the project'} depends on, is missing: complete the lock file`)
      }
    }
  }
  return problems
}

/** As node looks for it: in the node_modules of the package itself, then of each package around it. */
function findEntry(lock: Lock, place: string, name: string): boolean {
  for (let folder = place; ; ) {
    if (lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (!folder) return false
    const end = folder.lastIndexOf('/node_modules/')
    folder = end < 0 ? '' : folder.slice(0, end)
  }
}
