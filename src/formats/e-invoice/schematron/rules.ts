import fontoxpath from 'fontoxpath'
import { type Document, type Element, parseXmlDocument } from 'slimdom'
import { isDay } from '../../../kernel/day.ts'
import { type Problem, Refused } from '../../../kernel/problem.ts'
import { type ContextBranch, elementKey, matches, parseContext } from './context.ts'
import { exactDecimals } from './decimals.ts'
import { childElements, registerFunctions } from './functions.ts'

/** What a rule found: its official id, its own text and the element (an XPath) that breaks it. */
export interface Finding {
  rule: string
  text: string
  location: string
}

export interface Verdict {
  fatal: Finding[]
  warning: Finding[]
}

/** Compiled rule files. `validate` never throws: what is no XML is a fatal finding with the rule "XML". */
export interface Rules {
  readonly files: readonly string[]
  validate(xml: string | Uint8Array): Verdict
}

/** The two files that a Peppol BIS Billing 3.0 document must pass. */
export const billingRuleFiles = ['CEN-EN16931-UBL.sch', 'PEPPOL-EN16931-UBL.sch'] as const

/**
 * Compiles official Schematron files (ISO Schematron, query binding xslt2: lets, functions, patterns; of phases all).
 * Pure: the caller reads the files. Compile once and keep the result: it costs about a second.
 * @throws Refused `e-invoice.rules-missing` that names every absent file; `e-invoice.rules-not-understood`.
 */
export function loadRules(input: { readFile: (name: string) => string | null; files?: readonly string[] }): Rules {
  const files = input.files ?? billingRuleFiles
  const texts = files.map((name) => ({ name, text: input.readFile(name) }))
  const missing = texts.filter(({ text }) => text === null).map(({ name }) => name)
  if (missing.length > 0) throw new Refused(rulesMissing(missing))
  const compiled = texts.map(({ name, text }) => compileFile(name, text!))
  return { files, validate: (xml) => validate(xml, compiled) }
}

const rulesMissing = (names: string[]): Problem => ({
  code: 'e-invoice.rules-missing',
  message: `The rules folder lacks ${names.join(' and ')}. The project does not contain these files: download them from their publishers (CEN for EN 16931, OpenPeppol for Peppol BIS Billing 3.0) and put them into the rules folder.`,
  data: { files: names.join(', ') },
})

// ── Compile ─────────────────────────────────────────────────────────────────

interface Assertion {
  id: string
  warning: boolean
  text: string
  test: Expression
}

/** Most tests of the official files only ask whether a child path exists: those are walked without XPath. */
type Expression =
  | { kind: 'path'; steps: string[]; test: 'present' | 'absent' | 'once' }
  | { kind: 'attribute-absent'; name: string }
  | { kind: 'xpath'; source: string; uses: string[] }

interface Rule {
  branches: ContextBranch[]
  assertions: Assertion[]
}

interface Let {
  name: string
  source: string
  uses: string[]
  /** Value of a let that looks at no document. */
  constant: { value: unknown } | null
}

interface RuleFile {
  lets: Let[]
  /** Variables that hold all elements of one name, by their `elementKey`: see `listed`. */
  lists: Map<string, string>
  patterns: Rule[][]
  options: { namespaceResolver: (prefix: string) => string | null; language: typeof language }
}

const schematron = 'http://purl.oclc.org/dsdl/schematron'
const xslt = 'http://www.w3.org/1999/XSL/Transform'
const language = fontoxpath.evaluateXPath.XPATH_3_1_LANGUAGE
let loaded = 0

