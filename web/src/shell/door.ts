let isLeaving = false

/** Who is signed out goes to the door, and comes back to the same address. What is typed is kept as a draft. */
export function goToDoor(): void {
  if (isLeaving) return
  isLeaving = true
  const { pathname, search, hash } = window.location
  window.location.assign(`/sign-in?to=${encodeURIComponent(`${pathname}${search}${hash}`)}`)
}
