import type { Ctx } from '../db/context.ts'
import { exchangeFolder } from '../db/exchange-folder.ts'
import { refuse } from '../kernel/problem.ts'
import type { Channel, ChannelName } from './channel.ts'
import { mailChannel } from './e-mail/mail-channel.ts'
import { folderChannel } from './folder/folder-channel.ts'
import { phossChannel } from './peppol/phoss-channel.ts'
import { officialJudge } from './peppol/validate.ts'
import { readSecret, readSetting } from './settings.ts'

/** The channel as the company has set it up. @throws Refused with what is missing, the official rules too where they are wanted. */
export async function openChannel(ctx: Ctx, name: ChannelName): Promise<Channel> {
  if (name === 'portal' || name === 'internal') return noCarrier(name)
  if (name === 'folder') {
    const setting = (await readSetting(ctx, 'delivery-folder')) ?? notSetUp(name)
    return folderChannel(name, exchangeFolder(ctx, setting.path))
  }
  if (name === 'e-mail') {
    const setting = (await readSetting(ctx, 'delivery-e-mail')) ?? notSetUp(name)
    if (setting.adapter === 'folder') return folderChannel(name, exchangeFolder(ctx, setting.path))
    const password = setting.password ? await readSecret(ctx, setting.password) : null
    return mailChannel({ ...setting, fromName: setting.fromName ?? ctx.company.name, password })
  }
  if (name === 'peppol') {
    const setting = (await readSetting(ctx, 'delivery-peppol')) ?? notSetUp(name)
    officialJudge(ctx, await readSetting(ctx, 'peppol-validation'))
    if (setting.adapter === 'folder') return folderChannel(name, exchangeFolder(ctx, setting.path))
    return phossChannel({ ...setting, token: setting.token ? await readSecret(ctx, setting.token) : null })
  }
  return refuse('delivery.print-goes-in-bundles', 'paper leaves in bundles: use delivery.print-bundle', {
    channel: name,
  })
}

const notSetUp = (name: ChannelName): never =>
  refuse(
    'delivery.channel-not-set-up',
    `the company has no setting delivery-${name}: its documents wait until it has one`,
    {
      channel: name,
    },
  )

/** What needs no carrier: a document in the portal is there for who signs in; an internal one never leaves. */
const noCarrier = (name: 'portal' | 'internal'): Channel => ({
  name,
  send: async ({ delivery }) =>
    name === 'portal'
      ? { kind: 'sent', providerId: `portal:${delivery.id}`, text: 'published in the portal' }
      : { kind: 'delivered', providerId: `internal:${delivery.id}`, text: 'internal: nothing leaves' },
  find: async () => ({ kind: 'not-sent' }),
  close: async () => {},
})
