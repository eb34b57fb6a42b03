// Prints the Secrets of the development cluster, made from .env: `node scripts/secrets.mjs | kubectl apply -f -`.
// Plain JavaScript without dependencies, like dotenv.mjs, which makes that file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, '.env');
if (!existsSync(file)) {
  console.error('There is no .env; make it: node scripts/dotenv.mjs');
  process.exit(1);
}
const env = Object.fromEntries([...readFileSync(file, 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value.replace(/^'|'$/g, '')]));
const services = readdirSync(join(root, 'apps')).filter((name) => !['gateway', 'standalone'].includes(name));

const secret = (name, stringData) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'demae', labels: { 'app.kubernetes.io/part-of': 'demae' } }, stringData });
const given = (...names) => Object.fromEntries(names.filter((name) => env[name]).map((name) => [name, env[name]]));

console.log(JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    secret('postgres', { password: env.POSTGRES_PASSWORD }),
    ...services.map((name) => secret(`${name}-database-app`, { uri: `postgres://demae:${env.POSTGRES_PASSWORD}@postgres:5432/demae_${name}` })),
    secret('redis', { url: 'redis://redis:6379' }),
    secret('user-secrets', given('USER_SIGNING_KEY', 'USER_OTHER_KEYS', 'OAUTH_PROVIDERS')),
    secret('notification-secrets', given('SMTP_URL', 'SMS_TOKEN')),
  ],
}, null, 2));
