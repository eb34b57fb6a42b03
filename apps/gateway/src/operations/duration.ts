const FORM = /^P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;
const UNITS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/**
 * An ISO 8601 duration in milliseconds: "PT3H", "P1DT12H", "PT0.5S".
 * Undefined for what is none, and for months and years, whose length depends on when they begin.
 */
export function parseDuration(text: string): number | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  return Math.round(UNITS.reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * unit, 0));
}
