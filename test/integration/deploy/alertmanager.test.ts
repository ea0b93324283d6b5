import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployFolder } from '../../support/compose-file.ts';
import { freePort } from '../../support/free-port.ts';
import { committedRules } from '../../support/prometheus-rules.ts';
import { lacksPrometheus } from '../../support/prometheus-tools.ts';
import { until } from '../../support/until.ts';

/** A real Alertmanager with deploy/alertmanager, told of alerts as Prometheus would, and a Slack that is none. */

interface Message {
  readonly channel: string;
  readonly attachments: readonly { readonly title: string; readonly text: string }[];
}

describe.skipIf(lacksPrometheus('prometheus-alertmanager'))('an Alertmanager', () => {
  const messages: Message[] = [];
  let folder: string;
  let slack: Server;
  let alertmanager: ChildProcess;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipstream-alertmanager-'));
    slack = createServer((request, response) => {
      void json(request).then((message) => {
        messages.push(message as Message);
        response.end('ok');
      });
    }).listen(0, '127.0.0.1');
    await once(slack, 'listening');
    url = `http://127.0.0.1:${await freePort()}`;
    alertmanager = spawn('prometheus-alertmanager', [
      `--config.file=${configuration(folder, (slack.address() as AddressInfo).port)}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
      '--cluster.listen-address=',
    ]);
    await until(
      async () =>
        await fetch(`${url}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      'Alertmanager never became ready',
    );
  });

  afterAll(async () => {
    if (alertmanager.exitCode === null && alertmanager.kill('SIGTERM')) await once(alertmanager, 'exit');
    slack.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('pages with what to do, and keeps still about what follows from it', async () => {
    const page = alertOf('GatewayErrorBudgetBurnFast', { model: 'tgi' });
    await tell(url, [page]);
    await until(async () => messages.length === 1, 'nobody was paged');
    const [message] = messages;
    expect(message?.channel).toBe('#slipstream-page');
    expect(message?.attachments[0]?.title).toBe('1 firing: GatewayErrorBudgetBurnFast (tgi)');
    expect(message?.attachments[0]?.text).toContain('What to do: docs/runbook.md#gatewayerrorbudgetburnfast');
    expect(message?.attachments[0]?.text).toContain('Look at: /d/slipstream-slo');

    const labels = { variant: 'mlp' };
    await tell(url, [
      page,
      alertOf('VariantTpotRegressed', { ...labels, model: 'tgi' }),
      alertOf('VariantTpotRegressed', { ...labels, model: 'another' }),
      alertOf('Watchdog', {}),
    ]);
    await until(async () => messages.length === 2, 'no ticket came');
    expect(messages[1]?.channel).toBe('#slipstream');
    expect(messages[1]?.attachments[0]?.title).toBe('1 firing: VariantTpotRegressed (another / mlp)');
    const inhibited = await fetch(`${url}/api/v2/alerts?active=false&silenced=false&inhibited=true`);
    expect(await inhibited.json()).toMatchObject([{ labels: { alertname: 'VariantTpotRegressed', model: 'tgi' } }]);
  });
});

/** The committed one, with this machine's Slack and without the waits. */
function configuration(folder: string, slackPort: number): string {
  cpSync(join(deployFolder, 'alertmanager'), folder, { recursive: true });
  const secret = join(folder, 'slack-url');
  writeFileSync(secret, `http://127.0.0.1:${slackPort}/`);
  const file = join(folder, 'alertmanager.yml');
  const text = readFileSync(file, 'utf8').replace('/etc/alertmanager/slack-url', secret);
  writeFileSync(file, text.replaceAll(/group_(wait|interval): \w+/g, 'group_$1: 100ms'));
  return file;
}

function alertOf(name: string, labels: Readonly<Record<string, string>>) {
  const rule = committedRules().find(({ alert }) => alert === name);
  if (rule === undefined) throw new Error(`there is no alert ${name}`);
  return { labels: { alertname: name, ...rule.labels, ...labels }, annotations: rule.annotations };
}

async function tell(url: string, alerts: readonly unknown[]): Promise<void> {
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  if (!response.ok) throw new Error(await response.text());
}
