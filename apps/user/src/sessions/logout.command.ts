import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sessions } from './sessions.js';

/** Ends the session at hand; said twice, it is no error. */
export class Logout extends Command<void> {
  constructor(
    readonly userId: string,
    readonly sessionId: string,
  ) {
    super();
  }
}

@CommandHandler(Logout)
export class LogoutHandler implements ICommandHandler<Logout> {
  constructor(private readonly sessions: Sessions) {}

  async execute({ userId, sessionId }: Logout): Promise<void> {
    await this.sessions.end(userId, sessionId);
  }
}
