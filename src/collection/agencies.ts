import { z } from 'zod'
import { secretReference } from '../company/parameter-shapes.ts'
import type { Ctx } from '../db/context.ts'
import { dayText } from '../db/schemas.ts'
import { openFolder } from '../delivery/folder/open-folder.ts'
import { readSecret } from '../delivery/settings.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { Adapter } from './adapters/adapter.ts'
import { amiliAdapter } from './adapters/amili.ts'
import { folderAdapter } from './adapters/folder.ts'

export const targets = ['agency', 'court'] as const
export type Target = (typeof targets)[number]
export const adapterNames = ['folder', 'amili', 'authority-file', 'paper'] as const

const folder = z.string().min(1).max(500)
/** Ombud: who acts for the company; null: it acts for itself. */
const representative = z
  .strictObject({
    name: z.string().min(1).max(60),
    number: z.string().min(1).max(20),
    street: z.string().max(50),
    postCode: z.string().max(10),
    city: z.string().max(30),
  })
  .nullable()
  .default(null)

/** Settings of each adapter; folders as everywhere (src/delivery/folder/open-folder.ts), secrets by reference alone. */
export const settingShapes = {
  folder: z.strictObject({
    path: folder,
    /** Where its receipts and remittances come. */
    answers: folder,
    /** False: the agency sends no receipts; what lies in its folder counts as taken. */
    receipts: z.boolean().default(true),
  }),
  amili: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    key: secretReference,
    account: z.string().min(1).max(100),
    creditor: z.string().min(1).max(100),
    firstAction: z.string().min(1).max(50).default('debt_collection'),
    payoutsFrom: dayText.nullable().default(null),
    /** Minutes after which an agency that does not know a case is believed not to have taken it. */
    graceMinutes: z.number().min(0).max(1440).default(15),
  }),
  'authority-file': z.strictObject({
    path: folder,
    answers: folder,
    /** Given by the authority with the permission. */
    representativeCode: z.string().min(1).max(20),
    layout: z.enum(['flat', 'xml']).default('flat'),
    test: z.boolean().default(false),
    representative,
  }),
  paper: z.strictObject({
    representative,
    /** Whose claims go to it: post codes ("0155"), ranges of them ("0001-1295"), places; empty: it is not told. */
    serves: z.array(z.string().trim().min(1).max(60)).max(500).default([]),
  }),
} as const

export interface Agency {
  id: Id
  code: string
  name: string
  target: Target
  adapter: (typeof adapterNames)[number]
  settings: unknown
  partyId: Id | null
  membershipNumber: string | null
  creditorNumber: string | null
  handover: 'by-itself' | 'approved'
  accruesInterest: boolean
  feeTerms: { percent?: string; fixed?: string; vatPercent?: string }
  isDefault: boolean
  businessAreaId: Id | null
}

const columns = `id, code, name, target, adapter, settings, party_id as "partyId", membership_number as "membershipNumber", creditor_number as "creditorNumber",
  handover, accrues_interest as "accruesInterest", fee_terms as "feeTerms", is_default as "isDefault", business_area_id as "businessAreaId"`

export const readAgencies = ({ db, company, today }: Ctx): Promise<Agency[]> =>
  db.rows<Agency>(`select ${columns} from collection_agencies where company_id = $1 and closed_on > $2 order by code`, [
    company.id,
    today,
  ])

/** @throws Refused collection.agency-unknown */
export async function agencyByCode(ctx: Ctx, code: string): Promise<Agency> {
  const found = await ctx.db.maybe<Agency>(
    `select ${columns} from collection_agencies where company_id = $1 and code = $2`,
    [ctx.company.id, code],
  )
  return (
    found ??
    refuse('collection.agency-unknown', `there is no agency ${code}: add it, or choose another`, { agency: code }, 404)
  )
}

/**
 * Who may take cases: the one that is named, wherever the debtor lives, or all.
 * @throws Refused collection.agency-unknown, collection.agency-is-court, collection.agency-is-no-court
 */
export async function agenciesFor(ctx: Ctx, code: string | undefined, target?: Target): Promise<Agency[]> {
  if (!code) return readAgencies(ctx)
  const agency = await agencyByCode(ctx, code)
  if (target && agency.target !== target)
    refuse(
      target === 'agency' ? 'collection.agency-is-court' : 'collection.agency-is-no-court',
      target === 'agency'
        ? `${agency.name} is a court: applications go there`
        : `${agency.name} is an agency: hand the claim over to it`,
      { agency: code },
    )
  const settings = agency.adapter === 'paper' ? { ...(agency.settings as object), serves: [] } : agency.settings
  return [{ ...agency, settings, isDefault: true, businessAreaId: null }]
}

/** The settings as their adapter wants them. @throws Refused collection.settings-wrong */
export function settingsOf<N extends keyof typeof settingShapes>(
  agency: Pick<Agency, 'code' | 'settings'>,
  adapter: N,
): z.output<(typeof settingShapes)[N]> {
  const parsed = settingShapes[adapter].safeParse(agency.settings)
  if (parsed.success) return parsed.data as z.output<(typeof settingShapes)[N]>
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || adapter}: ${issue.message}`).join('; ')
  return refuse('collection.settings-wrong', `the settings of ${agency.code} cannot be used: ${faults}`, {
    agency: agency.code,
    faults,
  })
}

/** Who acts for the company before a court; null: it acts for itself. */
export const representativeOf = (court: Pick<Agency, 'code' | 'settings'> & { adapter: string }) =>
  settingsOf(court, court.adapter === 'paper' ? 'paper' : 'authority-file').representative

/** True where a message that left counts as taken: nobody sends receipts. */
export const needsNoReceipt = (agency: Agency): boolean =>
  agency.adapter === 'folder' && !settingsOf(agency, 'folder').receipts

type Way = Pick<Agency, 'code' | 'adapter' | 'settings'>

/** Whether what is behind it is set up here: its folder, its server, its key. Nothing is called. @throws Refused, as its first message would */
export async function refuseUnlessSetUp(ctx: Ctx, way: Way): Promise<void> {
  if (way.adapter === 'paper') return
  if (way.adapter !== 'authority-file') return void (await openAdapter(ctx, way))
  const { path, answers } = settingsOf(way, 'authority-file')
  await openFolder(ctx, path)
  await openFolder(ctx, answers)
}

/** The way to an agency; the court's own files go by src/collection/enforcement. */
export async function openAdapter(ctx: Ctx, agency: Way): Promise<Adapter> {
  if (agency.adapter === 'amili') {
    const settings = settingsOf(agency, 'amili')
    return amiliAdapter({ ...settings, key: await readSecret(ctx, settings.key) })
  }
  const settings = settingsOf(agency, 'folder')
  return folderAdapter({ out: await openFolder(ctx, settings.path), answers: await openFolder(ctx, settings.answers) })
}
