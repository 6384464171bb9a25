import { useState } from 'react'
import { useAct, useRead } from '../../api/use-verb.ts'
import { texts } from './texts.ts'

/** area, group, party (customer number), partyName (as it was called when chosen), period (yyyy-mm). */
export type Filters = Record<string, string>

export type PanelKey = 'receivables' | 'cash' | 'machine' | 'dso' | 'debtors'
export interface PanelPlace {
  key: PanelKey
  hidden: boolean
  filters: Filters
}

const panelKeys: readonly PanelKey[] = ['receivables', 'cash', 'machine', 'dso', 'debtors']
export const panelTitles = {
  receivables: texts.receivables,
  cash: texts.cash,
  machine: texts.machine,
  dso: texts.dso,
  debtors: texts.debtors,
} as const

/** As kept for the person; what this release has added stands last. */
export function usePlaces() {
  const preferences = useRead('workspace.read-preferences', {}, { staleMillis: 60_000 })
  const keep = useAct('workspace.save-preferences')
  const [changed, setChanged] = useState<PanelPlace[] | null>(null)
  const kept = (preferences.data?.preferences.home?.panels ?? []).flatMap((panel): PanelPlace[] =>
    panelKeys.includes(panel.key as PanelKey)
      ? [{ key: panel.key as PanelKey, hidden: panel.hidden ?? false, filters: panel.filters ?? {} }]
      : [],
  )
  const missing = panelKeys.filter((key) => !kept.some((panel) => panel.key === key))
  const places = changed ?? [...kept, ...missing.map((key) => ({ key, hidden: false, filters: {} }))]
  return {
    places,
    save: (panels: PanelPlace[]) => {
      setChanged(panels)
      keep.run({ preferences: { home: { panels } } }).catch(() => setChanged(null))
    },
    reset: () => {
      setChanged(panelKeys.map((key) => ({ key, hidden: false, filters: {} })))
      keep.run({ preferences: {}, forget: ['home'] }).catch(() => setChanged(null))
    },
  }
}
