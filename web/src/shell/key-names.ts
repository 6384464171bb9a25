const signs: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  Space: '␣',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
}
const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
let printed: { get(code: string): string | undefined } | null = null

let movedTo: Readonly<Record<string, string>> = {}
/** What a person has changed: the caps show the key to press, not the one it was. */
export function showChangedKeys(changed: Readonly<Record<string, string>>): void {
  movedTo = changed
}

/** Letters are shown as the person's own layout prints them, where the browser tells. */
export async function readLayout(): Promise<void> {
  const keyboard = (navigator as { keyboard?: { getLayoutMap?: () => Promise<Map<string, string>> } }).keyboard
  printed = (await keyboard?.getLayoutMap?.().catch(() => null)) ?? null
}

/** "Ctrl+Enter" → "Ctrl ↵" (⌘ ↵ on a Mac), "E" → what is printed on that key. */
export function keyName(key: string): string {
  return (movedTo[key] ?? key)
    .split(/(?<=.)\+/)
    .map((part) => {
      if (part === 'Ctrl') return isMac ? '⌘' : 'Ctrl'
      if (part === 'Shift') return '⇧'
      if (/^[A-Z]$/.test(part)) return printed?.get(`Key${part}`)?.toUpperCase() ?? part
      return signs[part] ?? part
    })
    .join(' ')
}
