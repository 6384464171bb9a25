/**
 * Traces of the machine that a file was made on: folders of a person or of root, and addresses of package registries
 * other than the public one. An example in a text writes `DIR` or `~`.
 * @returns one sentence per line found, with the line number
 */
export function privatePlaces(text: string): string[] {
  const found: string[] = []
  text.split('\n').forEach((line, index) => {
    for (const [what, pattern] of patterns) {
      const match = pattern.exec(line)
      if (match) found.push(`line ${index + 1}: ${what} ${match[1]}`)
    }
  })
  return found
}

// Before it a character that ends a word, so that the path of an address (example.org/home/x) is none of a machine.
const before = String.raw`(?:^|[\s"'\x60(=:<>[,])`
const patterns: [what: string, pattern: RegExp][] = [
  ['a path of somebody’s machine', new RegExp(`${before}((?:file://)?/(?:home|Users|root|work|workspace)/[\\w.-]+)`)],
  ['a path of somebody’s machine', new RegExp(`${before}([A-Za-z]:\\\\{1,2}Users\\\\{1,2}[\\w.-]+)`)],
  [
    'the address of a package registry',
    /(https?:\/\/(?!registry\.npmjs\.org)[^\s"'/]*(?:registry|artifactory|nexus|verdaccio|npm-proxy|jfrog)[^\s"'/]*)/i,
  ],
]
