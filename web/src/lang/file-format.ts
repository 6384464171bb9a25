import { codes } from './codes.ts'
import { useText } from './language.tsx'
import type { Phrases } from './phrase.ts'

/** "camt.054", "BgMax": what a file's format is called by those who make it. */
export function useFormatName(): (format: string) => string {
  const t = useText()
  const names: Phrases = codes.fileFormat
  return (format) => (Object.hasOwn(names, format) ? t(names[format]!) : format)
}
