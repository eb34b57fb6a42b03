import { runService } from '@demae/platform';
import { fulfillment } from './fulfillment.module.js';

await runService(fulfillment);
