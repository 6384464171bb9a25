import type { Element, Node } from 'slimdom'

/**
 * A rule's context (an XSLT match pattern) taken apart, so that a document's elements are found by name
 * and only predicates cost an XPath evaluation.
 */
export interface ContextBranch {
  /** From the last step to the first. */
  steps: Step[]
  /** The pattern begins with one slash: above its first step stands the document. */
  fromDocument: boolean
}

interface Step {
  /** "namespace local", or '*'. */
  name: string
  /** XPath that holds on the step's element, or null. */
  predicate: string | null
}

/** "namespace local": the key under which elements are kept. */
export const elementKey = (element: Element): string => `${element.namespaceURI ?? ''} ${element.localName}`

/**
 * Reads a context as branches.
 * @throws RangeError for a pattern that is not made of child steps (none is in the files that we run).
 */
export function parseContext(context: string, namespaces: ReadonlyMap<string, string>): ContextBranch[] {
  return splitTop(context, '|').flatMap((branch) => parseBranch(branch.trim(), namespaces))
}

function parseBranch(text: string, namespaces: ReadonlyMap<string, string>): ContextBranch[] {
  if (text.startsWith('(')) {
    // (a | b)[p] is a[p] | b[p]: the predicates of these files never count positions.
    const end = closing(text, 0)
    const tail = text.slice(end + 1)
    return splitTop(text.slice(1, end), '|').flatMap((inner) => parseBranch(inner.trim() + tail, namespaces))
  }
  const fromAnywhere = text.startsWith('//')
  const fromDocument = !fromAnywhere && text.startsWith('/')
  const steps = splitTop(text.replace(/^\/{1,2}/, ''), '/').map((step) => parseStep(step.trim(), namespaces))
  return [{ steps: steps.reverse(), fromDocument }]
}

function parseStep(text: string, namespaces: ReadonlyMap<string, string>): Step {
  const match = /^(\*|[\w.-]+:[\w.-]+)\s*(\[.*\])?$/s.exec(text)
  if (!match) throw new RangeError(`context step not understood: ${text}`)
  const predicate = match[2] ? `boolean(self::node()${match[2]})` : null
  if (match[1] === '*') return { name: '*', predicate }
  const [prefix, local] = match[1]!.split(':') as [string, string]
  const namespace = namespaces.get(prefix)
  if (namespace === undefined) throw new RangeError(`no namespace for the prefix ${prefix}`)
  return { name: `${namespace} ${local}`, predicate }
}

/** True when the element matches the branch; `holds` evaluates a predicate on an element. */
export function matches(
  element: Element,
  branch: ContextBranch,
  holds: (test: string, on: Element) => boolean,
): boolean {
  let at: Node | null = element
  for (const step of branch.steps) {
    if (at?.nodeType !== 1) return false
    if (step.name !== '*' && elementKey(at as Element) !== step.name) return false
    at = at.parentNode
  }
  if (branch.fromDocument && at?.nodeType !== 9) return false
  at = element
  for (const step of branch.steps) {
    if (step.predicate !== null && !holds(step.predicate, at as Element)) return false
    at = at!.parentNode
  }
  return true
}

/** Splits at a character that stands outside of brackets and quotes. */
export function splitTop(text: string, separator: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '"' || c === "'") i = text.indexOf(c, i + 1)
    else if (c === '(' || c === '[') i = closing(text, i)
    else if (c === separator) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
    if (i < 0) break
  }
  parts.push(text.slice(start))
  return parts
}

/** The index of the bracket that closes the one at `open`; −1 when there is none. */
export function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    const c = text[i]!
    if (c === '"' || c === "'") {
      i = text.indexOf(c, i + 1)
      if (i < 0) return -1
    } else if (c === '(' || c === '[') depth++
    else if (c === ')' || c === ']') {
      if (--depth === 0) return i
    }
  }
  return -1
}
