import { experimental, status } from '@grpc/grpc-js';
import type { ChannelCredentials, ServerCredentials, ServerUnaryCall, StatusObject } from '@grpc/grpc-js';
import { tlsSettings } from '../config/service-settings.js';
import { Settings } from '../config/settings.js';
import type { Environment } from '../config/settings.js';
import { callersOf, GATEWAY } from './callers.js';
import { Certificates, tlsFiles } from './certificates.js';
import type { Logger } from '../log/logger.js';
import { namesOf } from './identity.js';

/** The refusal of a call, if its caller may not make it. */
export type Guard = (call: Pick<ServerUnaryCall<unknown, unknown>, 'getAuthContext'>, rpc: string) => Partial<StatusObject> | undefined;

/** What a service needs to speak TLS with its peers. */
export interface ServiceTls {
  client: ChannelCredentials;
  server: { credentials: ServerCredentials; guard: Guard };
  close(): void;
}

/** Undefined when the settings want plain text. @throws ConfigurationError that says what is missing, or which file does not fit */
export function openTls(service: string, settings: Settings, logger: Logger, { answers }: { answers: boolean }): ServiceTls | undefined {
  const callers = answers ? callersOf(service, settings.get<string | undefined>('TLS_CALLERS')) : undefined;
  const files = tlsFiles(service, settings);
  if (!files) return undefined;
  const certificates = Certificates.open(service, files, logger);
  return {
    client: channelCredentials(certificates, logger),
    server: { credentials: serverCredentials(certificates), guard: callersGuard(callers, logger) },
    close: () => certificates.close(),
  };
}

/** For a program that only asks, with the certificate of this service. */
export type PeersTls = Pick<ServiceTls, 'client' | 'close'>;

/** Undefined when the environment wants plain text. @throws ConfigurationError */
export function peersTls(service: string, env: Environment, logger: Logger): PeersTls | undefined {
  return openTls(service, Settings.read(service, tlsSettings({ answers: false }), env), logger, { answers: false });
}

/** Of a server that wants to see its callers' certificates. */
export function serverCredentials(certificates: Certificates): ServerCredentials {
  return experimental.createCertificateProviderServerCredentials(certificates, certificates, true);
}

/** Of a client that shows its certificate, and wants to see that of the service it means: the name is the channel's `grpc.ssl_target_name_override`. */
export function channelCredentials(certificates: Certificates, logger: Logger): ChannelCredentials {
  return experimental.createCertificateProviderChannelCredentials(certificates, certificates, {
    checkServerIdentity: (peer, { subjectaltname }) => {
      const names = namesOf(subjectaltname);
      if (names.includes(peer)) return undefined;
      logger.warn({ peer, names }, 'what answers in the place of a peer has the certificate of somebody else: it is told nothing');
      return new Error(`The certificate is not of ${peer}.`);
    },
  });
}

/** @param callers the services that may call; undefined for each that the authority has certified */
export function callersGuard(callers: readonly string[] | undefined, logger: Logger): Guard {
  return (call, rpc) => {
    const names = namesOf(call.getAuthContext().sslPeerCertificate?.subjectaltname);
    // Dead letters, replays, the clock.
  const allowed = rpc.startsWith('OpsService.') ? [GATEWAY] : callers;
    if (names.length > 0 && (!allowed || names.some((name) => allowed.includes(name)))) return undefined;
    logger.warn({ rpc, caller: names.join(', ') }, 'a service has called that may not');
    return { code: status.PERMISSION_DENIED, details: `${names.join(', ') || 'A caller without a name'} may not call ${rpc}.` };
  };
}
