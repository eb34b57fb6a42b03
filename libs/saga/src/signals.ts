import { Injectable } from '@nestjs/common';

/** Wakes the relay and the task runner of this process after a commit; the slow polls cover everything else. */
@Injectable()
export class Signals {
  private readonly saidListeners = new Set<() => void>();
  private readonly scheduledListeners = new Set<(dueAt: ReadonlyMap<string, Date>) => void>();

  said(): void {
    for (const listener of this.saidListeners) listener();
  }

  /** Handlers, and when the earliest new task of each is due. */
  scheduled(dueAt: ReadonlyMap<string, Date>): void {
    for (const listener of this.scheduledListeners) listener(dueAt);
  }

  onSaid(listener: () => void): void {
    this.saidListeners.add(listener);
  }

  onScheduled(listener: (dueAt: ReadonlyMap<string, Date>) => void): void {
    this.scheduledListeners.add(listener);
  }
}
