let isLeaving = false

/** He is shut out: what is asked now is refused. */
export const isAtDoor = (): boolean => isLeaving

/**
 * Who is signed out goes to the door, and comes back to the same address. What is typed is kept as a draft.
 * @param hasEnded he was in: the door says, in his language, why he stands before it
 */
export function goToDoor(hasEnded = false): void {
  if (isLeaving) return
  isLeaving = true
  const { pathname, search, hash } = window.location
  if (hasEnded) localStorage.setItem('language', document.documentElement.lang.slice(0, 2))
  // Who steps back from the door comes to it again as a stranger: it goes on in his language.
  const language = localStorage.getItem('language')
  const why = `${hasEnded ? '&ended=1' : ''}${language ? `&lang=${language}` : ''}`
  window.location.assign(`/sign-in?to=${encodeURIComponent(`${pathname}${search}${hash}`)}${why}`)
}
