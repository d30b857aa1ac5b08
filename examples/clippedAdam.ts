// The optimizer of the examples on sequences.
import { adamW, chain, clipByGlobalNorm, cosineDecay, type Optimizer, warmup } from "@chainrule/core";

/**
 * AdamW on gradients whose norm is cut to 1, since recurrent networks have rare large ones. The rate rises for the first
 * steps, then falls along half a cosine to a hundredth.
 */
export function clippedAdam(options: {
  /** The greatest rate. */
  readonly rate: number;
  /** Steps of the whole training. */
  readonly steps: number;
  /** Steps that rise (default 100). */
  readonly rising?: number;
  /** Weight decay (default 0.01). */
  readonly weightDecay?: number;
}): Optimizer {
  const { rate, steps, rising = 100, weightDecay = 0.01 } = options;
  const schedule = cosineDecay({ rate, duration: Math.max(1, steps - rising), final: rate / 100 });
  return chain(
    clipByGlobalNorm(1),
    adamW({ learningRate: warmup({ steps: rising, schedule }), beta2: 0.99, weightDecay }),
  );
}
