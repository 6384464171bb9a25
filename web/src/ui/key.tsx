import { keyName } from '../shell/key-names.ts'

/** A key printed where it acts. Screen readers get the keys from the list under "?". */
export function Key({ name }: { name: string }) {
  return (
    <kbd className="key" aria-hidden>
      {keyName(name)}
    </kbd>
  )
}
