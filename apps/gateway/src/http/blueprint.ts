import type { Type as ClassOf } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes, type ValidatorConstraintInterface } from 'class-validator';

type Plain = Record<string, unknown>;
type ValidationMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

interface Part {
  name: string;
  /** All must hold for the rest to be asked: an optional field that is absent is right. */
  applies: ((object: unknown, value: unknown) => boolean)[];
  rules: ValidatorConstraintInterface[];
  hasNested: boolean;
  /** The class of the object, or of each object in the list. */
  nested: ClassOf<object> | undefined;
}

/**
 * A class with class-validator's rules for its fields, compiled once: what passes is checked and built in one go, without a
 * list of errors that stays empty. What does not pass is for class-validator itself, which says why.
 */
export class Blueprint<T extends object> {
  private static readonly known = new WeakMap<ClassOf<object>, Blueprint<object> | undefined>();

  private constructor(
    private readonly type: ClassOf<T>,
    private readonly parts: ReadonlyMap<string, Part>,
  ) {}

  /** Undefined for a class with rules that only class-validator understands. */
  static of<T extends object>(type: ClassOf<T>): Blueprint<T> | undefined {
    if (!this.known.has(type)) {
      const parts = partsOf(type);
      this.known.set(type, parts && new Blueprint(type, parts));
    }
    return this.known.get(type) as Blueprint<T> | undefined;
  }

  /** The object as one of the class; undefined when anything about it is wrong. */
  build(plain: Plain): T | undefined {
    for (const name in plain) if (!this.parts.has(name)) return undefined;
    const built = new this.type() as Plain;
    for (const part of this.parts.values()) {
      const value = plain[part.name];
      if (!part.applies.every((applies) => applies(plain, value))) {
        if (value !== undefined) return undefined;
        continue;
      }
      if (!part.rules.every((rule) => rule.validate(value) === true)) return undefined;
      const field = part.nested ? buildNested(part.nested, value) : value;
      if (field === undefined) return undefined;
      built[part.name] = field;
    }
    return built as T;
  }
}

function buildNested(type: ClassOf<object>, value: unknown): unknown {
  const blueprint = Blueprint.of(type);
  if (!blueprint) return undefined;
  if (!Array.isArray(value)) return blueprint.build(value as Plain);
  const built: object[] = [];
  for (const item of value) {
    const one = blueprint.build(item as Plain);
    if (one === undefined) return undefined;
    built.push(one);
  }
  return built;
}

function partsOf(type: ClassOf<object>): Map<string, Part> | undefined {
  const storage = getMetadataStorage();
  const parts = new Map<string, Part>();
  for (const metadata of storage.getTargetValidationMetadatas(type, '', false, false)) {
    const { propertyName: name } = metadata;
    let part = parts.get(name);
    if (!part) parts.set(name, (part = { name, applies: [], rules: [], hasNested: false, nested: undefined }));
    if (!note(part, metadata)) return undefined;
  }
  // What is nested must say of which class it is.
  return [...parts.values()].every(({ hasNested, nested }) => hasNested === (nested !== undefined)) ? parts : undefined;
}

/** Adds a rule to its part; false for what is not understood here. */
function note(part: Part, { type, constraintCls, constraints, each, validateIf, groups }: ValidationMetadata): boolean {
  if (each && type !== ValidationTypes.NESTED_VALIDATION) return false;
  if (validateIf || (groups ?? []).length > 0) return false;
  switch (type) {
    case ValidationTypes.NESTED_VALIDATION:
      part.hasNested = true;
      return true;
    case ValidationTypes.CONDITIONAL_VALIDATION:
      part.applies.push((constraints as Part['applies'])[0]!);
      return true;
    case ValidationTypes.CUSTOM_VALIDATION:
      for (const { instance, async } of getMetadataStorage().getTargetValidatorConstraints(constraintCls)) {
        if (async) return false;
        part.rules.push(instance);
      }
      part.nested ??= (constraints as [(() => ClassOf<object>)?] | undefined)?.[0]?.();
      return true;
    default:
      return false;
  }
}
