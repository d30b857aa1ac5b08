import type { Language } from "../../errors/language.ts";
import type { DerivationFinding, Verdict, Wording } from "./finding.ts";

/** A finding in words: the verdict, what the shapes tell, the numbers. */
export function findingText(
  { name, of, verdict, dimensions, largestDifference, finiteDifference }: DerivationFinding,
  language: Language,
): string {
  const { checkedCount, largestDifference: difference } = finiteDifference;
  const lines = [
    `${name}${language === "en" ? ": " : "："}${verdictText(verdict, name, of)[language]}`,
    `  ${dimensions[language]}`,
  ];
  if (verdict.kind !== "equal" && largestDifference !== undefined) {
    const apart = largestDifference.toExponential(2);
    lines.push(
      `  ${{ en: `differs from automatic differentiation by up to ${apart}`, zh: `与自动微分最大相差 ${apart}` }[language]}`,
    );
  }
  const checked = difference.toExponential(1);
  lines.push(
    `  ${{ en: `automatic differentiation agrees with finite differences to ${checked} (${checkedCount} elements)`, zh: `自动微分与有限差分相差不超过 ${checked}（${checkedCount} 个元素）` }[language]}`,
  );
  return lines.join("\n");
}

function verdictText(verdict: Verdict, name: string, of: string): Wording {
  switch (verdict.kind) {
    case "equal":
      return { en: `right: it equals ∂Cost/∂${of}`, zh: `正确：等于 ∂Cost/∂${of}` };
    case "sign":
      return { en: "wrong sign: multiply it by −1", zh: "符号错误：应乘以 −1" };
    case "factor":
      return {
        en: `wrong by a factor: multiply it by ${shown(verdict.factor)}`,
        zh: `差一个系数：应乘以 ${shown(verdict.factor)}`,
      };
    case "missingMean":
      return {
        en: `1/m is missing: the cost is a mean over m = ${verdict.exampleCount} examples, so divide by ${verdict.exampleCount}`,
        zh: `缺少 1/m：代价是 m = ${verdict.exampleCount} 个样本的平均，应除以 ${verdict.exampleCount}`,
      };
    case "extraMean":
      return {
        en: `1/m was applied once too often: multiply it by m = ${verdict.exampleCount}`,
        zh: `1/m 多用了一次：应乘以 m = ${verdict.exampleCount}`,
      };
    case "transposed":
      return withFactor({ en: `transposed: take ${name}ᵀ`, zh: `被转置了：应取 ${name}ᵀ` }, verdict.factor);
    case "notSummed":
      return withFactor(
        {
          en: `not summed: ${of} is shared along axis ${verdict.axes.join(", ")}, so sum over it`,
          zh: `没有求和：${of} 沿第 ${verdict.axes.join("、")} 轴共用，应沿该轴求和`,
        },
        verdict.factor,
      );
    case "wrongAxis":
      return withFactor(
        {
          en: `summed over the wrong axis: over axis ${verdict.right.join(", ")}, not axis ${verdict.wrong.join(", ")}`,
          zh: `求和的轴错了：应沿第 ${verdict.right.join("、")} 轴，而不是第 ${verdict.wrong.join("、")} 轴`,
        },
        verdict.factor,
      );
    case "missingLocal":
      return withFactor(
        {
          en: `the local derivative of ${verdict.node} is missing: multiply by ∂${verdict.node}/∂${verdict.operand}, element by element`,
          zh: `缺少 ${verdict.node} 的局部导数：应逐元素乘以 ∂${verdict.node}/∂${verdict.operand}`,
        },
        verdict.factor,
      );
    case "wrongArgument":
      return withFactor(
        {
          en: `the local derivative of ${verdict.node} was taken at ${verdict.used}; it must be at ${verdict.right}`,
          zh: `${verdict.node} 的局部导数取在 ${verdict.used} 处，应取在 ${verdict.right} 处`,
        },
        verdict.factor,
      );
    case "wrongOperand":
      return withFactor(
        {
          en: `${verdict.used} stands where ${verdict.right} belongs`,
          zh: `应当用 ${verdict.right} 的地方用了 ${verdict.used}`,
        },
        verdict.factor,
      );
    case "missingPath":
      return withFactor(
        {
          en: `a path is missing: ${verdict.node} also flows through ${verdict.through}, whose contribution must be added`,
          zh: `漏了一条路径：${verdict.node} 还流经 ${verdict.through}，应加上这一项贡献`,
        },
        verdict.factor,
      );
    case "zero":
      return { en: `it is zero everywhere; ∂Cost/∂${of} is not`, zh: `它处处为零，而 ∂Cost/∂${of} 不为零` };
    case "shape":
      return { en: "its shape is wrong", zh: "形状错误" };
    case "different":
      return { en: "wrong, and by none of the usual mistakes alone", zh: "错误，且不是任何单个常见错误" };
  }
}

function withFactor(wording: Wording, factor: number): Wording {
  if (factor === 1) return wording;
  return { en: `${wording.en}; then multiply by ${shown(factor)}`, zh: `${wording.zh}；再乘以 ${shown(factor)}` };
}

/** 1/4 rather than 0.25, and short decimals. */
function shown(factor: number): string {
  const inverse = 1 / factor;
  if (!Number.isInteger(factor) && Math.abs(inverse - Math.round(inverse)) < 1e-6)
    return `${factor < 0 ? "−" : ""}1/${Math.abs(Math.round(inverse))}`;
  return String(Number(factor.toPrecision(6))).replace("-", "−");
}
