type Taker = (files: readonly File[]) => void
const takers = new Set<Taker>()

/** Hands chosen files to what takes dropped ones (drop-anywhere.tsx): recognised by content, imported, answered in one place. */
export const useDropFiles = (): Taker => (files) => {
  for (const take of takers) take(files)
}

export function onFiles(take: Taker): () => void {
  takers.add(take)
  return () => takers.delete(take)
}
