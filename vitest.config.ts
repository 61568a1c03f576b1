import { defineConfig } from 'vitest/config';

// What the screens in the tests say must not depend on where they run.
process.env['TZ'] = 'UTC';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cluster-real/**'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 60_000,
    reporters: process.env['CI'] ? ['default'] : ['dot'],
  },
});
