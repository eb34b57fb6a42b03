import { runService } from '@demae/platform';
import { gateway } from './gateway.module.js';

await runService(gateway);
