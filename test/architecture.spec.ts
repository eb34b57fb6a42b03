import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

const suffixes = ['module', 'http', 'grpc', 'command', 'query', 'step', 'listener', 'projection', 'worker', 'spec', 'e2e-spec', 'stack-spec'];
const forbidden = ['manager', 'helper', 'helpers', 'common', 'shared', 'core', 'util', 'utils', 'impl', 'misc'];
const longestFile = 300;
/** Files that are longer, with their length. Numbers may only shrink, and a line goes when its file is short enough. */
const longFiles: Record<string, number> = {};

/** Decorators of the saga kit: a class that carries one of them does nothing until a module lists it. */
const saga = ['Step', 'Compensate', 'Listener', 'Deadline', 'Errand'];
/** Decorators of Nest on whole classes that are found only through a module. */
const handlers = ['CommandHandler', 'QueryHandler', 'EventsHandler'];

const root = process.cwd();
const files = ['apps', 'libs', 'scripts', 'test'].flatMap(filesOf);
const sources = files.filter((file) => file.endsWith('.ts') && !file.includes('/generated/'));

function filesOf(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return ['dist', 'node_modules'].includes(entry.name) ? [] : filesOf(path);
    return [path];
  });
}

const text = (file: string) => readFileSync(join(root, file), 'utf8');
const parse = (file: string) => ts.createSourceFile(file, text(file), ts.ScriptTarget.ES2023, true);

function classesOf(file: string): ts.ClassDeclaration[] {
  return parse(file).statements.filter(ts.isClassDeclaration);
}

function decoratorsOf(node: ts.HasDecorators): string[] {
  return (ts.getDecorators(node) ?? []).map(({ expression }) => (ts.isCallExpression(expression) ? expression.expression : expression).getText());
}

/** The identifiers named in the providers (and controllers) of every @Module of one app. */
function listedIn(app: string): Set<string> {
  const listed = new Set<string>();
  for (const file of sources.filter((source) => source.startsWith(`apps/${app}/`) && source.endsWith('.module.ts'))) {
    // Imports do not list anything: only what stands in the module itself does.
    const body = parse(file).statements.filter((statement) => !ts.isImportDeclaration(statement));
    const collect = (node: ts.Node) => {
      if (ts.isIdentifier(node)) listed.add(node.text);
      node.forEachChild(collect);
    };
    body.forEach(collect);
  }
  return listed;
}

describe('the code base', () => {
  it('has sources to look at', () => {
    expect(sources.length).toBeGreaterThan(10);
  });

  it('uses the closed list of suffixes', () => {
    const odd = sources.filter((file) => {
      const [, ...parts] = basename(file, '.ts').split('.');
      return !file.endsWith('.d.ts') && parts.some((part) => !suffixes.includes(part));
    });
    expect({ unknown: odd, allowed: suffixes, instead: 'a verb phrase for doing (hold-stock.step.ts), a plain noun for things (stock-item.ts)' })
      .toMatchObject({ unknown: [] });
  });

  it('has names that say what a thing is', () => {
    const vague = files.filter((file) => !file.startsWith('scripts/') || file.endsWith('.ts'))
      .filter((file) => !file.includes('/generated/'))
      .filter((file) => file.split(/[/.-]/).some((part) => forbidden.includes(part)));
    expect({ vague, forbidden, instead: 'name the business noun or the verb it serves' }).toMatchObject({ vague: [] });
  });

  it('keeps index.ts for the doors of libraries', () => {
    const doors = sources.filter((file) => basename(file) === 'index.ts' && !/^libs\/[^/]+\/src\/index\.ts$/.test(file));
    expect({ doors, instead: 'import the file itself' }).toMatchObject({ doors: [] });
  });

  it(`keeps files within ${longestFile} lines, and the list of exceptions only shrinks`, () => {
    const lengths = new Map(sources.map((file) => [file, text(file).trimEnd().split('\n').length]));
    const tooLong = [...lengths].filter(([file, length]) => length > (longFiles[file] ?? longestFile));
    const outdated = Object.entries(longFiles).filter(([file, length]) => (lengths.get(file) ?? 0) < length);
    expect({ tooLong, instead: 'split it by business noun' }).toMatchObject({ tooLong: [] });
    expect({ outdated, instead: 'write the new, smaller number, or remove the line when the file is short enough' }).toMatchObject({ outdated: [] });
  });

  it('lists every class that hears or answers something in its module', () => {
    const unlisted = sources
      .filter((file) => file.startsWith('apps/') && !/\.(spec|e2e-spec)\.ts$/.test(file))
      .flatMap((file) => classesOf(file).flatMap((node) => {
        const onMethods = node.members.filter(ts.isMethodDeclaration).flatMap(decoratorsOf).some((name) => saga.includes(name));
        const onClass = decoratorsOf(node).some((name) => handlers.includes(name) || name === 'Controller');
        const name = node.name?.text ?? 'default';
        return (onMethods || onClass) && !listedIn(file.split('/')[1] ?? '').has(name) ? [`${name} in ${file}`] : [];
      }));
    expect({ unlisted, instead: "add the class to the providers (controllers) of its app's module" }).toMatchObject({ unlisted: [] });
  });
});
