/** Colour of a number, as red, green and blue from 0 to 255. */
export type ColourScale = (value: number) => readonly [red: number, green: number, blue: number];

/** Blue below 0, white at 0, orange above: apart for colour-blind readers, and 0 is the lightest in print. */
const negative = [0, 90, 160] as const;
const positive = [200, 80, 0] as const;

/** A scale for numbers of both signs, full at ±`greatest`. */
export function divergingScale(greatest: number): ColourScale {
  return (value) => {
    const share = greatest > 0 ? Math.max(-1, Math.min(1, value / greatest)) : 0;
    const end = share < 0 ? negative : positive;
    const mix = (index: 0 | 1 | 2): number => Math.round(255 + Math.abs(share) * (end[index] - 255));
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
