import type { Actor } from '@demae/contracts';
import type { Shop } from './shop.js';

/** Somebody who brings orders to the door. */
export class Courier {
  constructor(
    private readonly shop: Shop,
    readonly actor: Actor,
    private readonly name: string,
  ) {}

  /** Takes no more jobs: on a platform that others use next, theirs are for other couriers. */
  async goesOffline(): Promise<void> {
    await this.shop.roads.setDriverStatus({ actor: this.actor, name: this.name, status: 'offline' });
  }

  async jobs() {
    return (await this.shop.roads.listJobs({ actor: this.actor })).items;
  }

  /** Takes the job that is offered just now. */
  async accepts(): Promise<void> {
    await this.act('acceptDelivery', 'OFFERED');
  }

  async declines(): Promise<void> {
    await this.act('declineDelivery', 'OFFERED');
  }

  async picksUp(): Promise<void> {
    await this.act('pickUpDelivery', 'ASSIGNED');
  }

  async delivers(): Promise<void> {
    await this.act('completeDelivery', 'PICKED_UP');
  }

  async fails(reason: string): Promise<void> {
    await this.act('failDelivery', undefined, reason);
  }

  private async act(action: 'acceptDelivery' | 'declineDelivery' | 'pickUpDelivery' | 'completeDelivery' | 'failDelivery', from?: string, reason?: string): Promise<void> {
    const jobs = await this.jobs();
    const job = jobs.find(({ status }) => (from ? status === from : ['ASSIGNED', 'PICKED_UP'].includes(status)));
    if (!job) throw new Error(`No job is ${from ?? 'under way'}: ${JSON.stringify(jobs.map(({ status }) => status))}`);
    await this.shop.roads[action]({ actor: this.actor, id: job.id, reason });
    await this.shop.settles();
  }
}
