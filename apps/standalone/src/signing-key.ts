import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';

/** The private key of access tokens, as a JWK in JSON; made at the first start and kept, so that tokens outlive a restart. */
export async function signingKey(home: string): Promise<string> {
  const file = join(home, 'signing-key.json');
  if (!existsSync(file)) {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    writeFileSync(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}
