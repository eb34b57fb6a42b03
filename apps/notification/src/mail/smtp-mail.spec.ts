import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { OutsideCalls, Tracer, type Traces } from '@demae/platform';
import { workContext } from '@demae/saga';
import { SmtpMail } from './smtp-mail.js';

/** The least of RFC 5321 that takes a mail. */
function mailServer(mails: string[], sockets: Set<Socket>, refuse: () => boolean): Server {
  return createServer((socket) => {
    sockets.add(socket);
    let data: string | undefined;
    let rest = '';
    socket.write('220 test\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (data !== undefined) {
          if (line !== '.') data += `${line}\n`;
          else {
            mails.push(data);
            data = undefined;
            socket.write('250 taken\r\n');
          }
        } else if (line.startsWith('RCPT') && refuse()) socket.write('451 not now\r\n');
        else if (line === 'DATA') {
          data = '';
          socket.write('354 go on\r\n');
        } else socket.write('250 ok\r\n');
      }
    });
  });
}

describe('mail over SMTP', () => {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  let refusing = false;
  let server: Server;
  let channel: SmtpMail;
  const spans: unknown[] = [];

  beforeEach(async () => {
    mails.length = 0;
    server = mailServer(mails, sockets, () => refusing);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    spans.length = 0;
    const traces = { slow: 60_000, keep: () => undefined, add: (_service: string, span: unknown) => void spans.push(span) } as unknown as Traces;
    channel = new SmtpMail(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, 'Demae <no-reply@demae.test>', new OutsideCalls(new Tracer('notification', traces)));
  });
  afterEach(async () => {
    channel.onModuleDestroy();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('goes out whole, with the errand as its Message-ID', async () => {
    await channel.send({ to: 'aiko@example.test', subject: 'Order 1 is ready', text: 'Come and get it.' }, 'e1');
    expect(mails).toHaveLength(1);
    for (const part of ['To: aiko@example.test', 'Subject: Order 1 is ready', 'Message-ID: <e1@demae>', 'Come and get it.']) expect(mails[0]).toContain(part);
  });

  it('fails when the server does not take it', async () => {
    refusing = true;
    await expect(channel.send({ to: 'aiko@example.test', subject: 's', text: 't' }, 'e2')).rejects.toThrow(/not now/);
    expect(mails).toEqual([]);
  });

  it('is a span that tells neither the address nor the mail, below the errand that sends it', async () => {
    const mail = { to: 'aiko@example.test', subject: 'Order 1 is ready', text: 'Come and get it.' };
    await workContext.run({ traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }, async () => {
      refusing = false;
      await channel.send(mail, 'e3');
      refusing = true;
      await expect(channel.send(mail, 'e4')).rejects.toThrow();
    });
    const attributes = { 'network.protocol.name': 'smtp', 'server.address': '127.0.0.1', 'server.port': (server.address() as AddressInfo).port };
    const span = { name: 'SMTP send', parent: 'b'.repeat(16), attributes };
    expect(spans).toEqual([expect.objectContaining({ ...span, error: undefined }), expect.objectContaining({ ...span, error: expect.any(Error) })]);
    refusing = false;
  });
});
