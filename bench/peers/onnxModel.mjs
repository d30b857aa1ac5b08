// Writes LeNet-5 as an ONNX file's bytes: just enough of Protocol Buffers.

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const whole = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const part = (field, bytes) => Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
const text = (field, value) => part(field, Buffer.from(value));

const floatType = 1;
const integersAttribute = 7;
const integerAttribute = 2;

function tensor({ name, shape, data }) {
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([...shape.map((size) => whole(1, size)), whole(2, floatType), text(8, name), part(9, raw)]);
}

function attribute(name, value) {
  const content = Array.isArray(value)
    ? [...value.map((each) => whole(8, each)), whole(20, integersAttribute)]
    : [whole(3, value), whole(20, integerAttribute)];
  return Buffer.concat([text(1, name), ...content]);
}

function node(type, inputs, output, attributes = {}) {
  const settings = Object.entries(attributes).map(([name, value]) => part(5, attribute(name, value)));
  return Buffer.concat([...inputs.map((name) => text(1, name)), text(2, output), text(4, type), ...settings]);
}

function valueInfo(name, shape) {
  const dimensions = Buffer.concat(shape.map((size) => part(1, whole(1, size))));
  const type = part(1, Buffer.concat([whole(1, floatType), part(2, dimensions)]));
  return Buffer.concat([text(1, name), part(2, type)]);
}

/** LeNet-5 with the given weights, from `x` to `logits`. */
export function lenetModel(weights, batch) {
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  const nodes = [
    node("Conv", ["x", "w1", "b1"], "z1", { kernel_shape: [5, 5], pads: [2, 2, 2, 2] }),
    node("Tanh", ["z1"], "a1"),
    node("AveragePool", ["a1"], "p1", pool),
    node("Conv", ["p1", "w2", "b2"], "z2", { kernel_shape: [5, 5] }),
    node("Tanh", ["z2"], "a2"),
    node("AveragePool", ["a2"], "p2", pool),
    node("Flatten", ["p2"], "f", { axis: 1 }),
    node("Gemm", ["f", "w3", "b3"], "z3", { transB: 1 }),
    node("Tanh", ["z3"], "a3"),
    node("Gemm", ["a3", "w4", "b4"], "z4", { transB: 1 }),
    node("Tanh", ["z4"], "a4"),
    node("Gemm", ["a4", "w5", "b5"], "logits", { transB: 1 }),
  ];
  const graph = Buffer.concat([
    ...nodes.map((each) => part(1, each)),
    text(2, "lenet5"),
    ...weights.map((each) => part(5, tensor(each))),
    part(11, valueInfo("x", [batch, 1, 28, 28])),
    part(12, valueInfo("logits", [batch, 10])),
  ]);
  const operators = Buffer.concat([text(1, ""), whole(2, 17)]);
  return Buffer.concat([whole(1, 8), part(7, graph), part(8, operators)]);
}
