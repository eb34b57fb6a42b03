import { newId, KafkaLog } from '@demae/saga';
import { eventLogContract } from '../../../testing/src/event-log-contract.js';

const brokers = process.env['DEMAE_TEST_KAFKA']!;

eventLogContract('the log on Kafka', () => {
  const open = () => KafkaLog.open({ brokers, clientId: `test-${newId()}` });
  return {
    open,
    reopen: async (log) => {
      await log.close();
      return open();
    },
    remove: () => Promise.resolve(),
  };
});
