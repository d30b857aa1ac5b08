// Pictures of what models of names know, and where one of them looks.
import type { Model } from "@chainrule/core";
import { lineChart, type Picture, type Point, type Text, type WeightPanel, weightGrid } from "chainrule/pictures";
import { type AttentionLook, attentionOf } from "../attentionOf.ts";
import type { PositionBits } from "./nameBits.ts";
import { positions } from "./nameModels.ts";
import { alphabet, endSymbol, symbolsOf } from "./namesData.ts";

/** Mean bits of the first, second, … letter of a name, for several models. */
export function positionChart(models: readonly { readonly label: Text; readonly bits: PositionBits }[]): Picture {
  const fewest = 40;
  return lineChart({
    title: { en: "What the letters of a name cost, by their place", zh: "名字中各位置字母的代价" },
    subtitle: {
      en: "mean over held-out names; the end of a name counts as a letter",
      zh: "测试名字的平均值；名字的结尾也算一个字母",
    },
    x: {
      label: { en: "place in the name", zh: "在名字中的位置" },
      domain: [1, 11],
      ticks: Array.from({ length: 11 }, (_, i) => i + 1),
    },
    y: { label: { en: "bits per character", zh: "每字符比特" } },
    series: models.map(({ label, bits: { bits, counts } }) => ({
      label,
      points: Array.from(bits, (sum, i): Point => [i + 1, sum / (counts[i] ?? 1)]).filter(
        (_, i) => (counts[i] ?? 0) >= fewest && i < 11,
      ),
    })),
  });
}

/** Where each head of the first and the last attention looks while the name is guessed. */
export async function attentionPicture(model: Model, name: string): Promise<Picture> {
  const symbols = symbolsOf(name);
  const tokens = new Int32Array(positions).fill(endSymbol);
  tokens.set(symbols.slice(0, -1), 1);
  const [input] = model.network.inputs;
  const looks = await attentionOf(model, { [input?.name ?? ""]: tokens });
  const chosen = [
    { look: looks.at(0), en: "first layer", zh: "第一层" },
    { look: looks.at(-1), en: "last layer", zh: "最后一层" },
  ];
  return weightGrid({
    title: { en: `Where the transformer looks while it guesses "${name}"`, zh: `Transformer 猜测 “${name}” 时看哪里` },
    subtitle: { en: "· is the beginning, ⏎ the end of the name", zh: "· 是名字的开头，⏎ 是结尾" },
    axes: {
      rows: { en: "the letter to guess", zh: "要猜的字母" },
      columns: { en: "the letters before", zh: "前面的字母" },
    },
    panels: chosen.flatMap(({ look, en, zh }) =>
      look === undefined
        ? []
        : Array.from({ length: look.heads }, (_, head) =>
            panel(look, head, name, { en: `${en}, head ${head + 1}`, zh: `${zh}，头 ${head + 1}` }),
          ),
    ),
    across: 4,
    cell: 14,
  });
}

function panel({ weights, queries, keys }: AttentionLook, head: number, name: string, title: Text): WeightPanel {
  const length = name.length + 1;
  const first = head * queries * keys;
  const rows = Array.from(symbolsOf(name), (symbol) => (symbol === endSymbol ? "⏎" : alphabet.charAt(symbol - 1)));
  return {
    title,
    rows,
    columns: ["·", ...name],
    weights: Array.from({ length: length * length }, (_, i) => {
      const [row, column] = [Math.floor(i / length), i % length];
      return weights[first + row * keys + column] ?? 0;
    }),
  };
}
