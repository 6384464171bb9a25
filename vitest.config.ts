import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts', 'web/src/**/*.test.ts'],
    globalSetup: ['test/database.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test polls for is waited for until it is there: one second is a guess about how busy the machine is.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 4,
  },
})
