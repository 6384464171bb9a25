import path from 'node:path'
import type { SecretReference } from '../../company/parameter-shapes.ts'
import type { Ctx } from '../../db/context.ts'
import { refuse } from '../../kernel/problem.ts'
import { readSecret, readSetting } from '../settings.ts'
import type { Folder } from './folder.ts'
import { localFolder } from './local-folder.ts'
import { sftpFolder } from './sftp-folder.ts'

/**
 * The folder that a setting means: below `exchange/<company code>` of the data directory, below a root in RESKONTRA_FOLDERS,
 * or "sftp://user@host/path" on a server of the parameter "sftp-servers".
 * @throws Refused when it lies outside of what this installation allows, or its server is not set up
 */
export async function openFolder(ctx: Ctx, given: string): Promise<Folder> {
  if (/^sftp:/i.test(given)) return openSftp(ctx, given)
  const own = path.join(ctx.settings.dataDir, 'exchange', ctx.company.code)
  const at = path.resolve(own, given)
  const lies = (root: string) => at === root || at.startsWith(root + path.sep)
  if (lies(own)) return localFolder(given, at, true)
  if (roots().some(lies)) return localFolder(given, at, false)
  return refuse(
    'folder.not-allowed',
    `${given} lies outside of the folders that this installation hands out: give a path below exchange/${ctx.company.code} of the data directory, name its root in RESKONTRA_FOLDERS, or give the address of an SFTP server`,
    { path: given },
  )
}

const roots = (): string[] =>
  (process.env.RESKONTRA_FOLDERS ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .map((root) => path.resolve(root))

async function openSftp(ctx: Ctx, given: string): Promise<Folder> {
  const url = URL.canParse(given) ? new URL(given) : null
  if (!url?.hostname || url.password || url.search || url.hash)
    return refuse(
      'folder.sftp-address-wrong',
      'an SFTP folder is given as sftp://user@host/path; its key or password stand in the parameter sftp-servers as references',
      {},
    )
  const [host, user, port] = [url.hostname, decodeURIComponent(url.username), url.port ? Number(url.port) : 22]
  const server = ((await readSetting(ctx, 'sftp-servers'))?.servers ?? []).find(
    (one) => one.host === host && one.port === port && (one.user === user || user === ''),
  )
  if (!server)
    return refuse('folder.sftp-server-unknown', `the parameter sftp-servers knows no ${user}@${host}:${port}: add it`, {
      server: `${user}@${host}:${port}`,
    })
  const secret = async (reference: SecretReference | undefined) => (reference ? await readSecret(ctx, reference) : null)
  const [password, privateKey, passphrase] = [
    await secret(server.password),
    await secret(server.privateKey),
    await secret(server.passphrase),
  ]
  const at = decodeURIComponent(url.pathname) || '/'
  // As in the addresses of curl and scp: /~/ is where the user arrives.
  return sftpFolder({ ...server, password, privateKey, passphrase }, at.startsWith('/~/') ? at.slice(3) || '.' : at)
}
