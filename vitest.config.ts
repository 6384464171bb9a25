import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts', 'web/src/**/*.test.ts'],
    globalSetup: ['test/database.ts'],
    // What a test waits for, it waits for by itself until it is there; these limits only end what hangs, and say nothing of how
    // busy the machine is.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 90_000 } },
    pool: 'forks',
    maxWorkers: 4,
  },
})
