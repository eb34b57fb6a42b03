import { runService } from '@demae/platform';
import { inventory } from './inventory.module.js';

await runService(inventory);
