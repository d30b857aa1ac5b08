import { barImages, flowersCsv } from "./workFolder.ts";

const bars = barImages(60);
const barConfig = `
data:
  idx:
    train: [images.idx, labels.idx]
    test: [images.idx, labels.idx]
  classNames: [upright, lying, aslant]
model: [ { conv2d: { filters: 4, kernel: 3 } }, relu, flatten, { linear: 3 } ]
loss: crossEntropy
optimizer: { adam: { learningRate: 0.02 } }
metrics: [accuracy]
epochs: 4
batchSize: 8
`;

/** Bars in images, told apart by a small convolutional network: `train bars.yaml`. */
export const barFiles = { "bars.yaml": barConfig, "images.idx": bars.images, "labels.idx": bars.labels };

/** Flowers told apart by their measures, from `data/flowers.csv` beside the configuration. */
export const flowersConfig = `
data: { csv: data/flowers.csv, label: kind, test: 0.2 }
model: [ { linear: 3 } ]
loss: crossEntropy
optimizer: { adam: { learningRate: 0.3 } }
epochs: 20
batchSize: 8
`;

/** Their table alone. */
export const dataFiles = { "data/flowers.csv": flowersCsv() };

/** Both in a folder of their own: `train c/flowers.yaml`. */
export const flowerFiles = { "c/flowers.yaml": flowersConfig, "c/data/flowers.csv": flowersCsv() };
