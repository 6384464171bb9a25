import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** A place in the source where a problem arises. */
export interface FoundCode {
  /** "order.unknown"; `*` stands for what is only known when the program runs: "*.twice", "hold.*". */
  code: string
  /** file:line */
  place: string
  /** Keys that fill placeholders, when the place writes them out; null when they come from elsewhere. */
  data: readonly string[] | null
}

type Wrap = (code: string) => string
interface Teller {
  file: string
  name: string
  index: number
  wrap: Wrap
}

/**
 * Every code of a problem in a source tree, tests left out: objects with `code` and `message`, and the arguments of the
 * functions that make them (`refuse`, and local ones), through templates and conditions. By syntax alone.
 */
export function problemCodes(folder: string): FoundCode[] {
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name))
  const sources = files.map((file) =>
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true),
  )
  const found: FoundCode[] = []
  const tellers: Teller[] = []
  const known = new Set<string>()
  const take = (code: ts.Expression, node: ts.Node, wrap: Wrap) =>
    resolve(code, wrap, {
      found: (text) => found.push({ code: text, place: placeOf(node, folder), data: dataOf(node) }),
      teller: (teller) => {
        const key = [teller.file, teller.name, teller.index, teller.wrap('*')].join(' ')
        if (known.has(key)) return
        known.add(key)
        tellers.push(teller)
      },
    })
  for (const source of sources)
    visit(source, (node) => {
      if (!ts.isObjectLiteralExpression(node)) return
      const code = propertyOf(node, 'code')
      if (code && propertyOf(node, 'message')) take(code, node, (text) => text)
    })
  for (let next = tellers.shift(); next; next = tellers.shift()) {
    const teller = next
    for (const source of sources) {
      if (!source.text.includes(teller.name) || !reaches(source, teller.file)) continue
      const isAnothers = isFromElsewhere(source, teller)
      visit(source, (node) => {
        if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return
        if (isAnothers && ts.isIdentifier(node.expression)) return
        const code = nameOfCallee(node.expression) === teller.name ? node.arguments?.[teller.index] : undefined
        if (code) take(code, node, teller.wrap)
      })
    }
  }
  return found
}

/** Every text in quotes: codes that reach a problem by a way that syntax does not show. */
export function quotedTexts(folder: string): Set<string> {
  const texts = new Set<string>()
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    for (const [, text] of readFileSync(path.join(folder, name), 'utf8').matchAll(/'([a-z][a-z0-9.-]*)'/g))
      texts.add(text!)
  }
  return texts
}

interface Told {
  found(code: string): void
  teller(teller: Teller): void
}

function resolve(code: ts.Expression, wrap: Wrap, told: Told): void {
  const origin = ts.isIdentifier(code) ? originOf(code) : undefined
  if (ts.isStringLiteralLike(code)) told.found(wrap(code.text))
  else if (ts.isConditionalExpression(code)) {
    resolve(code.whenTrue, wrap, told)
    resolve(code.whenFalse, wrap, told)
  } else if (ts.isParenthesizedExpression(code) || ts.isAsExpression(code) || ts.isNonNullExpression(code))
    resolve(code.expression, wrap, told)
  else if (ts.isBinaryExpression(code) && ts.isStringLiteralLike(code.left)) {
    const before = code.left.text
    resolve(code.right, (text) => wrap(before + text), told)
  } else if (ts.isTemplateExpression(code) && code.templateSpans.length === 1) {
    const span = code.templateSpans[0]!
    resolve(span.expression, (text) => wrap(code.head.text + text + span.literal.text), told)
  } else if (origin && 'index' in origin) told.teller({ ...origin, wrap })
  else if (origin) resolve(origin.value, wrap, told)
  else if (wrap('*') !== '*') told.found(wrap('*'))
}

/** The parameter or the constant that a name stands for. */
function originOf(name: ts.Identifier): Omit<Teller, 'wrap'> | { value: ts.Expression } | undefined {
  for (let node: ts.Node | undefined = name; node; node = node.parent) {
    if (ts.isFunctionLike(node)) {
      const index = node.parameters.findIndex((parameter) => parameter.name.getText() === name.text)
      const teller = index < 0 ? undefined : nameOfFunction(node)
      if (teller) return { file: node.getSourceFile().fileName, name: teller, index }
      if (index >= 0) return undefined
    }
    if (!ts.isBlock(node) && !ts.isSourceFile(node)) continue
    for (const statement of node.statements) {
      if (!ts.isVariableStatement(statement)) continue
      const value = statement.declarationList.declarations.find((one) => one.name.getText() === name.text)?.initializer
      if (value) return { value }
    }
  }
  return undefined
}

function nameOfFunction(node: ts.SignatureDeclaration): string | undefined {
  if (ts.isConstructorDeclaration(node)) return node.parent.name?.getText()
  if (node.name) return node.name.getText()
  const holder = node.parent
  return ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder) ? holder.name.getText() : undefined
}

const nameOfCallee = (callee: ts.Expression): string =>
  ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : ''

/** Itself, a file that imports it, or one beside it, where a class may inherit through a third. */
const reaches = (source: ts.SourceFile, file: string): boolean =>
  path.dirname(source.fileName) === path.dirname(file) ||
  source.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      path.resolve(path.dirname(source.fileName), (statement.moduleSpecifier as ts.StringLiteral).text) === file,
  )

/** The name stands for an import of another file there: a `refuse` of the kernel is not the local one of the file beside. */
const isFromElsewhere = (source: ts.SourceFile, { file, name }: Teller): boolean =>
  source.fileName !== file &&
  source.statements.some((statement) => {
    if (!ts.isImportDeclaration(statement)) return false
    const names = statement.importClause?.namedBindings
    return (
      names !== undefined &&
      ts.isNamedImports(names) &&
      names.elements.some((one) => one.name.text === name) &&
      path.resolve(path.dirname(source.fileName), (statement.moduleSpecifier as ts.StringLiteral).text) !== file
    )
  })

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find((one) => one.name?.getText() === name)
  if (property && ts.isPropertyAssignment(property)) return property.initializer
  return property && ts.isShorthandPropertyAssignment(property) ? property.name : undefined
}

/** Of a problem written out, and of `refuse(code, message, data)`; other helpers bring their own. */
function dataOf(node: ts.Node): readonly string[] | null {
  if (ts.isObjectLiteralExpression(node)) {
    const places = ['row', 'column', 'path'].filter((name) => propertyOf(node, name))
    if (node.properties.some(ts.isSpreadAssignment)) return null
    const data = keysOf(propertyOf(node, 'data'))
    return data && [...places, ...data]
  }
  if (!ts.isCallExpression(node) || nameOfCallee(node.expression) !== 'refuse') return null
  // A local `refuse` has its own way with data.
  if (node.arguments.length > 2 && !ts.isObjectLiteralExpression(node.arguments[2]!)) return null
  return node.getSourceFile().text.includes('const refuse =') ? null : keysOf(node.arguments[2])
}

function keysOf(data: ts.Expression | undefined): readonly string[] | null {
  if (!data) return []
  if (!ts.isObjectLiteralExpression(data) || data.properties.some(ts.isSpreadAssignment)) return null
  return data.properties.map((property) => property.name!.getText())
}

const placeOf = (node: ts.Node, folder: string): string => {
  const source = node.getSourceFile()
  const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
  return `${path.relative(path.dirname(folder), source.fileName)}:${line}`
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, (child) => visit(child, look))
}
