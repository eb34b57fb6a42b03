/** A command that a runbook tells to type, as far as it can be tried by a program. */
export interface Command {
  /** The alert whose section it stands in. */
  where: string;
  /** What is asked of Prometheus, or of the database of this service. */
  asks: 'Prometheus' | { service: string };
  text: string;
}

/** Every `ask '…'` and `sql service "…"` in the shell blocks of the sections. */
export function commandsOf(runbooks: string): Command[] {
  return runbooks.split(/^## /m).slice(1).flatMap((section) => {
    const where = section.split('\n', 1)[0]!.trim();
    const lines = [...section.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block]) => block!.trim().split('\n'));
    return lines.flatMap((line): Command[] => {
      const asked = /^ask '([^']*)'$/.exec(line);
      if (asked) return [{ where, asks: 'Prometheus', text: asked[1]! }];
      const queried = /^sql (\S+) (?:"([^"]*)"|'([^']*)')$/.exec(line);
      return queried ? [{ where, asks: { service: queried[1]! }, text: (queried[2] ?? queried[3])! }] : [];
    });
  });
}

/** Lines of those blocks that would be such a command, were they written as one. */
export function unreadable(runbooks: string): string[] {
  const read = new Set(commandsOf(runbooks).map(({ text }) => text));
  return runbooks.split('\n').filter((line) => /^(ask|sql) /.test(line) && ![...read].some((text) => line.includes(text)));
}

/** With something for what the reader has to fill in. */
export function filledIn(text: string, service: string): string {
  return text.replaceAll('<service>', service).replaceAll(/<(id|store|order)>/g, '00000000-0000-7000-8000-000000000000').replaceAll(/<\w+>/g, 'x');
}