function compileFile(name: string, text: string): RuleFile {
  try {
    const schema = parseXmlDocument(text).documentElement!
    loaded += 1
    const own = `urn:reskontra:rules:${loaded}:`
    const functions = childElements(schema).filter(
      (child) => child.namespaceURI === xslt && child.localName === 'function',
    )
    const ofFunctions = new Set(functions.map((declared) => declared.getAttribute('name')!.split(':')[0]!))
    const namespaces = new Map<string, string>()
    for (const ns of elementsNamed(schema, 'ns')) namespaces.set(ns.getAttribute('prefix')!, ns.getAttribute('uri')!)
    for (const prefix of ofFunctions) namespaces.set(prefix, own + prefix)
    const namespaceResolver = (prefix: string) =>
      prefix === '' ? null : (namespaces.get(prefix) ?? builtIn[prefix] ?? null)
    const options = { namespaceResolver, language }
    registerFunctions(functions, (prefix) => namespaces.get(prefix)!, { namespaceResolver })

    const lets = [schema, ...elementsNamed(schema, 'pattern')].flatMap((holder) =>
      elementsNamed(holder, 'let').map((declared) => compileLet(declared, options)),
    )
    const known = new Set(lets.map((declared) => declared.name))
    const lists = new Map<string, string>()
    const patterns = elementsNamed(schema, 'pattern').map((pattern) =>
      elementsNamed(pattern, 'rule').map((rule) => compileRule(rule, namespaces, known, lists)),
    )
    return { lets, lists, patterns, options }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refused({
      code: 'e-invoice.rules-not-understood',
      message: `${name} is no Schematron file that this program can run: ${reason}`,
      data: { files: name },
    })
  }
}

const builtIn: Record<string, string> = {
  xs: 'http://www.w3.org/2001/XMLSchema',
  fn: 'http://www.w3.org/2005/xpath-functions',
}

const elementsNamed = (parent: Element, name: string): Element[] =>
  childElements(parent).filter((child) => child.localName === name && child.namespaceURI === schematron)

function compileLet(element: Element, options: RuleFile['options']): Let {
  const source = element.getAttribute('value') ?? ''
  const uses = variablesIn(source)
  const constant = uses.length === 0 && /^\s*tokenize\('[^']*',\s*'[^']*'\)\s*$/.test(source)
  return {
    name: element.getAttribute('name')!,
    source,
    uses,
    constant: constant
      ? {
          value: sequenceOfStrings(
            fontoxpath.evaluateXPath(source, null, null, {}, fontoxpath.evaluateXPath.STRINGS_TYPE, options),
          ),
        }
      : null,
  }
}

