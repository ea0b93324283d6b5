import { defineConfig } from 'vitest/config';

const shared = { restoreMocks: true, retry: 0, globals: false } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // A machine with other work: what hangs still fails, what is slow does not.
          testTimeout: 20_000,
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'test/perf/**/*.test.ts',
            'test/simulate/**/*.test.ts',
            'test/reconcile/**/*.test.ts',
          ],
        },
      },
      { test: { ...shared, name: 'integration', include: ['test/integration/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        // Minutes of several gateways and rollouts, from the start to the end (npm run test:scenarios).
        test: {
          ...shared,
          name: 'scenarios',
          include: ['test/scenarios/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        // What is promised in seconds: on a machine with other work it may rightly take longer (npm run test:live).
        test: {
          ...shared,
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
