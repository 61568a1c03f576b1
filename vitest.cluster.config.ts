import { defineConfig } from 'vitest/config';

/** Tests against a real control plane (npm run test:cluster); one file at a time, for each starts its own. */
export default defineConfig({
  test: {
    include: ['test/cluster-real/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
});