function compileRule(
  rule: Element,
  namespaces: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
  lists: Map<string, string>,
): Rule {
  // Lets of a rule see its context node: they become `let … return` around the tests that use them.
  const local = elementsNamed(rule, 'let').map((declared) => ({
    name: declared.getAttribute('name')!,
    value: declared.getAttribute('value')!,
  }))
  const assertions = childElements(rule)
    .filter((child) => child.localName === 'assert' || child.localName === 'report')
    .map((element): Assertion => {
      const test = element.getAttribute('test')!
      const positive = element.localName === 'assert' ? test : `not(${test})`
      return {
        id: element.getAttribute('id') ?? '',
        warning: (element.getAttribute('flag') ?? rule.getAttribute('flag')) === 'warning',
        text: (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
        test: compileTest(positive, local, namespaces, known, lists),
      }
    })
  const branches = parseContext(rule.getAttribute('context')!, namespaces)
  for (const step of branches.flatMap(({ steps }) => steps))
    if (step.predicate !== null) step.predicate = listed(step.predicate, namespaces, lists)
  return { branches, assertions }
}

const path = String.raw`(?:\w+:\w+)(?:\/\w+:\w+)*`
const shapes: [RegExp, 'present' | 'absent' | 'once'][] = [
  [new RegExp(`^not\\((${path})\\)$`), 'absent'],
  [new RegExp(`^(?:exists\\((${path})\\))$`), 'present'],
  [new RegExp(`^(${path})$`), 'present'],
  [new RegExp(`^\\(?count\\((${path})\\)\\s*<=\\s*1\\)?$`), 'once'],
]

function compileTest(
  source: string,
  local: readonly { name: string; value: string }[],
  namespaces: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
  lists: Map<string, string>,
): Expression {
  const text = source.trim()
  for (const [shape, test] of shapes) {
    const found = shape.exec(text)?.[1]
    if (!found) continue
    const steps = found.split('/').map((step) => {
      const [prefix, name] = step.split(':') as [string, string]
      return `${namespaces.get(prefix) ?? ''} ${name}`
    })
    return { kind: 'path', steps, test }
  }
  const attribute = /^not\(\/\/@(\w+)\)$/.exec(text)?.[1]
  if (attribute) return { kind: 'attribute-absent', name: attribute }
  let expression = exactDecimals(membership(realDays(text)))
  // Innermost last: a let may use those before it.
  for (const { name, value } of [...local].reverse()) {
    if (variablesIn(expression).includes(name)) expression = `let $${name} := (${value}) return (${expression})`
  }
  expression = listed(expression, namespaces, lists)
  const uses = variablesIn(expression).filter((name) => known.has(name) || lists.has(name))
  return { kind: 'xpath', source: expression, uses }
}

/**
 * `//cac:TaxCategory` asks for all elements of a name: the index has them, and the document is not walked each time.
 * Not before a predicate that may count: `//a[1]` is the first of each parent, `$list[1]` the first of all.
 */
const listed = (source: string, namespaces: ReadonlyMap<string, string>, lists: Map<string, string>): string =>
  source.replaceAll(
    /(?<=^|[\s(,=|[])\/\/(\w+):(\w+)\b(?!\s*\[\s*(?:\d|last|position|\$))/g,
    (whole, prefix: string, name: string) => {
      const namespace = namespaces.get(prefix)
      if (namespace === undefined) return whole
      const variable = `all-${prefix}-${name}`
      lists.set(variable, `${namespace} ${name}`)
      return `$${variable}`
    },
  )

/** The XPath library takes 2026-02-30 for a date. */
const realDays = (source: string): string =>
  source.replaceAll(/string\(\.\) castable as xs:date/g, `Q{${ownFunctions}}is-day(string(.))`)

const ownFunctions = 'urn:reskontra:xpath'
fontoxpath.registerCustomXPathFunction(
  { namespaceURI: ownFunctions, localName: 'is-day' },
  ['xs:string'],
  'xs:boolean',
  (_context, text: string) => isDay(text.slice(0, 10)),
)

/**
 * `some $code in LIST satisfies X = $code` is `X = LIST`: same meaning, a tenth of the time.
 */
function membership(source: string): string {
  const match = /^some \$(\w+) in (\$\w+)\s+satisfies (.+) = \$\1$/s.exec(source)
  return match ? `(${match[3]}) = ${match[2]}` : source
}

const variablesIn = (source: string): string[] => [...new Set([...source.matchAll(/\$([\w-]+)/g)].map((m) => m[1]!))]
const sequenceOfStrings = (values: string[]): unknown =>
  fontoxpath.createTypedValueFactory('xs:string*')(values, fontoxpath.domFacade)
const sequenceOfNodes = (nodes: Element[]): unknown =>
  fontoxpath.createTypedValueFactory('node()*')(nodes, fontoxpath.domFacade)

// ── Validate ────────────────────────────────────────────────────────────────

interface Index {
  document: Document
  all: Element[]
  byName: Map<string, Element[]>
  attributes: Set<string>
}

function validate(xml: string | Uint8Array, files: readonly RuleFile[]): Verdict {
  const verdict: Verdict = { fatal: [], warning: [] }
  let index: Index
  try {
    const text = typeof xml === 'string' ? xml : new TextDecoder('utf-8', { fatal: true }).decode(xml)
    if (/<!DOCTYPE/i.test(text)) throw new RangeError('a document type declaration is not allowed')
    index = indexOf(parseXmlDocument(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error)
    verdict.fatal.push({ rule: 'XML', text: `This is no well-formed XML: ${reason}`, location: '/' })
    return verdict
  }
  for (const file of files) run(file, index, verdict)
  return verdict
}

function indexOf(document: Document): Index {
  const index: Index = { document, all: [], byName: new Map(), attributes: new Set() }
  const visit = (element: Element) => {
    index.all.push(element)
    const key = elementKey(element)
    const same = index.byName.get(key)
    if (same) same.push(element)
    else index.byName.set(key, [element])
    for (const attribute of element.attributes) index.attributes.add(attribute.localName)
    for (const child of element.children) visit(child)
  }
  if (document.documentElement) visit(document.documentElement)
  return index
}

function run(file: RuleFile, index: Index, verdict: Verdict): void {
  const variables = { ...letsOf(file, index.document), ...listsOf(file, index) }
  const holds = (source: string, on: Element) =>
    fontoxpath.evaluateXPathToBoolean(source, on, null, pick(variables, predicateUses(source)), file.options)
  for (const pattern of file.patterns) {
    // Within a pattern only the first rule whose context matches an element is fired for it.
    const fired = new Set<Element>()
    for (const rule of pattern) {
      const elements = contextElements(rule, index, fired, holds)
      for (const element of elements) {
        fired.add(element)
        for (const assertion of rule.assertions) {
          const failure = check(assertion, element, index, variables, file)
          if (failure !== null) {
            const finding = { rule: assertion.id, text: failure, location: locationOf(element) }
            ;(assertion.warning ? verdict.warning : verdict.fatal).push(finding)
          }
        }
      }
    }
  }
}

const usesOfPredicate = new Map<string, string[]>()
function predicateUses(source: string): string[] {
  let uses = usesOfPredicate.get(source)
  if (!uses) usesOfPredicate.set(source, (uses = variablesIn(source)))
  return uses
}

function contextElements(
  rule: Rule,
  index: Index,
  fired: ReadonlySet<Element>,
  holds: (test: string, on: Element) => boolean,
): Element[] {
  const found = new Set<Element>()
  for (const branch of rule.branches) {
    const name = branch.steps[0]!.name
    for (const element of name === '*' ? index.all : (index.byName.get(name) ?? [])) {
      if (!fired.has(element) && !found.has(element) && matches(element, branch, holds)) found.add(element)
    }
  }
  return [...found]
}

/** The failed assertion's text, or null. A test that cannot be evaluated (letters where a number belongs) fails. */
function check(
  assertion: Assertion,
  element: Element,
  index: Index,
  variables: Record<string, unknown>,
  file: RuleFile,
): string | null {
  const { test } = assertion
  if (test.kind === 'path') {
    const count = countPath(element, test.steps, 0)
    const good = test.test === 'absent' ? count === 0 : test.test === 'present' ? count > 0 : count <= 1
    return good ? null : assertion.text
  }
  if (test.kind === 'attribute-absent') return index.attributes.has(test.name) ? assertion.text : null
  try {
    const good = fontoxpath.evaluateXPathToBoolean(test.source, element, null, pick(variables, test.uses), file.options)
    return good ? null : assertion.text
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error)
    return `${assertion.text} (the test could not be evaluated: ${reason})`
  }
}

function countPath(element: Element, steps: readonly string[], depth: number): number {
  let count = 0
  for (const child of element.children) {
    if (elementKey(child) !== steps[depth]) continue
    count += depth === steps.length - 1 ? 1 : countPath(child, steps, depth + 1)
  }
  return count
}

const none = {}
function pick(variables: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  if (names.length === 0) return none
  const picked: Record<string, unknown> = {}
  for (const name of names) if (name in variables) picked[name] = variables[name]
  return picked
}

const listsOf = ({ lists }: RuleFile, index: Index): Record<string, unknown> =>
  Object.fromEntries([...lists].map(([variable, key]) => [variable, sequenceOfNodes(index.byName.get(key) ?? [])]))

function letsOf(file: RuleFile, document: Document): Record<string, unknown> {
  const variables: Record<string, unknown> = {}
  for (const { name, source, uses, constant } of file.lets) {
    if (constant) {
      variables[name] = constant.value
      continue
    }
    const value: unknown = fontoxpath.evaluateXPath(
      source,
      document,
      null,
      pick(variables, uses),
      fontoxpath.evaluateXPath.ANY_TYPE,
      file.options,
    )
    variables[name] = Array.isArray(value) ? sequenceOfStrings(value.map(String)) : value
  }
  return variables
}

function locationOf(element: Element): string {
  const steps: string[] = []
  for (let at: Element | null = element; at; at = at.parentElement) {
    const same = at.parentElement?.children.filter((child) => elementKey(child) === elementKey(at!)) ?? []
    steps.unshift(at.nodeName + (same.length > 1 ? `[${same.indexOf(at) + 1}]` : ''))
  }
  return `/${steps.join('/')}`
}
