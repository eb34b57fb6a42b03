import type { operations } from './generated/schema.js';

/** What every operation takes besides its own input. */
export interface CallOptions {
  /** Gives the call up. */
  signal?: AbortSignal;
}

type Operation = keyof operations;
/** A property that is there, without what says that it need not be. */
type Present<O, Name extends string> = O extends Record<Name, infer Value> ? Value : O extends Partial<Record<Name, infer Value>> ? Exclude<Value, undefined> : never;
type OrNothing<T> = [T] extends [never] ? unknown : T;

type ParametersOf<O> = Present<O, 'parameters'>;
type Headers<O> = Present<ParametersOf<O>, 'header'>;
type Named<O, Header extends string, Name extends string> = Header extends keyof NonNullable<Headers<O>> ? Partial<Record<Name, string>> : unknown;

type Content<O> = Present<Present<O, 'requestBody'>, 'content'>;
type Json<O> = Present<Content<O>, 'application/json'>;
type Table<O> = [Present<Content<O>, 'text/csv'>] extends [never] ? never : { csv: string };
type Body<O> = [Json<O>] extends [never] ? unknown : O extends { requestBody: object } ? { body: Json<O> } | Table<O> : { body?: Json<O> };

/**
 * Everything that an operation is asked with, in one object: the parameters of its path and query by their names, `body` (or `csv`),
 * `idempotencyKey` where the operation takes one (the client makes one when there is none), `ifMatch` where it changes what one has seen.
 */
export type Input<Name extends Operation> = OrNothing<Present<ParametersOf<operations[Name]>, 'path'>> &
  OrNothing<Present<ParametersOf<operations[Name]>, 'query'>> &
  Body<operations[Name]> &
  Named<operations[Name], 'Idempotency-Key', 'idempotencyKey'> &
  Named<operations[Name], 'If-Match', 'ifMatch'>;

type Good = 200 | 201 | 202 | 204;
type Responses<O> = Present<O, 'responses'>;

/** What an operation answers when all went well. */
export type Answer<Name extends Operation> = {
  [Status in keyof Responses<operations[Name]> & Good]: Responses<operations[Name]>[Status] extends { content: { 'application/json': infer A } } ? A : void;
}[keyof Responses<operations[Name]> & Good];

type Call<Name extends Operation> = object extends Input<Name>
  ? (input?: Input<Name> & CallOptions) => Promise<Answer<Name>>
  : (input: Input<Name> & CallOptions) => Promise<Answer<Name>>;

/** Every operation of the API by its operationId. An order's live events are `orderEvents`. */
export type Calls = { [Name in Exclude<Operation, 'streamOrder'>]: Call<Name> };

/** The operations that answer page by page. */
export type Lists = { [Name in keyof Calls]: Answer<Name> extends { items: unknown[]; nextCursor: string | null } ? Name : never }[keyof Calls];
export type ItemOf<Name extends Lists> = Answer<Name> extends { items: (infer Item)[] } ? Item : never;
