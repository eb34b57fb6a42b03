import { createLogger, openRedis } from '@demae/platform';
import { fastify } from 'fastify';

/* Fastify and nothing else: each answer is one GET from Redis. What a cached page of the gateway is compared with. */
const redis = await openRedis(process.env['BENCH_REDIS_URL']!, createLogger('warn'));
const app = fastify();
app.get('/page/:name', async (request, reply) => reply.type('application/json; charset=utf-8').send(await redis.get((request.params as { name: string }).name)));
app.put('/page/:name', { bodyLimit: 8 * 1024 * 1024 }, async (request) => {
  await redis.set((request.params as { name: string }).name, JSON.stringify(request.body));
  return {};
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.once('disconnect', () => void app.close().then(() => process.exit(0)));
process.send!({ url });
