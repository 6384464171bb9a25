// Before anything is painted: the look of last time, so that a dark room is not lit up while the rest loads.
// The same rules as src/shell/theme.ts, which takes over.
try {
  const { theme = 'system', density = 'airy', keys = 'on' } = JSON.parse(localStorage.getItem('look') ?? '{}')
  const root = document.documentElement
  const asked = (query) => window.matchMedia(query).matches
  const isDark = theme === 'dark' || (theme !== 'light' && asked('(prefers-color-scheme: dark)'))
  root.dataset.theme = isDark ? 'dark' : 'light'
  root.dataset.density = density
  root.dataset.keys = keys
  if (theme === 'high-contrast' || asked('(prefers-contrast: more)')) root.dataset.contrast = 'high'
} catch {
  // Without storage the system's own look is right.
}
