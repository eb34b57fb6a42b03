import { AsyncLocalStorage } from 'node:async_hooks';

/** Which service the work at hand belongs to, where several share a process. */
export const currentService = new AsyncLocalStorage<string>();
