import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Role } from './caller.js';

export const PUBLIC = 'access:public';
export const ROLES = 'access:roles';
export const STRICT = 'access:strict';

/** Needs no login; every other route does. */
export function Public() {
  return applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-public', true));
}

/** For those who have one of the roles. */
export function Roles(...roles: [Role, ...Role[]]) {
  return applyDecorators(SetMetadata(ROLES, roles), ApiExtension('x-roles', roles));
}

/** Counted against the stricter limit of an address: where passwords are tried. */
export function Strict() {
  return SetMetadata(STRICT, true);
}
