import { readdirSync, readFileSync } from 'node:fs';

/** Proportional set size of a process and its children, MiB; undefined where /proc does not tell. */
export function proportionalSetSize(pid: number): number | undefined {
  try {
    const parents = new Map<number, number>();
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      } catch {
        // It ended meanwhile.
      }
    }
    const family = [...parents.keys()].filter((candidate) => {
      for (let at: number | undefined = candidate; at !== undefined && at > 0; at = parents.get(at)) if (at === pid) return true;
      return false;
    });
    let kilobytes = 0;
    for (const member of family) kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    return kilobytes / 1024;
  } catch {
    return undefined;
  }
}

/** What a process has used of the processor so far, milliseconds; undefined where /proc does not tell. */
export function processorTime(pid: number): number | undefined {
  try {
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: behind the name in parentheses, user and system time are the 12th and 13th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}
