import { describe, expect, it } from 'vitest';
import { consoleAssets } from './console-assets.ts';

const { files, path, hash } = consoleAssets();

describe('files of the console', () => {
  it('are less than 40 KB of script as they are sent, uPlot among them', () => {
    const scripts = [...files].filter(([name]) => name.endsWith('.js'));
    const bytes = scripts.reduce((sum, [, { gzipped }]) => sum + gzipped.length, 0);
    expect(scripts.map(([name]) => name)).toContain('uplot.js');
    expect(bytes).toBeLessThan(40_000);
  });

  it('have no types left and import each other by the names that they are served by', () => {
    for (const [name, { body }] of files) {
      if (!name.endsWith('.js')) continue;
      const text = body.toString();
      expect(text, name).not.toMatch(/\binterface \w|import type|from '[^']*\.ts'/);
      for (const [, imported] of text.matchAll(/from '\.\/([^']+)'/g)) expect([...files.keys()]).toContain(imported);
    }
  });

  it('fetch nothing from elsewhere', () => {
    for (const [name, { body }] of files) {
      const pattern = name.endsWith('.css') ? /url\(|@import|https?:/g : /https?:\/\/[^\s'"`)]+/g;
      const elsewhere = body.toString().replaceAll('http://www.w3.org/2000/svg', '').match(pattern);
      expect(name === 'uplot.js' ? [] : (elsewhere ?? []), name).toEqual([]);
    }
  });

  it('lie under a path that is made from what is in them', () => {
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(path).toBe(`/console/assets/${hash}`);
  });
});
