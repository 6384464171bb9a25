import { createHash } from 'node:crypto'

/** Text that is markup already; everything else put into html`…` is escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export function html(parts: TemplateStringsArray, ...inserts: unknown[]): Html {
  return new Html(parts.reduce((text, part, i) => text + part + (i < inserts.length ? markup(inserts[i]) : ''), ''))
}

function markup(value: unknown): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(markup).join('')
  if (value === null || value === undefined || value === false) return ''
  return String(value).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); --calm: light-dark(#1d5c4d, #8fd3bf); }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
header { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; padding-bottom: .5rem; }
header a { font-weight: 650; text-decoration: none; }
a { color: var(--calm); }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.125rem; margin-top: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: start; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; } td.number, th.number { text-align: end; }
label { display: block; margin: 1rem 0 .25rem; }
input { font: inherit; padding: .5rem .625rem; width: 100%; max-width: 24rem; border: 1px solid; border-radius: .25rem; background: transparent; color: inherit; }
button { font: inherit; padding: .5rem 1rem; margin-top: 1rem; border: 1px solid var(--calm); border-radius: .25rem; background: var(--calm); color: light-dark(#fff, #10201b); cursor: pointer; }
header button { margin: 0; padding: .25rem .75rem; background: transparent; color: inherit; border-color: currentColor; }
:focus-visible { outline: 3px solid var(--calm); outline-offset: 2px; }
.wrong { border-inline-start: 4px solid light-dark(#a3341c, #f0a18d); padding-inline-start: .75rem; }
`
/** For the page's own policy: nothing but this style and forms to ourselves. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

export interface Page {
  language: string
  title: string
  /** Who is signed in, and the word for signing out. */
  signedIn?: { name: string; signOut: string }
  main: Html
}

export const pageText = ({ language, title, signedIn, main }: Page): string =>
  '<!doctype html>' +
  html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Reskontra</title><style>${new Html(style)}</style></head>
<body><header><a href="/">Reskontra</a>${
    signedIn &&
    html`<form method="post" action="/sign-out"><span>${signedIn.name}</span> <button>${signedIn.signOut}</button></form>`
  }</header><main><h1>${title}</h1>${main}</main></body></html>`.text

/** Any answer of a verb as tables: what a screen will show better is already complete here. */
export function asTables(value: unknown, labels: (name: string) => string, depth = 0): Html {
  if (Array.isArray(value)) {
    if (value.length === 0) return html`<p>–</p>`
    if (value.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row)))
      return table(value as object[], labels)
    return html`<ul>${value.map((item) => html`<li>${cell(item)}</li>`)}</ul>`
  }
  if (typeof value !== 'object' || value === null) return html`<p>${cell(value)}</p>`
  const entries = Object.entries(value)
  const plain = entries.filter(([, inner]) => typeof inner !== 'object' || inner === null)
  const deep = entries.filter(([, inner]) => typeof inner === 'object' && inner !== null)
  const head =
    plain.length > 0 &&
    html`<table><tbody>${plain.map(([name, inner]) => html`<tr><th scope="row">${labels(name)}</th>${data(inner)}</tr>`)}</tbody></table>`
  return html`${head}${deep.map(([name, inner]) => html`${new Html(depth === 0 ? '<h2>' : '<h3>')}${labels(name)}${new Html(depth === 0 ? '</h2>' : '</h3>')}${asTables(inner, labels, depth + 1)}`)}`
}

function table(rows: object[], labels: (name: string) => string): Html {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return html`<div class="wide" tabindex="0"><table><thead><tr>${names.map((name) => html`<th scope="col">${labels(name)}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${names.map((name) => data((row as Record<string, unknown>)[name]))}</tr>`,
  )}</tbody></table></div>`
}

const data = (value: unknown): Html =>
  /^-?\d+(\.\d+)?$/.test(String(value)) ? html`<td class="number">${cell(value)}</td>` : html`<td>${cell(value)}</td>`

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  if (typeof value === 'object')
    return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
  return String(value)
}
