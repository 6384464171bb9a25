import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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

/** As Inter's own style sheet parts them (@fontsource-variable/inter). */
const ranges: Record<string, string> = {
  latin:
    'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
  'latin-ext': 'U+0100-02BA,U+1E00-1E9F,U+20A0-20AB',
  cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
}
const fonts = fileURLToPath(new URL('../../web/dist/assets/', import.meta.url))

/** The letters of the screens, where they are built: the names of the files change with their content. */
const fontFaces = (existsSync(fonts) ? readdirSync(fonts) : [])
  .map((file) => ({ file, subset: /^inter-(latin|latin-ext|cyrillic)-opsz-normal-.+\.woff2$/.exec(file)?.[1] }))
  .filter(({ subset }) => subset !== undefined)
  .map(
    ({ file, subset }) =>
      `@font-face { font-family: Inter; src: url(/assets/${file}) format("woff2"); font-weight: 100 900; font-display: swap; unicode-range: ${ranges[subset!]}; }`,
  )
  .join('\n')

// The colours are those of web/src/ui/tokens.css.
const style = `
${fontFaces}
:root { color-scheme: light dark; --canvas: light-dark(#f6f5f2, #131210); --surface: light-dark(#fff, #1a1917); --line: light-dark(#e9e6e0, #2d2b27);
  --edge: light-dark(#8c867c, #7f796f); --text: light-dark(#1d1b18, #edeae4); --text-2: light-dark(#55514a, #b8b3a9); --accent: light-dark(#2450c2, #93b2ff);
  --fill: light-dark(#2450c2, #3c66d9); --bad: light-dark(#ae2a21, #f3938a); --bad-tint: light-dark(#fbebe9, #371e1b); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: flex; flex-direction: column; align-items: center; padding: 12vh 16px 24px; background: var(--canvas); color: var(--text); font: 14px/22px Inter, system-ui, sans-serif; }
main { width: 100%; max-width: 380px; padding: 28px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.brand { display: flex; align-items: center; gap: 10px; margin-bottom: 24px; color: inherit; font-weight: 600; text-decoration: none; }
.brand span { display: grid; place-items: center; width: 24px; height: 24px; border-radius: 6px; background: var(--text); color: var(--canvas); font-size: 13px; }
h1 { margin: 0 0 16px; font-size: 20px; line-height: 28px; font-weight: 600; letter-spacing: -.01em; }
p { margin: 0 0 12px; color: var(--text-2); }
a { color: var(--accent); }
label { display: block; margin: 14px 0 4px; color: var(--text-2); font-size: 12px; line-height: 16px; }
input { font: inherit; width: 100%; min-height: 40px; padding: 0 12px; border: 1px solid var(--edge); border-radius: 6px; background: var(--surface); color: inherit; }
button { font: inherit; font-weight: 500; width: 100%; min-height: 40px; margin-top: 20px; border: 1px solid var(--fill); border-radius: 6px; background: var(--fill); color: #fff; cursor: pointer; }
#hint { margin: 6px 0 0; font-size: 12px; line-height: 16px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.after { margin-top: 16px; }
.wrong { padding: 10px 14px; border-radius: 8px; background: var(--bad-tint); color: var(--bad); }
.out { width: auto; min-height: 32px; margin: 16px 0 0; padding: 0 12px; border-color: var(--line); background: none; color: inherit; }
footer { display: flex; flex-wrap: wrap; justify-content: center; gap: 4px 16px; margin-top: 20px; font-size: 12px; }
footer a { padding: 4px 0; color: var(--text-2); }
footer [aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
@media (max-width: 599px) { body { padding-top: 24px; font-size: 16px; } input, button { min-height: 48px; } footer a { padding: 12px 4px; } }
@media (prefers-contrast: more) { :root { --text-2: var(--text); --line: var(--edge); } }
@media (forced-colors: active) { button, .wrong { border: 1px solid CanvasText; } }
`
/** For the page's own policy: nothing but this style, our own letters, and forms to ourselves. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

export interface Page {
  language: string
  title: string
  /** Who is signed in, and the word for signing out. */
  signedIn?: { name: string; signOut: string }
  /** The same page in other languages. */
  languages?: readonly { name: string; language: string; address: string }[]
  main: Html
}

export const pageText = ({ language, title, signedIn, languages = [], main }: Page): string =>
  '<!doctype html>' +
  html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Reskontra</title><link rel="icon" href="/favicon.svg" type="image/svg+xml"><style>${new Html(style)}</style></head>
<body><main><a class="brand" href="/"><span aria-hidden="true">R</span>Reskontra</a><h1>${title}</h1>${main}${
    signedIn &&
    html`<form method="post" action="/sign-out"><button class="out">${signedIn.signOut}: ${signedIn.name}</button></form>`
  }</main>${
    languages.length > 0 &&
    html`<footer>${languages.map(
      (one) =>
        html`<a href="${one.address}" lang="${one.language}" hreflang="${one.language}"${new Html(one.language === language ? ' aria-current="true"' : '')}>${one.name}</a>`,
    )}</footer>`
  }</body></html>`.text
