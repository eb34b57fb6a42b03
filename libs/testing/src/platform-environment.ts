import { TestEnvironment } from 'jest-environment-node';
import type { Ground, GroundOptions, OpenPlatform } from './ground.js';
import type { MigratedDatabases } from './migrated.js';

/** Of this worker. */
let pool: MigratedDatabases | undefined;

/**
 * Opens platforms for a suite as they are built, outside Jest's module system: they are loaded once for all suites of a worker, and
 * their code stays warm. Each suite has its own all the same. A suite that wants to reach into a service's own objects says
 * `@jest-environment node`, and its platform is loaded with it.
 */
export default class PlatformEnvironment extends TestEnvironment {
  private readonly open = new Set<Ground>();

  constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
    super(...given);
    (this.global as { demaePlatform?: OpenPlatform }).demaePlatform = (options) => this.platform(options);
  }

  private async platform(options: GroundOptions): Promise<Ground> {
    const [{ platformGround }, { MigratedDatabases }] = await Promise.all([import('./platform-ground.js'), import('./migrated.js')]);
    const ground = await platformGround(options, (pool ??= new MigratedDatabases()));
    this.open.add(ground);
    const close = () => {
      this.open.delete(ground);
      return ground.close();
    };
    return { ...ground, close };
  }

  /** What a suite that failed has left open would run on beside the next one. */
  override async teardown(): Promise<void> {
    await Promise.all([...this.open].map((ground) => ground.close()));
    await super.teardown();
  }
}
