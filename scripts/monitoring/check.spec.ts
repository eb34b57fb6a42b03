import { beforeAll, describe, expect, it } from '@jest/globals';
import { check } from './check.js';
import { readMonitoring, type Monitoring } from './files.js';
import { knownMetrics } from './known.js';

let sound: Monitoring;
beforeAll(() => {
  sound = readMonitoring();
});

/** What is found when one thing is changed. */
function after(change: (copy: Monitoring) => void): string[] {
  const copy = structuredClone(sound);
  change(copy);
  return check(copy, knownMetrics());
}

const alert = (name: string, { rules }: Monitoring) => rules.find((rule) => rule.alert === name)!;

it('what watches fits the code', () => {
  expect(check(sound, knownMetrics())).toEqual([]);
});

describe('what does not fit is found', () => {
  it.each<[what: string, found: string, change: (copy: Monitoring) => void]>([
    ['a metric that nobody tells', 'DemaeOutboxStale asks for demae_outbox_age, which nobody tells', (copy) => (alert('DemaeOutboxStale', copy).expr = 'max by (service) (demae_outbox_age) > 60')],
    ['a histogram without its part', 'DemaeRequestsSlow asks for http_server_request_duration_seconds, which nobody tells', (copy) => (alert('DemaeRequestsSlow', copy).expr = 'http_server_request_duration_seconds > 1')],
    ['a label that a metric does not have', 'DemaeDatabaseAway asks for demae_database_up by group, which it does not have', (copy) => (alert('DemaeDatabaseAway', copy).expr = 'demae_database_up{group="a"} == 0')],
    ['a value that a label never has', 'DemaeCompensationParked asks for demae_saga_parked_messages with kind="compensation", which is none of step, compensate, listener, unknown', (copy) => (alert('DemaeCompensationParked', copy).expr = 'max by (service, handler) (demae_saga_parked_messages{kind="compensation"}) > 0')],
    ['an event that there is not', 'DemaeManyOrdersCancelled asks for demae_saga_events_sent_total with event="order.lost", which is none of', (copy) => (alert('DemaeManyOrdersCancelled', copy).expr = 'rate(demae_saga_events_sent_total{event=~"order.created|order.lost"}[5m])')],
    ['a grouping by what is not there', 'DemaeRedisAway uses the label peer, which none of its metrics has', (copy) => (alert('DemaeRedisAway', copy).expr = 'min by (peer) (demae_redis_up) == 0')],
    ['a text that shows what is not there', 'DemaeRedisAway uses the label handler, which none of its metrics has', (copy) => (alert('DemaeRedisAway', copy).annotations!['summary'] = '{{ $labels.handler }}')],
    ['a rule that is no longer recorded', 'asks for service:http_server_errors:ratio_rate1h, which nobody tells', (copy) => (copy.rules = copy.rules.filter(({ record }) => record !== 'service:http_server_errors:ratio_rate1h'))],
    ['an alert without a section', 'docs/runbooks.md has no section DemaeRedisAway', (copy) => (copy.runbooks = copy.runbooks.replace('## DemaeRedisAway', '## Redis'))],
    ['a section without an alert', 'docs/runbooks.md has a section DemaeFull, and there is no such alert', (copy) => (copy.runbooks += '\n## DemaeFull\n')],
    ['a section that does not say what to do', 'docs/runbooks.md does not say of DemaeFiguresStale: **Do**', (copy) => (copy.runbooks = copy.runbooks.slice(0, copy.runbooks.lastIndexOf('**Do**')))],
    ['a command that asks for what nobody tells', 'the runbook of DemaeRedisAway asks for demae_redis, which nobody tells', (copy) => (copy.runbooks = copy.runbooks.replace("ask 'min by (service) (demae_redis_up)'", "ask 'demae_redis'"))],
    ['a command that cannot be read', 'docs/runbooks.md tells to type what cannot be read: ask demae_redis_up', (copy) => (copy.runbooks = copy.runbooks.replace("ask 'min by (service) (demae_redis_up)'", 'ask demae_redis_up'))],
    ['an alert that points elsewhere', 'DemaeRedisAway needs runbook_url: docs/runbooks.md#demaeredisaway', (copy) => (alert('DemaeRedisAway', copy).annotations!['runbook_url'] = 'docs/runbooks.md')],
    ['an alert that nobody is told of', 'DemaeRedisAway needs a severity, page or ticket', (copy) => (alert('DemaeRedisAway', copy).labels = { severity: 'info' })],
    ['an alert that never fires in a test', 'DemaeRedisAway needs a test in which it fires', (copy) => forgetTests(copy, (fires) => fires)],
    ['an alert that is never silent in one', 'DemaeRedisAway needs a test in which it is silent', (copy) => forgetTests(copy, (fires) => !fires)],
    ['a panel that asks for what nobody tells', 'demae-money.json, "Shelves that differ" asks for demae_shelves, which nobody tells', (copy) => (panel('Shelves that differ', copy).targets = [{ expr: 'demae_shelves' }])],
    ['a panel that asks for nothing', 'demae-money.json, "Shelves that differ" asks for nothing', (copy) => (panel('Shelves that differ', copy).targets = [])],
    ['a legend that shows what is not there', 'demae-money.json, "Shelves that differ" uses the label handler, which none of its metrics has', (copy) => (panel('Shelves that differ', copy).targets![0]!.legendFormat = '{{handler}}')],
    ['a variable that a board does not have', 'demae-money.json, "Shelves that differ" uses $service, which the board does not have', (copy) => (panel('Shelves that differ', copy).targets![0]!.expr = 'demae_redis_up{service="$service"}')],
    ['a panel that lies on another', 'demae-money.json, "Shelves that differ" lies on another panel', (copy) => (panel('Shelves that differ', copy).gridPos.x -= 1)],
    ['a board under another name', 'demae-cash.json has the uid demae-money; name both alike', (copy) => (copy.boards.find(({ uid }) => uid === 'demae-money')!.file = 'demae-cash.json')],
  ])('%s', (_, found, change) => {
    expect(after(change).join('\n')).toContain(found);
  });
});

function panel(title: string, { boards }: Monitoring) {
  return boards.flatMap(({ panels }) => panels).find((one) => one.title === title)!;
}

function forgetTests({ tests }: Monitoring, which: (fires: boolean) => boolean): void {
  for (const test of tests) test.alert_rule_test = test.alert_rule_test?.filter(({ alertname, exp_alerts: alerts }) => alertname !== 'DemaeRedisAway' || !which(alerts.length > 0)) ?? [];
}
