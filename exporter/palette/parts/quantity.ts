const UNITS: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** An amount as Kubernetes writes it: `500m` is 0.5, `2Gi` is 2147483648. What is none is undefined. */
export function quantity(text: unknown): number | undefined {
  if (typeof text === 'number') return text;
  const [, digits, unit = ''] =
    /^([\d.]+(?:[eE]\d+)?)([A-Za-z]*)$/.exec(typeof text === 'string' ? text : '') ?? [];
  const factor = UNITS[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
