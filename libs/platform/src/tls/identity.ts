/** A service by itself, or as Kubernetes names it: `order`, `order.demae.svc`, `order.demae.svc.cluster.local`. */
const SERVICE = /^DNS:([a-z]+(?:-[a-z]+)*)(?:\.[a-z0-9-]+\.svc(?:\.[a-z0-9.-]+)?)?$/;

/** The services that a certificate is of: those that its DNS names name. @param alternatives as Node writes them, "DNS:order, IP Address:10.0.0.1" */
export function namesOf(alternatives: string | undefined): string[] {
  // Node puts what has a comma in it between quotes. No service's name has one: somebody plays with the list.
  if (alternatives === undefined || alternatives.includes('"')) return [];
  const names = alternatives.split(', ').flatMap((alternative) => SERVICE.exec(alternative)?.[1] ?? []);
  return [...new Set(names)];
}
