/** Cosines and sines of position · frequency, row-major: a row for each position, a column for each frequency. */
export interface AngleTable {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/**
 * Cosines and sines of p·base^(−2i / width) for positions p = 0, 1, … and i = 0 … ⌈width / 2⌉ − 1: the angles of
 * sinusoidal and rotary positions. Additions, multiplications and divisions alone, so that every machine gives the same bits
 * (`Math.sin` and `Math.pow` may differ in the last); true to about 10⁻¹⁵ times the position.
 */
export function angleTable(positions: number, width: number, base: number): AngleTable {
  const count = Math.ceil(width / 2);
  const frequencies = powers(square(rootOf(1 / base, width)), count);
  const cosines = new Float64Array(positions * count);
  const sines = new Float64Array(positions * count);
  for (let position = 0; position < positions; position += 1) {
    frequencies.forEach((frequency, i) => {
      const [cosine, sine] = cosineAndSine(position * frequency);
      cosines[position * count + i] = cosine;
      sines[position * count + i] = sine;
    });
  }
  return { cosines, sines };
}

function square(x: number): number {
  return x * x;
}

/** 1, r, r², …. */
function powers(ratio: number, count: number): Float64Array {
  const result = new Float64Array(count).fill(1);
  for (let i = 1; i < count; i += 1) result[i] = (result[i - 1] ?? 1) * ratio;
  return result;
}

/** The n-th root of a number above 0 by Newton's method, from above: r ← r + (a / rⁿ⁻¹ − r) / n. */
function rootOf(a: number, n: number): number {
  let root = Math.max(1, a);
  for (;;) {
    let power = 1;
    for (let i = 1; i < n; i += 1) power *= root;
    const next = root + (a / power - root) / n;
    if (!(next < root)) return root;
    root = next;
  }
}

// π / 2 in two parts: multiples of the first, of 33 bits, are exact up to 2²⁰ of them.
const quarterHigh = 1.5707963267341256;
const quarterLow = 6.077100506506192e-11;

/** Cosine and sine of an angle of 0 or more: reduced to ±π / 4, then by their series. */
function cosineAndSine(angle: number): readonly [number, number] {
  const quarters = Math.floor(angle / (quarterHigh + quarterLow) + 0.5);
  const x = angle - quarters * quarterHigh - quarters * quarterLow;
  const cosine = series(x, 0);
  const sine = x * series(x, 1);
  switch (quarters % 4) {
    case 0:
      return [cosine, sine];
    case 1:
      return [-sine, cosine];
    case 2:
      return [-cosine, -sine];
    default:
      return [sine, -cosine];
  }
}

/** 1 − x² / ((o + 1)(o + 2)) + …: cos x for o = 0, sin x / x for o = 1; ten terms reach below 1e-17 for |x| ≤ π / 4. */
function series(x: number, offset: 0 | 1): number {
  let sum = 1;
  for (let term = 18; term >= 2; term -= 2) sum = 1 - (sum * x * x) / ((term + offset - 1) * (term + offset));
  return sum;
}
