import { Catch } from '@nestjs/common';
import type { ExceptionFilter } from '@nestjs/common';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';

/** Hands every error to the transport as it is; Nest's own filter would turn all but RpcException into "Internal server error". */
@Catch()
export class ErrorPassing implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
