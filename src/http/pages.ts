import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SignedIn } from '../access/sessions.ts'
import { endSession, setPassword, signInByLink, signInByPassword } from '../access/sessions.ts'
import { Refused } from '../kernel/problem.ts'
import { type Asker, sessionAsker } from './caller.ts'
import { Html, html, pagePolicy, pageText } from './html.ts'
import { problemDetails } from './problem-details.ts'
import type { Runner } from './run-verb.ts'
import { clearCookie, deviceOf, sameSite, setCookie } from './session-routes.ts'
import { hasText, isLanguage, type Language, languageNames, languageOf, type TextName, textOf } from './texts.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply, t: (name: TextName) => string) => Promise<FastifyReply>
type PersonAsker = Asker & { signedIn: SignedIn }

/** Plain pages without scripts, for coming in: sign-in, one-time links, the first password. */
export function pageRoutes(server: FastifyInstance, runner: Runner): void {
  const { installation } = runner
  const { pool } = installation
  const page = (handler: Handler) => (request: FastifyRequest, reply: FastifyReply) =>
    handled(runner, handler, request, reply)
  const person = (handler: (asker: PersonAsker, ...rest: Parameters<Handler>) => Promise<FastifyReply>) =>
    page(async (request, reply, t) => {
      const asker = await sessionAsker(installation, request)
      return asker ? handler(asker, request, reply, t) : reply.redirect(doorTo(request.url), 303)
    })

  server.get(
    '/sign-in',
    page(async (request, reply, t) => {
      const asker = await sessionAsker(installation, request)
      if (asker) return reply.redirect(askedFor(request), 303)
      return show(request, reply, null, t('signIn'), signInForm(request, t))
    }),
  )
  server.post(
    '/sign-in',
    page(async (request, reply) => {
      sameSite(request)
      const { email = '', password = '' } = (request.body ?? {}) as Record<string, string>
      const session = await signInByPassword(
        pool,
        { email, password: password.slice(0, 1000) },
        deviceOf(request),
        installation.clock(),
      )
      setCookie(reply, installation, session)
      return reply.redirect(askedFor(request), 303)
    }),
  )
  // Opening the address does nothing: programs that look at the links of a mail must not use it up.
  server.get(
    '/sign-in/:token',
    page(async (request, reply, t) =>
      show(
        request,
        reply,
        null,
        t('signIn'),
        html`<p>${t('linkHint')}</p><form method="post"><button>${t('signIn')}</button></form>`,
      ),
    ),
  )
  server.post(
    '/sign-in/:token',
    page(async (request, reply) => {
      sameSite(request)
      const { token } = request.params as { token: string }
      const session = await signInByLink(pool, token, deviceOf(request), installation.clock())
      setCookie(reply, installation, session)
      return reply.redirect(session.hasPassword ? '/' : '/password', 303)
    }),
  )
  server.get(
    '/password',
    person(async (asker, request, reply, t) =>
      show(request, reply, asker, t('choosePassword'), passwordForm(asker, t)),
    ),
  )
  server.post(
    '/password',
    person(async (asker, request, reply) => {
      sameSite(request)
      const { password = '', current } = (request.body ?? {}) as Record<string, string>
      await setPassword(
        pool,
        { userId: asker.userId, token: asker.sessionToken },
        { password, current },
        request.ip,
        installation.clock(),
      )
      return reply.redirect('/', 303)
    }),
  )
  server.post(
    '/sign-out',
    person(async (asker, request, reply) => {
      sameSite(request)
      await endSession(pool, asker.sessionToken!)
      clearCookie(reply, installation)
      return reply.redirect('/sign-in', 303)
    }),
  )
}

/** Back to where a person was when he was signed out: only to a screen of ours. */
function askedFor(request: FastifyRequest): string {
  const { to } = request.query as { to?: unknown }
  if (typeof to !== 'string' || !to.startsWith('/companies/') || !URL.canParse(to, 'http://here')) return '/'
  const { origin, pathname, search, hash } = new URL(to, 'http://here')
  return origin === 'http://here' && pathname.startsWith('/companies/') ? `${pathname}${search}${hash}` : '/'
}

