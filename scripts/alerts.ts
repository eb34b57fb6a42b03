import { spawnSync } from 'node:child_process';
import { commandLine } from './command-line.js';
import { ruleFiles, testFiles } from './monitoring/files.js';
import { findPrometheus } from './stack/programs.js';

commandLine('npm run alerts: promtool reads the rules and alerts, and plays their tests. Ends with 1 when it finds something.', {});
const { promtool } = await findPrometheus((text) => console.error(text));
const failed = [['check', 'rules', ...ruleFiles()], ['test', 'rules', ...testFiles()]].filter((args) => spawnSync(promtool, args, { stdio: 'inherit' }).status !== 0);
process.exitCode = failed.length === 0 ? 0 : 1;
