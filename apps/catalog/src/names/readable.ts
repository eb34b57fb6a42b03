import { badRequest } from '@demae/platform';

/**
 * Characters that turn the direction of what stands around them: with them a name would read as another one, and so would the line it stands in.
 * Arabic and Hebrew need none of them. https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
 */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** @throws Problem 400 for a name that nobody can see, or that is not what it looks like. */
export function mustBeReadable(path: string, name: string): void {
  if (TURNING.test(name)) throw badRequest(`${path} turns the direction of writing; leave out the characters U+202A to U+202E and U+2066 to U+2069.`, [{ path, message: 'must not turn the direction of writing' }]);
  if (!VISIBLE.test(name)) throw badRequest(`${path} cannot be seen; write something that can be read.`, [{ path, message: 'must be something that can be read' }]);
}
