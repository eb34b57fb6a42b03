import { runService } from '@demae/platform';
import { payment } from './payment.module.js';

await runService(payment);
