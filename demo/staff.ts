import { createUser } from '../src/access/create-user.ts'
import { grantRole } from '../src/access/grant-role.ts'
import { assignResponsible } from '../src/credit/assign-responsible.ts'
import type { Story } from './story.ts'

interface Colleague {
  email: string
  name: string
  role: 'clerk' | 'approver' | 'controller' | 'auditor'
  /** Business areas; left out: every one. */
  areas?: string[]
  /** Invoice groups whose overdue customers are told to them. */
  responsibleFor?: string[]
}

/** Who works there. Nobody has a password: `reskontra sign-in-link --email …` lets one look with somebody's eyes. */
const staff: Record<'bjorkvik' | 'fjordlys' | 'roza', Colleague[]> = {
  bjorkvik: [
    { email: 'eva.ek@bjorkvik.example', name: 'Eva Ek', role: 'clerk', areas: ['BUN', 'TEK'], responsibleFor: ['20'] },
    { email: 'sara.holm@bjorkvik.example', name: 'Sara Holm', role: 'clerk', areas: ['SOC'] },
    { email: 'lars.nyman@bjorkvik.example', name: 'Lars Nyman', role: 'approver' },
    { email: 'maria.dahl@bjorkvik.example', name: 'Maria Dahl', role: 'controller' },
  ],
  fjordlys: [
    { email: 'ingrid.lie@fjordlys.example', name: 'Ingrid Lie', role: 'clerk' },
    { email: 'ole.strand@fjordlys.example', name: 'Ole Strand', role: 'controller' },
  ],
  roza: [
    { email: 'radka.zheleva@roza.example', name: 'Радка Желева', role: 'clerk' },
    { email: 'petar.kolev@roza.example', name: 'Петър Колев', role: 'auditor' },
  ],
}

export async function hire(story: Story, company: keyof typeof staff): Promise<void> {
  for (const { email, name, role, areas = [null], responsibleFor = [] } of staff[company]) {
    const [areaCode, ...others] = areas
    const { userId } = await story.do<{ userId: string }>(createUser, { email, name, role, areaCode })
    for (const areaCode of others) await story.do(grantRole, { userId, role, areaCode })
    for (const invoiceGroup of responsibleFor) await story.do(assignResponsible, { userId, invoiceGroup })
  }
}
