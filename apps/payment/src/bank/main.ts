import { createLogger, processEnvironment, Settings, untilStopped } from '@demae/platform';
import { bankSettings } from './bank-settings.js';
import { startBank } from './start-bank.js';

const settings = Settings.read('bank', bankSettings, processEnvironment());
const bank = await startBank({
  host: settings.get<string>('HOST'),
  port: settings.get<number>('PORT'),
  books: settings.get<string>('BANK_BOOKS'),
});
const logger = createLogger('info');
logger.info(`the bank answers on ${bank.url}`);
untilStopped(() => bank.close(), logger);
