import { useRouterState } from '@tanstack/react-router'
import { useSession } from '../api/session.tsx'
import { useAct, useRead } from '../api/use-verb.ts'
import { common } from '../lang/common.ts'
import { useText } from '../lang/language.tsx'
import { screens } from './screen-list.ts'
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
  const { company } = useSession()
  // A screen of the menu is called as it is called now; what has a name of its own keeps it.
  const titleOf = ({ address, title }: Favourite): string => {
    const path = address.split('?')[0]!.replace(/\/$/, '')
    if (path === `/companies/${company.code}`) return t(common.home)
    const screen = screens.find(({ to }) => to.replace('$company', company.code) === path)
    return screen ? t(screen.title) : title
  }
  const favourites: readonly Favourite[] = (preferences.data?.preferences.favourites ?? []).map((one) => ({
    ...one,
    title: titleOf(one),
  }))
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
