import { notFound } from '@demae/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sessions } from './sessions.js';

/** Ends one session of a user, or all of them. @throws Problem 404 for one that is not theirs. */
export class EndSessions extends Command<void> {
  constructor(
    readonly userId: string,
    readonly sessionId?: string,
  ) {
    super();
  }
}

@CommandHandler(EndSessions)
export class EndSessionsHandler implements ICommandHandler<EndSessions> {
  constructor(private readonly sessions: Sessions) {}

  async execute({ userId, sessionId }: EndSessions): Promise<void> {
    if (sessionId === undefined) return this.sessions.endAll(userId);
    if (!(await this.sessions.end(userId, sessionId))) throw notFound('session', sessionId);
  }
}
