import { runService } from '@demae/platform';
import { catalog } from './catalog.module.js';

await runService(catalog);
