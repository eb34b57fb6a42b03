import { runService } from '@demae/platform';
import { order } from './order.module.js';

await runService(order);
