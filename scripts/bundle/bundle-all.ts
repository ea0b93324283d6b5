import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appPlans } from './app-plan.ts';
import { bundleApp } from './bundle-app.ts';
import type { BundledApp } from './bundle-app.ts';
import { installedSbom } from './installed-sbom.ts';

/** Bundles every app to a folder of its own in `out`, in place of what was there. */
export async function bundleAll(root: string, out: string): Promise<readonly BundledApp[]> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const source = { root, version, installed: installedSbom(root) };
  return Promise.all(appPlans.map((plan) => bundleApp(source, plan, join(out, plan.app))));
}
