import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readAssetFiles } from './read-asset-files.ts';

/** A file of the console as it is served. */
export interface ConsoleAsset {
  readonly contentType: string;
  readonly body: Buffer<ArrayBuffer>;
  readonly gzipped: Buffer<ArrayBuffer>;
}

/** All files of the console, under one path that changes with any of them. */
export interface ConsoleAssets {
  /** `/console/assets/HASH` */
  readonly path: string;
  readonly hash: string;
  readonly files: ReadonlyMap<string, ConsoleAsset>;
}

const contentTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

let loaded: ConsoleAssets | null = null;

/** Read, stripped and compressed once in a process, when they are first asked for. */
export function consoleAssets(): ConsoleAssets {
  loaded ??= load();
  return loaded;
}

function load(): ConsoleAssets {
  const texts = readAssetFiles();
  const digest = hash('sha256', JSON.stringify([...texts]), 'hex').slice(0, 16);
  const files = new Map(
    [...texts].map(([name, text]) => {
      const contentType = contentTypes[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
      const body = Buffer.from(text);
      return [name, { contentType, body, gzipped: gzipSync(body, { level: 9 }) }] as const;
    }),
  );
  return { path: `/console/assets/${digest}`, hash: digest, files };
}
