import { runService } from '@demae/platform';
import { user } from './user.module.js';

await runService(user);
