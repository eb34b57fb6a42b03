/** What stands between the braces of a selector: label, operator, value. */
export type Matcher = readonly [label: string, operator: '=' | '!=' | '=~' | '!~', value: string];

export interface Selector {
  metric: string;
  matchers: readonly Matcher[];
  /** As it is written, without its range. */
  text: string;
}

/** As much of a PromQL expression as is needed to compare it with what is told. */
export interface Expression {
  selectors: readonly Selector[];
  /** Labels that something is grouped or joined by. */
  labels: readonly string[];
  /** Of these, what is left after an aggregation with `by`. */
  kept: readonly string[];
}

// https://prometheus.io/docs/prometheus/latest/querying/basics/
const TOKEN = /\s+|#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\[[^\]]*\]|[a-zA-Z_:][\w:]*|\d[\w.]*|=~|!~|!=|==|<=|>=|[-+*/%^<>=(){},@]/gy;
const GROUPINGS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const AGGREGATIONS = new Set(['sum', 'min', 'max', 'avg', 'group', 'stddev', 'stdvar', 'count', 'count_values', 'bottomk', 'topk', 'quantile']);
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);

/** @throws Error on what is no PromQL */
export function parse(expr: string): Expression {
  const tokens = tokensOf(expr);
  const selectors: Selector[] = [];
  const labels: string[] = [];
  const kept: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token === '{') throw new Error(`a selector without a metric's name in: ${expr}`);
    if (!/^[a-zA-Z_:]/.test(token)) continue;
    if (GROUPINGS.has(token)) {
      if (tokens[i + 1] !== '(') continue;
      const end = tokens.indexOf(')', i);
      const listed = tokens.slice(i + 2, end).filter((word) => word !== ',');
      labels.push(...listed);
      if (token === 'by') kept.push(...listed);
      i = end;
    } else if (!AGGREGATIONS.has(token) && !WORDS.has(token.toLowerCase()) && tokens[i + 1] !== '(') {
      const end = tokens[i + 1] === '{' ? tokens.indexOf('}', i) : i;
      selectors.push({ metric: token, matchers: matchersOf(tokens.slice(i + 2, end)), text: tokens.slice(i, end + 1).join('') });
      i = end;
    }
  }
  return { selectors, labels, kept };
}

function tokensOf(expr: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expr.length) {
    const at = TOKEN.lastIndex;
    const [token] = TOKEN.exec(expr) ?? [];
    if (token === undefined) throw new Error(`cannot read "${expr.slice(at, at + 20)}" in: ${expr}`);
    if (!/^[\s#]/.test(token)) tokens.push(token);
  }
  return tokens;
}

function matchersOf(tokens: readonly string[]): Matcher[] {
  const matchers: Matcher[] = [];
  for (let i = 0; i + 2 < tokens.length; i += 4) {
    matchers.push([tokens[i]!, tokens[i + 1] as Matcher[1], tokens[i + 2]!.slice(1, -1).replaceAll('\\\\', '\\')]);
  }
  return matchers;
}
