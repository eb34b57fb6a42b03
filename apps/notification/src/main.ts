import { runService } from '@demae/platform';
import { notification } from './notification.module.js';

await runService(notification);
