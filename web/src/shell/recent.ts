const shownMax = 7
const keyOf = (company: string): string => `recent ${company}`

export interface Recent {
  address: string
  title: string
}

/**
 * What was opened in this tab, the last first. Kept in the tab alone: names of customers must not stay behind in a shared
 * browser. Titles are those of the tab, in which protected persons have no name.
 */
export function remember(company: string, recent: Recent): void {
  const others = recents(company).filter(({ address }) => address !== recent.address)
  sessionStorage.setItem(keyOf(company), JSON.stringify([recent, ...others].slice(0, shownMax + 1)))
}

export function recents(company: string): Recent[] {
  try {
    return (JSON.parse(sessionStorage.getItem(keyOf(company)) ?? '[]') as Recent[]).filter(
      ({ address, title }) => typeof address === 'string' && typeof title === 'string',
    )
  } catch {
    return []
  }
}
