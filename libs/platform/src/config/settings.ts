import { milliseconds } from '@demae/saga';
import type { Duration } from '@demae/saga';

/**
 * - `text`, `secret` (never printed) and `url`: as written.
 * - `whole`: a whole number. `share`: from 0 to 1. `flag`: on or off. `duration`: like 30s, 3m or 2h, read as milliseconds.
 */
export type SettingKind = 'text' | 'whole' | 'share' | 'flag' | 'url' | 'secret' | 'duration';
export type SettingValue = string | number | boolean;

/** One setting that a service takes from its environment. */
export interface SettingDeclaration {
  kind: SettingKind;
  /** For who has to set it: what it is, units included. */
  what: string;
  /** As it would stand in the environment, or already of its kind. Without one the setting is required, unless optional. */
  default?: SettingValue;
  /** May be missing: then its value is undefined. */
  optional?: boolean;
  /** May be missing only outside of production (NODE_ENV). */
  neededInProduction?: boolean;
  /** The smallest and largest whole number. */
  least?: number;
  most?: number;
  /** The only texts allowed. */
  choices?: readonly string[];
  /** With what a URL may begin, without the colon. */
  schemes?: readonly string[];
  /** A URL that holds a password: whoever keeps settings keeps it among the secrets. */
  holdsPassword?: boolean;
  /** The ports outside of the platform at which the service calls what this setting names. */
  reaches?: readonly number[];
  /** A good value to show to who forgot it. */
  example?: string;
}

export type SettingDeclarations = Readonly<Record<string, SettingDeclaration>>;

/** The environment as a process has it; tests and the one-process mode pass records of their own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with a service's settings, at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(service: string, readonly problems: readonly string[]) {
    const count = problems.length === 1 ? 'a setting is' : `${problems.length} settings are`;
    super(`${service} cannot start, because ${count} missing or wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** A service's settings, read once at boot and valid from then on. */
export class Settings {
  private constructor(
    private readonly declarations: SettingDeclarations,
    private readonly values: ReadonlyMap<string, SettingValue>,
  ) {}

  /** @throws ConfigurationError that names every setting that is missing or wrong, and what to write. */
  static read(service: string, declarations: SettingDeclarations, environment: Environment): Settings {
    const values = new Map<string, SettingValue>();
    const problems: string[] = [];
    for (const [name, declaration] of Object.entries(declarations)) {
      // An empty value is what a template leaves behind that nobody has filled in.
      const written = environment[name] === '' ? undefined : environment[name];
      const given = written ?? declaration.default;
      if (given === undefined) {
        const needed = !declaration.optional || (declaration.neededInProduction && environment['NODE_ENV'] === 'production');
        if (needed) problems.push(`${name} is missing: ${declaration.what}. ${howToWrite(name, declaration)}`);
        continue;
      }
      try {
        values.set(name, parse(given, declaration));
      } catch (error) {
        const shown = mayShow(String(given), declaration) ? `${name}=${String(given)}` : name;
        problems.push(`${shown} ${(error as Error).message}: ${declaration.what}. ${howToWrite(name, declaration)}`);
      }
    }
    if (problems.length > 0) throw new ConfigurationError(service, problems);
    return new Settings(declarations, values);
  }

  /** A setting's value: a duration in milliseconds; undefined only for an optional one that is not set. @throws Error when it was not declared. */
  get<T extends SettingValue | undefined = SettingValue>(name: string): T {
    if (!this.declarations[name]) throw new Error(`Setting ${name} was not declared; add it to defineService({ settings: { ${name}: … } }).`);
    return this.values.get(name) as T;
  }
}

const EXAMPLES: Record<SettingKind, string> = { text: 'something', whole: '10', share: '0.1', flag: 'on', url: 'http://127.0.0.1:1234', secret: '…', duration: '30s' };

function howToWrite(name: string, { kind, example, choices }: SettingDeclaration): string {
  return `Write for example ${name}=${example ?? choices?.[0] ?? EXAMPLES[kind]}`;
}

function parse(given: SettingValue, declaration: SettingDeclaration): SettingValue {
  const text = String(given);
  switch (declaration.kind) {
    case 'whole':
      return parseWhole(text, declaration);
    case 'share':
      return parseShare(text);
    case 'flag':
      return parseFlag(text);
    case 'duration':
      return typeof given === 'number' ? given : parseDuration(text);
    case 'url':
      return parseUrl(text, declaration);
    case 'text':
    case 'secret':
      if (declaration.choices && !declaration.choices.includes(text)) throw new Error(`is none of ${declaration.choices.join(', ')}`);
      return text;
  }
}

/** A URL may hold a password, also one that is written wrongly. */
function mayShow(text: string, { kind }: SettingDeclaration): boolean {
  return kind !== 'secret' && !(kind === 'url' && text.includes('@'));
}

function parseUrl(text: string, { schemes }: SettingDeclaration): string {
  if (!URL.canParse(text)) throw new Error('is no URL');
  if (schemes && !schemes.includes(new URL(text).protocol.slice(0, -1))) throw new Error(`does not begin with ${schemes.map((scheme) => `${scheme}:`).join(' or ')}`);
  return text;
}

function parseWhole(text: string, { least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER }: SettingDeclaration): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw new Error('is no whole number');
  if (value < least) throw new Error(`is less than ${least}`);
  if (value > most) throw new Error(`is more than ${most}`);
  return value;
}

function parseShare(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1) throw new Error('is no number from 0 to 1');
  return value;
}

function parseFlag(text: string): boolean {
  if (/^(on|true|yes|1)$/i.test(text)) return true;
  if (/^(off|false|no|0)$/i.test(text)) return false;
  throw new Error('is neither on nor off');
}

function parseDuration(text: string): number {
  try {
    return milliseconds(text as Duration);
  } catch {
    throw new Error('is no duration');
  }
}
