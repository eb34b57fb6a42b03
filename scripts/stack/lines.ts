/** What the parts of the stack print, one line at a time, each with its part's name in front. */
export class Lines {
  private readonly coloured = process.stderr.isTTY || process.env['FORCE_COLOR'] !== undefined;
  private readonly colours = new Map<string, number>();

  /** Everything goes to the error stream, so that the output stream is free for `--json`. */
  write(part: string, text: string): void {
    for (const line of text.split('\n')) if (line.trim() !== '') process.stderr.write(`${this.paint(part)} ${readable(line)}\n`);
  }

  /** Takes a part's output as it comes, in pieces. */
  of(part: string): (chunk: Buffer) => void {
    let rest = '';
    return (chunk) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.write(part, line);
    };
  }

  private paint(part: string): string {
    const name = `${part.padEnd(14)}|`;
    if (!this.coloured) return name;
    const palette = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];
    let colour = this.colours.get(part);
    if (colour === undefined) this.colours.set(part, (colour = palette[this.colours.size % palette.length]!));
    return `\u001b[${colour}m${name}\u001b[0m`;
  }
}

/** A JSON log line as people read it: time, level, message, and what else it carries. */
function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { time, level, msg, service: _, err, ...details } = JSON.parse(line) as Record<string, unknown>;
    const error = (err as { stack?: string; message?: string } | undefined)?.stack ?? '';
    const rest = Object.entries(details).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ');
    return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg)}${rest ? ` ${rest}` : ''}${error ? `\n${error}` : ''}`;
  } catch {
    return line;
  }
}
