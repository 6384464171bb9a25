import { randomBytes } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * The answer is read after the transaction has ended, so the file that is made waits on disk; memory stays small. It has
 * no name any more when the reading begins (Windows: when it ends), so that nothing is left behind.
 */
export async function throughFile(
  dataDir: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const folder = path.join(dataDir, 'temporary')
  await mkdir(folder, { recursive: true })
  const name = path.join(folder, `${randomBytes(12).toString('hex')}`)
  const handle = await open(name, 'wx+', 0o600)
  const namedUntilRead = process.platform === 'win32'
  try {
    if (!namedUntilRead) await rm(name)
    for await (const chunk of chunks) await handle.writeFile(chunk)
  } catch (error) {
    await handle.close()
    await rm(name, { force: true })
    throw error
  }
  return (async function* () {
    try {
      let position = 0
      for (;;) {
        const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(256 * 1024), position })
        if (bytesRead === 0) break
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await handle.close()
      if (namedUntilRead) await rm(name, { force: true })
    }
  })()
}
