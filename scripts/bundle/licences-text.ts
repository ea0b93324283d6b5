import type { BundledPackage } from './bundled-packages.ts';

const rule = '-'.repeat(80);

/** The licences of others' code in a bundle, as they ask to be given on. */
export function licencesText(packages: readonly BundledPackage[]): string {
  const head = 'Slipstream is under the Apache License 2.0 (LICENSE). It contains code of these packages:';
  const list = packages.map(({ name, version, licence }) => `  ${name} ${version} (${licence})`);
  const sections = packages.map(({ name, version, licence, texts }) => {
    const words = texts.length > 0 ? texts : [`Licence: ${licence}. The package ships no text of it.`];
    return [rule, `${name} ${version}`, rule, ...words].join('\n');
  });
  return `${[[head, ...list].join('\n'), ...sections].join('\n\n')}\n`;
}
