import { type RunningDatabase, startDatabase } from './embedded.ts'
import { type Migrated, migrate } from './migrate.ts'
import { openPools, type PoolOptions, type Pools } from './pool.ts'

export interface OpenDatabase extends Pools {
  /** The owner's address. */
  url: string
  migrated: Migrated
  /** Undefined when DATABASE_URL names a server. */
  embedded: RunningDatabase | undefined
}

export interface OpenOptions extends PoolOptions {
  /** Where the embedded database lies; not used when DATABASE_URL is set. */
  dataDir: string
  onEvent?: (message: string) => void
}

/** The database of an installation, migrated: the server of DATABASE_URL, else the embedded one of the data directory. */
export async function openDatabase({ dataDir, onEvent, ...pool }: OpenOptions): Promise<OpenDatabase> {
  const given = process.env.DATABASE_URL
  const embedded = given ? undefined : await startDatabase({ dataDir, onEvent })
  const url = given ?? embedded!.url
  try {
    const migrated = await migrate(url)
    const pools = openPools(url, pool)
    const close = async (): Promise<void> => {
      await pools.close()
      await embedded?.stop()
    }
    return { ...pools, url, migrated, embedded, close }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}
