import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { areasOf } from '../access/rights.ts'
import type { SignedIn } from '../access/sessions.ts'
import { endSession, setPassword, signInByLink, signInByPassword } from '../access/sessions.ts'
import { answerOf, perform } from '../jobs/perform.ts'
import { Refused } from '../kernel/problem.ts'
import { type Asker, companiesFor, inCompany, sessionAsker, userFor } from './caller.ts'
import { companyFigures } from './company-figures.ts'
import { asTables, type Html, html, pagePolicy, pageText } from './html.ts'
import { problemDetails } from './problem-details.ts'
import type { Runner } from './run-verb.ts'
import { clearCookie, deviceOf, sameSite, setCookie } from './session-routes.ts'
import { hasText, type Language, languageOf, type TextName, textOf } from './texts.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply, t: (name: TextName) => string) => Promise<FastifyReply>
type PersonAsker = Asker & { signedIn: SignedIn }

/** Plain pages without scripts: sign-in, and the proof per company. The screens use the API alone. */
export function pageRoutes(server: FastifyInstance, runner: Runner): void {
  const { installation } = runner
  const { pool } = installation
  const page = (handler: Handler) => (request: FastifyRequest, reply: FastifyReply) =>
    handled(runner, handler, request, reply)
  const person = (handler: (asker: PersonAsker, ...rest: Parameters<Handler>) => Promise<FastifyReply>) =>
    page(async (request, reply, t) => {
      const asker = await sessionAsker(installation, request)
      return asker ? handler(asker, request, reply, t) : reply.redirect('/sign-in', 303)
    })

  server.get(
    '/',
    person(async (asker, request, reply, t) => {
      const companies = await companiesFor(installation, asker)
      const list = companies.map((company) => html`<li><a href="/companies/${company.code}">${company.name}</a></li>`)
      return show(
        request,
        reply,
        asker,
        t('companies'),
        list.length > 0 ? html`<ul>${list}</ul>` : html`<p>${t('none')}</p>`,
      )
    }),
  )
  server.get(
    '/companies/:company',
    person((asker, request, reply, t) => companyPage(runner, asker, request, reply, t)),
  )

  server.get(
    '/sign-in',
    page(async (request, reply, t) => show(request, reply, null, t('signIn'), signInForm(t))),
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
      return reply.redirect('/', 303)
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

async function companyPage(
  runner: Runner,
  asker: PersonAsker,
  request: FastifyRequest,
  reply: FastifyReply,
  t: (name: TextName) => string,
) {
  const { installation, verbs } = runner
  const inside = await inCompany(installation, asker, (request.params as { company: string }).company)
  const company = (await companiesFor(installation, asker)).find(({ id }) => id === inside.companyId)
  const title = company?.name ?? inside.companyCode
  if (areasOf(inside.rights, 'reports.prove') === null)
    return show(request, reply, asker, title, html`<p>${t('noProof')}</p>`)
  const user = userFor(inside, 'reports.prove')
  const { runs, ...counts } = await companyFigures(installation, inside.companyId, user)
  const prove = verbs.find(({ name }) => name === 'reports.prove')
  const proof =
    prove &&
    answerOf(installation, prove, await perform(installation, prove, { companyId: inside.companyId, user }, {}))
  const labels = (name: string): string => (hasText(name) ? t(name) : name.replace(/([A-Z])/g, ' $1').toLowerCase())
  return show(
    request,
    reply,
    asker,
    title,
    html`<h2>${t('counts')}</h2>${asTables(counts, labels)}
      ${proof !== undefined && html`<h2>${t('proof')}</h2>${asTables(proof, labels, 1)}`}
      <h2>${t('runs')}</h2>${asTables(
        runs.map((run) => ({ ...run, at: run.at.toISOString().slice(0, 16).replace('T', ' ') })),
        labels,
      )}
      <p><a href="/">${t('back')}</a></p>`,
  )
}

const signInForm = (t: (name: TextName) => string): Html =>
  html`<form method="post" action="/sign-in">
<label for="email">${t('email')}</label><input id="email" name="email" type="email" autocomplete="username" required autofocus>
<label for="password">${t('password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<div><button>${t('signIn')}</button></div></form>`

const passwordForm = (asker: PersonAsker, t: (name: TextName) => string): Html =>
  html`<p>${asker.signedIn.email}</p><form method="post" action="/password">${
    asker.signedIn.hasPassword &&
    html`<label for="current">${t('present')}</label><input id="current" name="current" type="password" autocomplete="current-password" required>`
  }<label for="password">${t('password')}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required aria-describedby="hint">
<p id="hint">${t('passwordHint')}</p><div><button>${t('save')}</button></div></form><p><a href="/">${t('back')}</a></p>`

function show(
  request: FastifyRequest,
  reply: FastifyReply,
  asker: PersonAsker | null,
  title: string,
  main: Html,
): FastifyReply {
  const language = asker?.signedIn.language ?? languageOf(request.headers['accept-language'])
  const signedIn = asker ? { signedIn: { name: asker.signedIn.name, signOut: textOf(language, 'signOut') } } : {}
  return reply
    .header('content-security-policy', pagePolicy)
    .type('text/html; charset=utf-8')
    .send(pageText({ language, title, main, ...signedIn }))
}

/** What goes wrong on a page is told on a page, in the reader's language where the code has a text. */
async function handled(
  runner: Runner,
  handler: Handler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const language: Language = languageOf(request.headers['accept-language'])
  const t = (name: TextName): string => textOf(language, name)
  try {
    const asker = request.cookies.reskontra_session ? await sessionAsker(runner.installation, request) : undefined
    return await handler(request, reply, asker ? (name) => textOf(asker.signedIn.language, name) : t)
  } catch (error) {
    const { details, bug } = problemDetails(error)
    if (bug || !(error instanceof Refused))
      runner.installation.log.error({ err: error, request: request.id }, 'a page broke off')
    const told = details.problems.map(({ code, message }) => (hasText(code) ? t(code) : message))
    const again = request.routeOptions.url?.startsWith('/sign-in')
      ? signInForm(t)
      : html`<p><a href="/">${t('back')}</a></p>`
    return show(
      request,
      reply.code(details.status),
      null,
      t('wrong'),
      html`${told.map((text) => html`<p class="wrong" role="alert">${text}</p>`)}${again}`,
    )
  }
}
