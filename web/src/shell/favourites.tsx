import { useRouterState } from '@tanstack/react-router'
import { useAct, useRead } from '../api/use-verb.ts'
import { useText } from '../lang/language.tsx'
import { texts } from './texts.ts'
import { useTell } from './toast.tsx'

export interface Favourite {
  address: string
  title: string
}

/** Addresses with their filters that a person has put into his menu. */
export function useFavourites() {
  const t = useText()
  const tell = useTell()
  const address = useRouterState({ select: ({ location }) => location.href })
  const preferences = useRead('workspace.read-preferences', {}, { staleMillis: 60_000 })
  const keep = useAct('workspace.save-preferences')
  const favourites: readonly Favourite[] = preferences.data?.preferences.favourites ?? []
  const isFavourite = favourites.some((one) => one.address === address)
  const save = (next: readonly Favourite[]) =>
    keep.run({ preferences: { favourites: [...next] } }).then(
      () => {},
      () => {},
    )
  return {
    favourites,
    isFavourite,
    save,
    /** The tab's title never tells more than the screen: protected persons are masked there. */
    toggle: async () => {
      const title = document.title.replace(/ · Reskontra$/, '')
      const before = { verb: 'workspace.save-preferences', input: { preferences: { favourites } } }
      if (isFavourite) await save(favourites.filter((one) => one.address !== address))
      else await save([...favourites, { address, title }])
      tell(t(isFavourite ? texts.favouriteGone : texts.favouriteAdded, { title }), before)
    },
  }
}
