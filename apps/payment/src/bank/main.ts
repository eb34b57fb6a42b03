import { createLogger, processEnvironment, Settings, untilStopped } from '@demae/platform';
import { startBank } from './start-bank.js';

const settings = Settings.read(
  'bank',
  {
    HOST: { kind: 'text', default: '127.0.0.1', what: 'the address to answer on; 0.0.0.0 in a container' },
    PORT: { kind: 'whole', default: 8090, least: 0, most: 65535, what: 'the port to answer on; 0 for a free one' },
    BANK_BOOKS: { kind: 'text', example: '.demae/bank', what: "the folder of the bank's own books" },
  },
  processEnvironment(),
);
const bank = await startBank({
  host: settings.get<string>('HOST'),
  port: settings.get<number>('PORT'),
  books: settings.get<string>('BANK_BOOKS'),
});
const logger = createLogger('info');
logger.info(`the bank answers on ${bank.url}`);
untilStopped(() => bank.close(), logger);
