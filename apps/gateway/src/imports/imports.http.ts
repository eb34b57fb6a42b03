import { CatalogServiceService } from '@demae/contracts';
import { Peers, Problem } from '@demae/platform';
import { Body, Controller, Param, Put, Query } from '@nestjs/common';
import { ApiBody, ApiExtension, ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { checked, IdPipe } from '../http/validation.js';
import { StoreOwners } from '../stores/store-owners.js';
import { CsvText, inCsv, readCsv } from './import-csv.js';
import { ImportBody, importItems, ImportQuery, importView, ImportView } from './import.js';

/** Milliseconds: the largest list, on a busy machine. */
const PATIENCE = 60_000;

const CSV_EXAMPLE = 'product,sku,variant,price,onHand,section\nTea Cup,CUP-W,White,1200,40,Cups\nTea Cup,CUP-B,Black,1300,25,Cups\n';

@ApiTags('Catalog and stock')
@Controller('v1/stores/:id/catalog')
@Roles('merchant', 'admin')
export class ImportsHttp {
  private readonly catalog;

  constructor(
    private readonly owners: StoreOwners,
    peers: Peers,
  ) {
    this.catalog = peers.client(CatalogServiceService);
  }

  @Put()
  @ApiBody({ type: ImportBody })
  @ApiExtension('x-csv', CSV_EXAMPLE)
  @Answers(200, ImportView, 'Makes the products of a store, and what is counted of them, those of a list: all, or when one is wrong none', [404, 409, 413, 422])
  async import(@Me() me: Caller, @Param('id', IdPipe) storeId: string, @Query() query: ImportQuery, @Body() body: unknown): Promise<ImportView> {
    const { currency } = await this.owners.mustOwn(me, storeId);
    const { dryRun = false, keepOthers = false } = query;
    const items = body instanceof CsvText ? fromCsv(body, currency) : importItems(checked(ImportBody, body), undefined);
    const report = await this.catalog.importCatalog({ actor: actorOf(me), storeId, items, dryRun, keepOthers }, { deadline: PATIENCE });
    const refused = report.lines.filter(({ outcome }) => outcome === 'REFUSED').map(({ line, name, reason }) => ({ line, name, reason }));
    if (refused.length === 0) return importView(report, !dryRun);
    const detail = `${refused.length} of ${report.lines.length} lines will not do, so nothing was changed; lines says which and why.`;
    throw new Problem({ status: 422, detail, code: 'import', extra: { lines: refused } });
  }
}

function fromCsv(body: CsvText, currency: string): ReturnType<typeof importItems> {
  const { body: list, lines } = readCsv(body, currency);
  try {
    return importItems(checked(ImportBody, list), lines.map(({ own }) => own));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error;
    const errors = (error.extra?.['errors'] as { path: string; message: string }[]).map((one) => inCsv(one, lines));
    throw new Problem({ status: 400, detail: `Some lines are wrong, so nothing was changed; errors says which and why.`, extra: { ...error.extra, errors } });
  }
}
