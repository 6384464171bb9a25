/** How a person wants it to look; kept in the browser too, so that the first paint is right (public/look.js). */
export interface Look {
  theme?: 'system' | 'light' | 'dark' | 'high-contrast' | undefined
  density?: 'dense' | 'airy' | undefined
  keys?: 'on' | 'off' | undefined
}

export function showTheme({ theme = 'system', density = 'airy', keys = 'on' }: Look): void {
  localStorage.setItem('look', JSON.stringify({ theme, density, keys }))
  const root = document.documentElement
  const isDark = theme === 'dark' || (theme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = isDark ? 'dark' : 'light'
  root.dataset.density = density
  root.dataset.keys = keys
  if (theme === 'high-contrast' || window.matchMedia('(prefers-contrast: more)').matches) root.dataset.contrast = 'high'
  else delete root.dataset.contrast
}

/** What public/look.js has shown already follows the system from now on. */
export function showLastTheme(): void {
  const again = () => {
    const kept = localStorage.getItem('look')
    showTheme(kept ? (JSON.parse(kept) as Look) : {})
  }
  again()
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'])
    window.matchMedia(query).addEventListener('change', again)
}
