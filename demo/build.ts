import type { Installation } from '../src/jobs/perform.ts'
import type { Day } from '../src/kernel/day.ts'
import { buildRoza } from './bg.ts'
import { giveCredit } from './credit.ts'
import type { Job, JobReport } from './main-job.ts'
import { mainJob } from './main-job.ts'
import { buildFjordlys } from './no.ts'
import { buildBjorkvik } from './se.ts'
import { hire } from './staff.ts'
import type { Story } from './story.ts'
import { deliveredBefore } from './story.ts'
import { twins } from './twins.ts'

/** History up to here; the main job is the day after, with the files in demo/files. */
export const history = { from: '2024-01-01' as Day, to: '2026-11-19' as Day, today: '2026-11-20' as Day }
const households = 180

export const jobs: Record<'bjorkvik' | 'fjordlys' | 'roza', Job> = {
  bjorkvik: {
    orderFiles: [
      { name: 'bjorkvik-avgifter-november.xlsx' },
      { name: 'bjorkvik-extern-debitering.txt', invoiceGroup: '40' },
    ],
    bankFiles: ['bjorkvik-camt054-november.xml', 'bjorkvik-bgmax-november.txt'],
  },
  fjordlys: {
    orderFiles: [{ name: 'fjordlys-ordre-november.csv' }],
    bankFiles: ['fjordlys-ocr-giro-november.txt', 'fjordlys-camt054-november.xml'],
  },
  roza: {
    orderFiles: [{ name: 'roza-porachki-noemvri.xlsx' }],
    bankFiles: ['roza-camt053-noemvri.xml'],
  },
}

export interface DemoCompanies {
  bjorkvik: Story
  fjordlys: Story
  roza: Story
}

/** Three companies with years of history, the same on every machine. */
export async function buildCompanies(
  installation: Installation,
  tell: (text: string) => void = () => {},
): Promise<DemoCompanies> {
  const told = <T>(name: string, built: () => Promise<T>): Promise<T> => {
    tell(`history: ${name} …`)
    return built()
  }
  const companies = {
    bjorkvik: await told('bjorkvik', () => buildBjorkvik(installation, { ...history, households })),
    fjordlys: await told('fjordlys', () => buildFjordlys(installation, history)),
    roza: await told('roza', () => buildRoza(installation, history)),
  }
  for (const name of ['bjorkvik', 'fjordlys', 'roza'] as const) {
    await deliveredBefore(companies[name])
    await hire(companies[name], name)
  }
  return companies
}

/** Builds the demo companies and runs the main job of each on the shipped files. */
export async function loadDemo(
  installation: Installation,
  tell: (text: string) => void = () => {},
): Promise<JobReport[]> {
  tell('three demo companies, three years each: a minute or two …')
  const companies = await buildCompanies(installation, tell)
  const reports: JobReport[] = []
  for (const name of ['bjorkvik', 'fjordlys', 'roza'] as const) {
    tell(`main job: ${name} …`)
    reports.push(await mainJob(companies[name], jobs[name]))
    await giveCredit(companies[name])
  }
  await twins(companies.bjorkvik)
  return reports
}
