import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const inter = path.dirname(require.resolve('@expo-google-fonts/inter/package.json'))

/** The fonts that are shipped; the system's own are never looked at, so that a document looks alike everywhere. */
export const fontFiles = {
  regular: path.join(inter, '400Regular/Inter_400Regular.ttf'),
  medium: path.join(inter, '500Medium/Inter_500Medium.ttf'),
  semiBold: path.join(inter, '600SemiBold/Inter_600SemiBold.ttf'),
  ocrB: fileURLToPath(new URL('./fonts/OCRB.otf', import.meta.url)),
}

/** The Unicode characters that a TrueType or OpenType font can show: its cmap tables of format 4 and 12 (OpenType 1.9). */
export function readCoverage(file: string): (codePoint: number) => boolean {
  const font = readFileSync(file)
  const ranges: [from: number, to: number][] = []
  const cmap = tableOffset(font, 'cmap')
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const record = cmap + 4 + i * 8
    const platform = font.readUInt16BE(record)
    const start = cmap + font.readUInt32BE(record + 4)
    const format = font.readUInt16BE(start)
    if (platform !== 0 && platform !== 3) continue
    if (format === 12) ranges.push(...groupsOf(font, start))
    if (format === 4) ranges.push(...segmentsOf(font, start))
  }
  const covered = new Set<number>()
  for (const [from, to] of ranges) for (let point = from; point <= to; point++) covered.add(point)
  return (codePoint) => covered.has(codePoint)
}

function tableOffset(font: Buffer, tag: string): number {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const record = 12 + i * 16
    if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8)
  }
  throw new Error(`the font has no table ${tag}`)
}

function* groupsOf(font: Buffer, start: number): Iterable<[number, number]> {
  for (let i = 0; i < font.readUInt32BE(start + 12); i++) {
    const group = start + 16 + i * 12
    yield [font.readUInt32BE(group), font.readUInt32BE(group + 4)]
  }
}

function* segmentsOf(font: Buffer, start: number): Iterable<[number, number]> {
  const doubled = font.readUInt16BE(start + 6)
  const [ends, starts] = [start + 14, start + 16 + doubled]
  const [deltas, offsets] = [starts + doubled, starts + 2 * doubled]
  for (let at = 0; at < doubled; at += 2) {
    const [from, to] = [font.readUInt16BE(starts + at), font.readUInt16BE(ends + at)]
    const [delta, offset] = [font.readUInt16BE(deltas + at), font.readUInt16BE(offsets + at)]
    for (let point = from; point <= to && point < 0xffff; point++) {
      const glyph =
        offset === 0 ? (point + delta) & 0xffff : font.readUInt16BE(offsets + at + offset + (point - from) * 2)
      if (glyph !== 0) yield [point, point]
    }
  }
}

/** Width in em of the characters of a font that has one width for all, as OCR-B has: the last of hmtx holds for the rest. */
export function fixedWidth(file: string): number {
  const font = readFileSync(file)
  const unitsPerEm = font.readUInt16BE(tableOffset(font, 'head') + 18)
  const last = font.readUInt16BE(tableOffset(font, 'hhea') + 34) - 1
  return font.readUInt16BE(tableOffset(font, 'hmtx') + last * 4) / unitsPerEm
}
