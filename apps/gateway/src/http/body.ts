import { badRequest } from '@demae/platform';

/** Bytes of the largest body. */
export const LARGEST_BODY = 256 * 1024;
/** Bytes of the largest list of products, what it becomes fits into one gRPC message. */
export const LARGEST_IMPORT = 16 * 1024 * 1024;
const DEEPEST = 20;

/** What every object has already: as names of fields they would slip past a check of unknown ones. */
const INHERITED = /"(__proto__|constructor|prototype|toString|toLocaleString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|__\w+__)"\s*:/;

/**
 * A body as JSON; nothing when there is nothing, whatever its type says.
 * @throws Problem 400 when it is no JSON, is nested absurdly deep, or names what only attackers name.
 */
export function readBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString('utf8');
  if (depthOf(text) > DEEPEST) throw badRequest(`The body is nested deeper than ${DEEPEST} levels.`, [{ path: '', message: `must be at most ${DEEPEST} levels deep` }]);
  const inherited = INHERITED.exec(text)?.[1];
  if (inherited) throw badRequest('The body has a field that no request has.', [{ path: inherited, message: 'is not a known field' }]);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('The body is no valid JSON.', [{ path: '', message: 'must be valid JSON' }]);
  }
}

/** How deep braces and brackets open, those within texts aside. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}
