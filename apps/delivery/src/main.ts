import { runService } from '@demae/platform';
import { delivery } from './delivery.module.js';

await runService(delivery);
