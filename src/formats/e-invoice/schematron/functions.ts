import fontoxpath from 'fontoxpath'
import type { Element } from 'slimdom'
import { exactDecimals } from './decimals.ts'

/**
 * The `xsl:function`s of a rule file become registered XPath functions: variables are `let`, choose is `if`.
 * The registry of the XPath library is one per process, so each loaded file gets a namespace of its own.
 */
export function registerFunctions(
  functions: readonly Element[],
  namespaceOf: (prefix: string) => string,
  options: { namespaceResolver: (prefix: string) => string | null },
): void {
  for (const declaration of functions) {
    const [prefix, localName] = (declaration.getAttribute('name') ?? '').split(':') as [string, string]
    const params = childElements(declaration).filter((child) => child.localName === 'param')
    const names = params.map((param) => param.getAttribute('name')!)
    const body = expression(childElements(declaration).filter((child) => child.localName !== 'param'))
    const result = declaration.getAttribute('as') ?? 'item()*'
    // Strings and numbers come through as themselves; an untyped argument is atomised by its declared type.
    const types = params.map((param) => param.getAttribute('as') ?? 'item()*')
    fontoxpath.registerCustomXPathFunction(
      { namespaceURI: namespaceOf(prefix), localName },
      types,
      result,
      (_context, ...values: unknown[]) => {
        const variables: Record<string, unknown> = {}
        names.forEach((name, i) => {
          const value = values[i]
          variables[name] = Array.isArray(value) && value.length === 1 ? value[0] : value
        })
        return fontoxpath.evaluateXPath(body, null, null, variables, resultType(result), {
          ...options,
          language: fontoxpath.evaluateXPath.XPATH_3_1_LANGUAGE,
        })
      },
    )
  }
}

const resultType = (type: string) => {
  if (type === 'xs:boolean') return fontoxpath.evaluateXPath.BOOLEAN_TYPE
  if (type === 'xs:integer' || type === 'xs:decimal') return fontoxpath.evaluateXPath.NUMBER_TYPE
  return fontoxpath.evaluateXPath.ANY_TYPE
}

/** Sequence constructor → one XPath expression. */
function expression(items: readonly Element[]): string {
  const [first, ...rest] = items
  if (!first) return '()'
  if (first.localName === 'variable') {
    const name = first.getAttribute('name')!
    return `let $${name} := ${value(first)} return ${expression(rest)}`
  }
  if (first.localName === 'choose') return choice(childElements(first))
  if (first.localName === 'sequence' || first.localName === 'value-of') return value(first)
  throw new RangeError(`instruction not understood in a function of the rules: ${first.localName}`)
}

function value(element: Element): string {
  const select = element.getAttribute('select')
  if (select !== null) return `(${exactDecimals(select)})`
  const children = childElements(element)
  if (children.length > 0) return `(${expression(children)})`
  return `'${(element.textContent ?? '').replaceAll("'", "''")}'`
}

function choice(cases: readonly Element[]): string {
  const [first, ...rest] = cases
  if (!first) return '()'
  const then = expression(childElements(first))
  if (first.localName === 'otherwise') return `(${then})`
  return `(if (${first.getAttribute('test')}) then (${then}) else ${choice(rest)})`
}

export const childElements = (element: Element): Element[] => element.children
