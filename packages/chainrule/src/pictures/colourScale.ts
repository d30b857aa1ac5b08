/** Colour of a number, as red, green and blue from 0 to 255. */
export type ColourScale = (value: number) => readonly [red: number, green: number, blue: number];

/**
 * Dark blue below 0, grey at 0, yellow above: apart for colour-blind readers, and rising in lightness all the way, so that
 * the sign can be told in print without colour too.
 */
const negative = [0, 34, 86] as const;
const zero = [158, 158, 158] as const;
const positive = [255, 226, 74] as const;

/** A scale for numbers of both signs, full at ±`greatest`. */
export function divergingScale(greatest: number): ColourScale {
  return (value) => {
    const share = greatest > 0 ? Math.max(-1, Math.min(1, value / greatest)) : 0;
    const end = share < 0 ? negative : positive;
    const mix = (index: 0 | 1 | 2): number => Math.round(zero[index] + Math.abs(share) * (end[index] - zero[index]));
    return [mix(0), mix(1), mix(2)];
  };
}

/** A scale from `least` (black) to `greatest` (white). */
export function greyScale(least: number, greatest: number): ColourScale {
  return (value) => {
    const share = greatest > least ? Math.max(0, Math.min(1, (value - least) / (greatest - least))) : 0;
    const grey = Math.round(255 * share);
    return [grey, grey, grey];
  };
}
