/** One app as it is bundled: what can be started, and what lies beside it. */
export interface AppPlan {
  readonly app: 'gateway' | 'bench' | 'emulator';
  /** Scripts by the name they have in the bundle; from the root of the repository. Worker threads (`*-worker.ts`) are found. */
  readonly entries: Readonly<Record<string, string>>;
  /** Folders of files that are served or read as they are: from the root, and their place beside the scripts. */
  readonly assets: Readonly<Record<string, string>>;
}

const healthcheck = 'deploy/containers/healthcheck.ts';

export const appPlans: readonly AppPlan[] = [
  {
    app: 'gateway',
    entries: {
      gateway: 'apps/gateway/src/main.ts',
      slipstream: 'apps/gateway/src/cli/main.ts',
      doctor: 'apps/gateway/src/doctor/main.ts',
      healthcheck,
    },
    assets: {
      'apps/gateway/src/http/console/browser': 'console-browser',
      'node_modules/uplot/dist': 'uplot-dist',
    },
  },
  { app: 'bench', entries: { bench: 'apps/bench/src/main.ts' }, assets: {} },
  { app: 'emulator', entries: { emulator: 'apps/emulator/src/main.ts', healthcheck }, assets: {} },
];
