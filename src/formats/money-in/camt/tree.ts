/**
 * The elements that a reader wants, as a tree that the parser walks down and up: no path is ever built as a string
 * while reading. Elements that nobody wants grow at its edge when a file has them, and tell afterwards what was left out.
 */
export interface Element<State> {
  readonly name: string
  readonly parent: Element<State> | null
  readonly children: Map<string, Element<State>>
  begin: ((state: State) => void) | null
  text: ((state: State, text: string, currency: string) => void) | null
  end: ((state: State) => void) | null
  /** Held text that was mapped to nothing. */
  unused: boolean
}

const element = <State>(name: string, parent: Element<State> | null): Element<State> => ({
  name,
  parent,
  children: new Map(),
  begin: null,
  text: null,
  end: null,
  unused: false,
})

/** Distinct unwanted elements remembered by name; a file with more of them is not a bank file. */
const unwantedMax = 2_000

export interface Tree<State> {
  root: Element<State>
  at(path: string): Element<State>
  /** The child of that name, grown when the file has an element that nobody asked for. */
  child(parent: Element<State>, name: string): Element<State>
  unused(): string[]
}

export function tree<State>(rootName: string): Tree<State> {
  const root = element<State>(rootName, null)
  const other = element<State>('…', null)
  let unwanted = 0

  function at(path: string): Element<State> {
    let current = root
    for (const name of path.split('/')) {
      let next = current.children.get(name)
      if (!next) current.children.set(name, (next = element(name, current)))
      current = next
    }
    return current
  }

  function child(parent: Element<State>, name: string): Element<State> {
    const known = parent.children.get(name)
    if (known) return known
    const colon = name.indexOf(':')
    if (colon >= 0) return child(parent, name.slice(colon + 1))
    if (parent === other || unwanted >= unwantedMax) return other
    unwanted++
    const grown = element(name, parent)
    parent.children.set(name, grown)
    return grown
  }

  function unused(): string[] {
    const paths: string[] = []
    const visit = (from: Element<State>, path: string) => {
      for (const next of from.children.values()) {
        const nextPath = path === '' ? next.name : `${path}/${next.name}`
        if (next.unused) paths.push(nextPath)
        visit(next, nextPath)
      }
    }
    visit(root, '')
    if (other.unused) paths.push('…')
    return paths
  }

  return { root, at, child, unused }
}
