// Makes .env from .env.example, with secrets of its own. What is there stays: `node scripts/dotenv.mjs` may run again.
// Plain JavaScript without dependencies, for who has only Docker and any Node.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, '.env');
const secrets = {
  POSTGRES_PASSWORD: () => randomBytes(24).toString('base64url'),
  // In single quotes, where Compose takes everything as it is.
  USER_SIGNING_KEY: () => `'${JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))}'`,
};

if (existsSync(file)) {
  console.log('.env is there already, and stays as it is');
} else {
  const text = readFileSync(join(root, '.env.example'), 'utf8').replace(/^(\w+)=$/gm, (line, name) => (secrets[name] ? `${name}=${secrets[name]()}` : line));
  writeFileSync(file, text, { mode: 0o600 });
  console.log('wrote .env');
}
