import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { fromYaml, type Resource } from './resource.js';

interface Kustomization {
  configMapGenerator?: { name: string; literals?: string[] }[];
  patches?: { target: { kind: string; name?: string }; patch: string }[];
}

/** All objects of k8s/base, with the ConfigMaps that Kustomize would make. */
export function readBase(k8s = 'k8s'): Resource[] {
  return objectsIn(join(k8s, 'base'));
}

/**
 * The base together with an overlay's own objects and settings, without what the overlay takes away: enough to compare with the
 * services where there is no Kustomize. Its other patches are left out; `npm run lint:manifests` looks at what Kustomize makes of all.
 */
export function readOverlay(name: 'dev' | 'prod', k8s = 'k8s'): Resource[] {
  const folder = join(k8s, 'overlays', name);
  const gone = (kustomization(folder).patches ?? []).filter(({ patch }) => patch.includes('$patch: delete'))
    .map(({ target }) => ({ kind: target.kind, name: new RegExp(`^(?:${target.name ?? '.*'})$`) }));
  return [...readBase(k8s), ...objectsIn(folder)].filter(({ kind, metadata }) => !gone.some((one) => one.kind === kind && one.name.test(metadata.name)));
}

function objectsIn(folder: string): Resource[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name)).sort();
  return files.flatMap((file) => (file.endsWith('/kustomization.yaml') ? configMaps(file) : fromYaml(readFileSync(file, 'utf8'))));
}

function kustomization(folder: string): Kustomization {
  return load(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
}

function configMaps(file: string): Resource[] {
  return (kustomization(join(file, '..')).configMapGenerator ?? []).map(({ name, literals = [] }) => ({
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: Object.fromEntries(literals.map((literal) => literal.split(/=(.*)/s).slice(0, 2))) as object,
  }));
}
