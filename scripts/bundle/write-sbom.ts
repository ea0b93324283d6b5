import { writeFileSync } from 'node:fs';
import type { BundledPackage } from './bundled-packages.ts';
import type { Sbom } from './installed-sbom.ts';

/** A bundle, as its bill of materials names it. */
export interface BundledContents {
  readonly name: string;
  readonly version: string;
  readonly packages: readonly BundledPackage[];
}

/**
 * Writes the bill of materials of a bundle in CycloneDX's JSON: what npm says of the installed packages (`installed`),
 * less those of which nothing is in the bundle.
 * @throws Error when npm knows a package of the bundle not at all.
 */
export function writeSbom(installed: Sbom, { name, version, packages }: BundledContents, file: string): void {
  const wanted = new Set(packages.map((other) => purlOf(other.name, other.version)));
  const components = installed.components.filter(({ purl }) => wanted.has(purl));
  const found = new Set(components.map(({ purl }) => purl));
  const missing = [...wanted].filter((purl) => !found.has(purl));
  if (missing.length > 0) throw new Error(`npm sbom lacks ${missing.join(', ')}, which is in the bundle of ${name}`);

  const refs = new Set(components.map((component) => component['bom-ref']));
  const own = { ref: `${name}@${version}`, dependsOn: [...refs] };
  const dependencies = installed.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  const component = { 'bom-ref': own.ref, type: 'application', name, version, purl: purlOf(name, version) };
  const metadata = { ...installed.metadata, component };
  const written = { ...installed, metadata, components, dependencies: [own, ...dependencies] };
  writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
}

/** As the package URL specification writes npm packages: the @ of a scope is escaped. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}
