import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatIssues, parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { composeFile, deployFolder, withDefaults } from '../../support/compose-file.ts';
import type { ComposeService } from '../../support/compose-file.ts';

/** deploy/compose.yaml, as far as it can be checked without an engine that runs containers. */

const { services, volumes } = composeFile();
const all = Object.entries(services);
const engineProfiles = ['emulated', 'tgi', 'vllm', 'sglang', 'llamacpp'];
const inProfile = (profile: string): (readonly [string, ComposeService])[] =>
  all.filter(([, service]) => service.profiles.includes(profile));
const gatewaysOf = (profile: string) => inProfile(profile).filter(([name]) => name.startsWith('gateway'));
const onGpu = all.filter(([, { deploy }]) => deploy !== undefined);
const contained = all.filter(([, { deploy }]) => deploy === undefined);

/** Of the Compose specification, those that are used: a misspelt one would be silently no protection. */
const knownKeys = new Set(
  'build cap_drop command depends_on deploy environment healthcheck image ipc networks ports profiles read_only restart security_opt shm_size stop_grace_period tmpfs user volumes'.split(
    ' ',
  ),
);

describe('every service', () => {
  it.each(all)('%s is in a profile, of a pinned image, with keys that exist', (_name, service) => {
    expect(service.profiles.length).toBeGreaterThan(0);
    expect(withDefaults(service.image)).toMatch(/:(?!latest)[\w.-]*\d[\w.-]*$/);
    expect(Object.keys(service).filter((key) => !knownKeys.has(key))).toEqual([]);
  });

  it.each(all)('%s has no secret, and is reached from this machine only', (_name, { environment = {}, ports = [] }) => {
    const secrets = Object.entries(environment).filter(([name]) => /KEY$|TOKEN$|PASSWORD|SECRET/.test(name));
    expect(secrets.filter(([, value]) => withDefaults(value) !== '')).toEqual([]);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(all)('%s mounts what is there', (_name, { volumes: mounts = [], depends_on = {} }) => {
    for (const mount of mounts) {
      const [source = ''] = mount.split(':');
      expect(source.startsWith('.') ? existsSync(join(deployFolder, source)) : source in volumes, mount).toBe(true);
    }
    for (const name of Object.keys(depends_on)) expect(services).toHaveProperty(name);
  });
});

describe('what needs no GPU', () => {
  it.each(contained)('%s: read-only root, no capabilities, not root', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: expect.stringMatching(/^[1-9]\d+:\d+$/),
    });
  });

  it.each(contained)('%s tells its health, or says why not', (_name, { build, healthcheck }) => {
    // Our own images bring theirs.
    expect(build !== undefined || healthcheck !== undefined).toBe(true);
  });
});

describe('what needs a GPU', () => {
  it('has one for itself among those that run together', () => {
    for (const profile of engineProfiles) {
      const devices = inProfile(profile).flatMap(([, { deploy }]) => deploy?.resources.reservations.devices ?? []);
      expect(new Set(devices.map((device) => JSON.stringify(device))).size).toBe(devices.length);
    }
  });

  it.each(onGpu)('%s tells its health', (_name, { healthcheck }) => {
    expect(healthcheck?.test?.at(-1)).toContain('/health');
  });

  it('runs the published test with its own flags', () => {
    const models = inProfile('tgi').flatMap(([, { environment }]) => environment?.['MODEL_ID'] ?? []);
    expect(models).toEqual([
      'meta-llama/Meta-Llama-3-8B-Instruct',
      'ibm-fms/llama3-8b-accelerator',
      'text-generation-inference/Mistral-7B-Instruct-v0.2-medusa',
    ]);
    const flags = { NUM_SHARD: '1', MAX_INPUT_TOKENS: '1562', MAX_TOTAL_TOKENS: '2048' };
    for (const name of ['tgi-baseline', 'tgi-mlp', 'tgi-medusa']) {
      expect(services[name]).toMatchObject({ environment: flags, shm_size: '1g', ipc: 'host' });
    }
  });
});

describe.each(engineProfiles)('profile %s', (profile) => {
  it('starts one gateway, with a configuration that passes', () => {
    const gateways = gatewaysOf(profile);
    expect(gateways).toHaveLength(1);
    const [[, gateway] = []] = gateways;
    expect(gateway?.command).toEqual(['--config', `/etc/slipstream/slipstream.${profile}.yaml`]);
    expect(gateway?.networks?.default.aliases).toEqual(['gateway']);
    const config = configuration(profile);
    expect(config.listen).toMatchObject({ host: '0.0.0.0', port: 8080 });
    expect(config.database.path).toBe('/data/slipstream.db');
  });

  it('has every replica of its configuration, on its port', () => {
    const config = configuration(profile);
    const replicas = [...config.models.values()].flatMap((model) =>
      [...model.variants.values()].flatMap((variant) => variant.replicas),
    );
    const names = new Set(inProfile(profile).map(([name]) => name));
    for (const { url } of replicas) {
      expect(names).toContain(url.hostname);
      const { command = [], healthcheck } = services[url.hostname] ?? {};
      const port = url.port === '' ? '80' : url.port;
      const said = [
        ...command,
        ...(healthcheck?.test ?? []),
        services[url.hostname]?.build === undefined ? '' : ':8080',
      ];
      expect(said.join(' ')).toMatch(new RegExp(`[:=]${port}\\b`));
    }
  });
});

describe('.env.example', () => {
  it('names every variable that must be set, and gives none of them away', () => {
    const lines = readFileSync(join(deployFolder, '.env.example'), 'utf8').split('\n');
    expect(lines).toContain('COMPOSE_PROFILES=emulated');
    const required = readFileSync(join(deployFolder, 'compose.yaml'), 'utf8').matchAll(/\$\{(\w+):\?/g);
    for (const name of new Set([...required].map(([, found]) => found))) expect(lines).toContain(`${name}=`);
  });
});

/** With the variables that compose hands in, and no other. */
function configuration(profile: string): Config {
  const file = join(deployFolder, 'compose', `slipstream.${profile}.yaml`);
  const [[, gateway] = []] = gatewaysOf(profile);
  const env = Object.fromEntries(Object.keys(gateway?.environment ?? {}).map((name) => [name, 'f'.repeat(48)]));
  const parsed = parseConfig(readFileSync(file, 'utf8'), { file, env, readFile: () => '' });
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues));
  return parsed.config;
}
