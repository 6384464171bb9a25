import type { Ctx } from '../db/context.ts'
import { refuse } from '../kernel/problem.ts'
import { reason } from '../kernel/words/reasons.ts'
import type { Channel, ChannelName } from './channel.ts'
import { mailChannel } from './e-mail/mail-channel.ts'
import { folderChannel } from './folder/folder-channel.ts'
import { openFolder } from './folder/open-folder.ts'
import { phossChannel } from './peppol/phoss-channel.ts'
import { officialJudge } from './peppol/validate.ts'
import type { Setting } from './settings.ts'
import { readSecret, readSetting } from './settings.ts'
import type { SmsInterface } from './sms/providers.ts'
import { readyMade } from './sms/providers.ts'
import { smsChannel } from './sms/sms-channel.ts'

/** The channel as the company has set it up. @throws Refused with what is missing, the official rules too where they are wanted. */
export async function openChannel(ctx: Ctx, name: ChannelName): Promise<Channel> {
  if (name === 'portal') return portal
  if (name === 'internal') return internal
  if (name === 'folder') {
    const setting = (await readSetting(ctx, 'delivery-folder')) ?? notSetUp(name)
    return folderChannel(name, await openFolder(ctx, setting.path))
  }
  if (name === 'e-mail') {
    const setting = (await readSetting(ctx, 'delivery-e-mail')) ?? notSetUp(name)
    if (setting.adapter === 'folder') return folderChannel(name, await openFolder(ctx, setting.path))
    const password = setting.password ? await readSecret(ctx, setting.password) : null
    return mailChannel({ ...setting, fromName: setting.fromName ?? ctx.company.name, password })
  }
  if (name === 'sms') {
    const setting = (await readSetting(ctx, 'delivery-sms')) ?? notSetUp(name)
    if (setting.adapter === 'folder') return folderChannel(name, await openFolder(ctx, setting.path))
    const secrets: Record<string, string> = {}
    for (const [key, reference] of Object.entries(setting.secrets)) secrets[key] = await readSecret(ctx, reference)
    return smsChannel({ from: setting.from, values: setting.values, secrets, interface: smsInterface(setting) })
  }
  if (name === 'peppol') {
    const setting = (await readSetting(ctx, 'delivery-peppol')) ?? notSetUp(name)
    officialJudge(ctx, await readSetting(ctx, 'peppol-validation'))
    if (setting.adapter === 'folder') return folderChannel(name, await openFolder(ctx, setting.path))
    return phossChannel({ ...setting, token: setting.token ? await readSecret(ctx, setting.token) : null })
  }
  return refuse('delivery.print-goes-in-bundles', 'paper leaves in bundles: use delivery.print-bundle', {
    channel: name,
  })
}

/** What the setting says, over what is ready-made. */
function smsInterface(setting: Extract<Setting<'delivery-sms'>, { adapter: 'http' }>): SmsInterface {
  const base = setting.provider ? readyMade[setting.provider] : null
  // The shape wants one of the two.
  const send = (setting.send ?? base?.send)!
  const receipt = setting.receipt ?? base?.receipt
  const lookup = setting.lookup ?? base?.lookup
  return {
    send,
    idPath: setting.idPath ?? base?.idPath ?? 'id',
    answers: setting.answers ?? base?.answers ?? [],
    ...(receipt ? { receipt } : {}),
    ...(lookup ? { lookup } : {}),
  }
}

const notSetUp = (name: ChannelName): never =>
  refuse(
    'delivery.channel-not-set-up',
    `the company has no setting delivery-${name}: its documents wait until it has one`,
    {
      channel: name,
    },
  )

/** There is no portal yet that a document could be seen in: who was to find it there is reached by the next channel. */
const portal: Channel = {
  name: 'portal',
  send: async () => ({ kind: 'refused', by: 'receiver', text: reason('portal-missing') }),
  find: async () => ({ kind: 'not-sent' }),
  close: async () => {},
}

/** An internal document never leaves. */
const internal: Channel = {
  name: 'internal',
  send: async ({ delivery }) => ({
    kind: 'delivered',
    providerId: `internal:${delivery.id}`,
    text: reason('internal'),
  }),
  find: async () => ({ kind: 'not-sent' }),
  close: async () => {},
}
