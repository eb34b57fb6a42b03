import type { Answer, Operation } from './openapi-parts.js';

/** Title and detail are those of an example. */
interface Reason {
  what: string;
  title: string;
  detail: string;
  headers?: string[];
}

const REASONS: Record<number, Reason> = {
  400: { what: 'The request is wrong; errors says where', title: 'Bad request', detail: 'limit must be a whole number from 1 to 100.' },
  401: { what: 'No access token, or one that is not good any more', title: 'Not logged in', detail: 'Log in, and send Authorization: Bearer with the access token.', headers: ['WWW-Authenticate'] },
  403: { what: 'For other roles', title: 'Not allowed', detail: 'This is for merchant, admin; you are customer.' },
  404: { what: "No such thing, or somebody else's", title: 'Not found', detail: 'There is no such thing.' },
  409: { what: 'Its state forbids it', title: 'Conflict', detail: 'The order is DELIVERED already.' },
  412: { what: 'Changed since it was read', title: 'Changed meanwhile', detail: 'It is at version 3, you have seen version 2: read it again and repeat your change.' },
  413: { what: 'The body is larger than 256 KiB, or a list of products than 16 MiB', title: 'Too large', detail: 'A body may have at most 256 KiB, a list of products 16 MiB.' },
  414: { what: 'The URL is too long', title: 'Too long', detail: 'The URL is too long.' },
  415: { what: 'The body is no JSON', title: 'Unsupported media type', detail: 'Bodies are JSON: send Content-Type: application/json.' },
  422: { what: 'Refused, and why', title: 'Refused', detail: 'The store is closed.' },
  429: { what: 'Too many requests; Retry-After says when to go on', title: 'Too many requests', detail: 'At most 600 requests a minute; go on in 12 s.', headers: ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After'] },
  500: { what: 'Our fault; name the traceId', title: 'Internal error', detail: 'Something went wrong on our side. When you report it, name the trace id.' },
  503: { what: 'A needed service is away; Retry-After says when to try again', title: 'Unavailable', detail: 'The catalog service does not answer right now. Try again in a moment.', headers: ['Retry-After'] },
};

const nameOf = (status: number) => `Problem${status}`;

/** For `components.responses`: every problem once. */
export function problemResponses(): Record<string, Answer> {
  return Object.fromEntries(Object.entries(REASONS).map(([status, reason]) => [nameOf(Number(status)), response(Number(status), reason)]));
}

function response(status: number, { what, title, detail, headers = [] }: Reason): Answer {
  const errors = status === 400 ? { errors: [{ path: 'limit', message: 'must be a whole number from 1 to 100' }] } : {};
  const example = { type: 'about:blank', title, status, detail, instance: '/v1/stores', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', ...errors };
  return {
    description: what,
    ...(headers.length > 0 ? { headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])) } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' }, example } },
  };
}

/** Adds every problem that an operation can answer with, by what it takes and who may. */
export function documentProblems(method: string, operation: Operation): void {
  const { parameters = [] } = operation;
  const isNamed = parameters.some((parameter) => parameter.in === 'path');
  const takesBody = method !== 'get';
  const possible = [
    ...(takesBody || parameters.length > 0 ? [400] : []),
    ...(operation['x-public'] ? [] : [401]),
    ...(operation['x-roles'] ? [403] : []),
    ...(operation['x-refusals'] ?? []),
    ...(parameters.some(({ name }) => name === 'If-Match') ? [412] : []),
    ...(takesBody ? [413, 415] : []),
    ...(isNamed ? [414] : []),
    429,
    500,
    503,
  ];
  for (const status of possible) operation.responses[status] ??= { $ref: `#/components/responses/${nameOf(status)}` };
}
