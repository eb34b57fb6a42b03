import { Injectable } from '@nestjs/common';

/** Wakes the relay and the task runner of this process after a commit; the slow polls cover everything else. */
@Injectable()
export class Signals {
  private readonly saidListeners = new Set<() => void>();
  private readonly scheduledListeners = new Set<(dueAt: Date) => void>();

  said(): void {
    for (const listener of this.saidListeners) listener();
  }

  scheduled(dueAt: Date): void {
    for (const listener of this.scheduledListeners) listener(dueAt);
  }

  onSaid(listener: () => void): void {
    this.saidListeners.add(listener);
  }

  onScheduled(listener: (dueAt: Date) => void): void {
    this.scheduledListeners.add(listener);
  }
}
