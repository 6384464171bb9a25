import { createSignInLink, findUserByEmail } from '../access/sessions.ts'
import { signInAddress } from '../access/sign-in-address.ts'
import { withoutTenant } from '../db/transaction.ts'
import { refuse } from '../kernel/problem.ts'
import type { Flags } from './arguments.ts'
import type { Command } from './command.ts'
import { openInstallation } from './installation.ts'
import { exitCode, type Terminal } from './terminal.ts'

export const signInLink: Command = {
  help: `reskontra sign-in-link --email ADDRESS [--data-dir DIR] [--json]

For who lost the password and cannot be helped within a company. The link works once, for 24 hours.`,
  flags: { email: { help: "the person's e-mail address", required: true } },
  async run(flags: Flags, terminal: Terminal): Promise<number> {
    const installation = await openInstallation(flags, terminal)
    try {
      const link = await withoutTenant(installation.pool, async (db) => {
        const user = await findUserByEmail(db, flags.one('email')!)
        if (!user) return refuse('user.unknown', `nobody has the address ${flags.one('email')}`, {}, 404)
        return createSignInLink(db, user.userId, installation.clock())
      })
      const address = signInAddress(installation, link.token)
      installation.log.warn({ by: 'the local installation' }, 'a sign-in link was made at the terminal')
      terminal.stdout.write(
        flags.has('json') ? `${JSON.stringify({ signInLink: address, expiresAt: link.expiresAt })}\n` : `${address}\n`,
      )
      tellHalfLink({ signInLink: address }, terminal)
      return exitCode.done
    } finally {
      await installation.close()
    }
  },
}

/** A link without the server's address cannot be followed: says on stderr how to complete it. */
export function tellHalfLink(answer: unknown, { stderr }: Pick<Terminal, 'stderr'>): void {
  const link = (answer as { signInLink?: unknown } | null)?.signInLink
  if (typeof link !== 'string' || !link.startsWith('/')) return
  stderr.write(
    "the link lacks the server's address, which is not known here: put it before the link, or set RESKONTRA_BASE_URL (or start the server once) and make a new link\n",
  )
}