const doorTo = (address: string): string =>
  address === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(address)}`

/** The page's own address with what was asked for, in a language. */
function addressIn(request: FastifyRequest, language: string): string {
  const to = askedFor(request)
  return `${request.url.split('?')[0]}?${new URLSearchParams({ ...(to === '/' ? {} : { to }), lang: language })}`
}

/** What the person chose on the page, else what the browser asks for. */
function languageFor(request: FastifyRequest): Language {
  const { lang } = request.query as { lang?: unknown }
  return isLanguage(lang) ? lang : languageOf(request.headers['accept-language'])
}

function signInForm(request: FastifyRequest, t: (name: TextName) => string): Html {
  const { email = '' } = (request.body ?? {}) as { email?: string }
  const { ended } = request.query as { ended?: unknown }
  const { search } = new URL(addressIn(request, languageFor(request)), 'http://here')
  return html`${ended ? html`<p>${t('ended')}</p>` : ''}<form method="post" action="/sign-in${search}">
<label for="email">${t('email')}</label><input id="email" name="email" type="email" value="${email}" autocomplete="username" required${new Html(email ? '' : ' autofocus')}>
<label for="password">${t('password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required${new Html(email ? ' autofocus' : '')}>
<div><button>${t('signIn')}</button></div></form>`
}

const passwordForm = (asker: PersonAsker, t: (name: TextName) => string): Html =>
  html`<p>${asker.signedIn.email}${!asker.signedIn.hasPassword && html`<br>${t('passwordWhy')}`}</p><form method="post" action="/password">${
    asker.signedIn.hasPassword &&
    html`<label for="current">${t('present')}</label><input id="current" name="current" type="password" autocomplete="current-password" required>`
  }<label for="password">${t('password')}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required aria-describedby="hint"${new Html(asker.signedIn.hasPassword ? '' : ' autofocus')}>
<p id="hint">${t('passwordHint')}</p><div><button>${t('save')}</button></div></form><p class="after"><a href="/">${t(asker.signedIn.hasPassword ? 'back' : 'notNow')}</a></p>`

function show(
  request: FastifyRequest,
  reply: FastifyReply,
  asker: PersonAsker | null,
  title: string,
  main: Html,
): FastifyReply {
  const language = asker?.signedIn.language ?? languageFor(request)
  const signedIn = asker ? { signedIn: { name: asker.signedIn.name, signOut: textOf(language, 'signOut') } } : {}
  return reply
    .header('content-security-policy', pagePolicy)
    .type('text/html; charset=utf-8')
    .send(
      pageText({
        language,
        title,
        main,
        ...signedIn,
        ...(asker
          ? {}
          : { languages: languageNames.map((one) => ({ ...one, address: addressIn(request, one.language) })) }),
      }),
    )
}

/** What goes wrong on a page is told on a page, in the reader's language where the code has a text. */
async function handled(
  runner: Runner,
  handler: Handler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const language = languageFor(request)
  const t = (name: TextName): string => textOf(language, name)
  try {
    const asker = request.cookies.reskontra_session ? await sessionAsker(runner.installation, request) : undefined
    return await handler(request, reply, asker ? (name) => textOf(asker.signedIn.language, name) : t)
  } catch (error) {
    const { details, bug } = problemDetails(error)
    if (bug || !(error instanceof Refused))
      runner.installation.log.error({ err: error, request: request.id }, 'a page broke off')
    const told = details.problems.map(({ code, message }) => (hasText(code) ? t(code) : message))
    const isDoor = request.routeOptions.url?.startsWith('/sign-in')
    const again = isDoor ? signInForm(request, t) : html`<p><a href="/">${t('back')}</a></p>`
    return show(
      request,
      reply.code(details.status),
      null,
      isDoor ? t('signIn') : t('wrong'),
      html`${told.map((text) => html`<p class="wrong" role="alert">${text}</p>`)}${again}`,
    )
  }
}
