export { directionalDerivative } from "./autodiff/directionalDerivative.ts";
export { gradients } from "./autodiff/gradients.ts";
export { prepareRows, type RawValue } from "./data/applyPreparation.ts";
export {
  type CsvDataset,
  type CsvDatasetOptions,
  csvDataset,
  preparedCsvDataset,
  preparedCsvInputs,
} from "./data/csvDataset.ts";
export {
  type CsvTexts,
  type CsvTextsOptions,
  csvTextColumn,
  csvTexts,
  type LabelledTexts,
  preparedCsvTexts,
  type TextColumn,
} from "./data/csvTexts.ts";
export { Dataset } from "./data/dataset.ts";
export { dataset } from "./data/datasetFromArrays.ts";
export { type IdxArray, readIdx } from "./data/idx.ts";
export { type IdxDatasetOptions, idxDataset } from "./data/idxDataset.ts";
export { type FlatValues, flattenNested, type NestedValues } from "./data/nestedValues.ts";
export { type Label, type Preparation, parsePreparation, preparedSize } from "./data/preparation.ts";
export { type SplitIndices, type SplitOptions, splitIndices } from "./data/split.ts";
export type { StoredInputs, StoredTargets } from "./data/storedValues.ts";
export { type Compiled, compile } from "./engines/compile.ts";
export { createSession, engineNames } from "./engines/createSession.ts";
export { type CheckGradientsOptions, checkGradients, type GradientReport } from "./engines/reference/checkGradients.ts";
export type { Feeds, Program, RunOptions, RunResult, Session, SessionOptions, TensorValue } from "./engines/session.ts";
export { profileStep, type StepProfile, type TaskProfile } from "./engines/wasm/profile/profileStep.ts";
export { measureRoofline } from "./engines/wasm/profile/roofline.ts";
export { ChainruleError, type ErrorCode } from "./errors/chainruleError.ts";
export { type Language, languages } from "./errors/language.ts";
export { nearestName } from "./errors/nearestName.ts";
export {
  type CheckDerivationOptions,
  checkDerivation,
  type DerivationReport,
} from "./explain/derivation/checkDerivation.ts";
export type { DerivationFinding, Verdict } from "./explain/derivation/finding.ts";
export { type ExplainOptions, explain } from "./explain/explain.ts";
export type {
  Accumulation,
  BackwardEdge,
  ExplainLog,
  ForwardRecord,
  GradientTerm,
  LocalDerivative,
  ParameterUpdate,
  UndefinedDerivative,
} from "./explain/explainLog.ts";
export { type FigureSummary, summarizeFigures, type TensorFigures } from "./explain/figures.ts";
export { figureSummaryText } from "./explain/view/figureSummaryText.ts";
export { latexToText } from "./explain/view/latexToText.ts";
export { type Digits, printFigures } from "./explain/view/printedNumbers.ts";
export { explainReport } from "./explain/view/report.ts";
export type { Entry, Line, Piece, Report, Section } from "./explain/view/reportTree.ts";
export type { TextOptions } from "./explain/view/toText.ts";
export type { ViewOptions } from "./explain/view/viewOptions.ts";
export type { WhyNumber, WhyPath, WhyTerm } from "./explain/why.ts";
export {
  type BeamOptions,
  type BeamSearchOptions,
  beamSearch,
  type FoundSequence,
  type NextLogits,
} from "./generation/beamSearch.ts";
export type { Generated } from "./generation/continueRows.ts";
export { type GenerateOptions, generate, generateTokens } from "./generation/generate.ts";
export { type GenerateBatchOptions, generateBatch } from "./generation/generateBatch.ts";
export { type GenerateBeamsOptions, generateBeams } from "./generation/generateBeams.ts";
export type { CommonOptions, SampledOptions } from "./generation/generationOptions.ts";
export { type Likelihood, type LogLikelihoodOptions, logLikelihood } from "./generation/logLikelihood.ts";
export { type SampleTokenOptions, sampleToken } from "./generation/sampleToken.ts";
export type { SamplingOptions } from "./generation/samplingOptions.ts";
export { tokenDistribution } from "./generation/tokenDistribution.ts";
export type { Shape } from "./graph/shape.ts";
export type { Step } from "./graph/step.ts";
export { named, type Tensor } from "./graph/tensor.ts";
export type { Finding, FindingCode } from "./health/finding.ts";
export type { HealthOptions } from "./health/healthMonitor.ts";
export type { HealthProbe, InputFigures, LayerFigures, ParameterFigures } from "./health/healthProbe.ts";
export type { HealthReport, LayerHealth, RateVerdict } from "./health/healthReport.ts";
export { findingText, healthText } from "./health/healthText.ts";
export type { LayerPlace } from "./health/layerNodes.ts";
export type { FindingWording } from "./health/texts/wording.ts";
export { constantValue, givenValues, zeroValues } from "./initializers/fixed.ts";
export type { Initializer } from "./initializers/initializer.ts";
export { orthogonal } from "./initializers/orthogonal.ts";
export { initializerFromConfig, initializerRegistry } from "./initializers/registry.ts";
export { heNormal, heUniform, plain, uniformValues, xavierNormal, xavierUniform } from "./initializers/scaled.ts";
export {
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  hardTanh,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from "./layers/activations.ts";
export { type AttentionMap, attentionMaps } from "./layers/attentionMaps.ts";
export { type Conv1dOptions, conv1d } from "./layers/conv1d.ts";
export { conv2d } from "./layers/conv2d.ts";
export { type CrossAttentionOptions, crossAttention } from "./layers/crossAttention.ts";
export { dropout } from "./layers/dropout.ts";
export { type EmbeddingOptions, embedding } from "./layers/embedding.ts";
export { flatten } from "./layers/flatten.ts";
export { type GatedFeedForwardOptions, gatedFeedForward } from "./layers/gatedFeedForward.ts";
export type { Layer, MergeLayer } from "./layers/layer.ts";
export { linear } from "./layers/linear.ts";
export { concatenate, mergeRegistry, multiply, sumUp } from "./layers/merging.ts";
export { type MultiHeadAttentionOptions, multiHeadAttention } from "./layers/multiHeadAttention.ts";
export { batchNorm, layerNorm } from "./layers/normalization.ts";
export { averagePool2d, globalAveragePool2d, globalMaxPool2d, maxPool2d } from "./layers/pooling.ts";

export { type PoolOverTimeOptions, poolOverTime } from "./layers/poolOverTime.ts";
export {
  type LearnedPositionsOptions,
  learnedPositions,
  type SinusoidalPositionsOptions,
  sinusoidalPositions,
} from "./layers/positions.ts";

export { finalState } from "./layers/recurrent/finalState.ts";
export { gru } from "./layers/recurrent/gru.ts";
export { gruCell } from "./layers/recurrent/gruCell.ts";
export { lstm } from "./layers/recurrent/lstm.ts";
export { type LstmState, lstmCell } from "./layers/recurrent/lstmCell.ts";
export type { CellWeights } from "./layers/recurrent/recurrentCell.ts";
export type { RecurrentLayer } from "./layers/recurrent/recurrentLayer.ts";
export { rnn } from "./layers/recurrent/rnn.ts";
export { rnnCell } from "./layers/recurrent/rnnCell.ts";

export { layerFromConfig, layerRegistry, layerToConfig, residual } from "./layers/registry.ts";
export { rmsNorm } from "./layers/rmsNorm.ts";
export { type TiedLinearOptions, tiedLinear } from "./layers/tiedLinear.ts";
export { transformerDecoder } from "./layers/transformerDecoder.ts";
export { transformerEncoder } from "./layers/transformerEncoder.ts";
export type { TransformerOptions } from "./layers/transformerOptions.ts";
export { binaryCrossEntropy } from "./losses/binaryCrossEntropy.ts";
export { crossEntropy } from "./losses/crossEntropy.ts";
export { hinge, huber, meanAbsoluteError, meanSquaredError, squaredErrorCost } from "./losses/distances.ts";
export type { Loss, TargetRule } from "./losses/loss.ts";
export { lossFromConfig, lossRegistry } from "./losses/registry.ts";
export { accuracy, topK } from "./metrics/accuracy.ts";
export { confusionMatrix, f1, precision, recall } from "./metrics/confusion.ts";
export { editDistance, type ReferencePair, tokenErrorRate } from "./metrics/editDistance.ts";
export { mae, r2, rmse } from "./metrics/errors.ts";
export { bitsPerCharacter, bitsPerToken, perplexity } from "./metrics/languageModel.ts";
export type { Metric, MetricValue } from "./metrics/metric.ts";
export { metricFromConfig, metricRegistry } from "./metrics/registry.ts";
export { type RocCurve, type RocPoint, rocCurve } from "./metrics/rocCurve.ts";
export {
  type BatchRecord,
  type Callback,
  checkpoint,
  type EpochRecord,
  earlyStopping,
  type Figures,
  type TrainingContext,
} from "./model/callbacks.ts";
export { exampleSource, type ModelData } from "./model/exampleSource.ts";
export type { ModelMetrics } from "./model/figureKeeper.ts";
export type { FitOptions, History } from "./model/fitOptions.ts";
export { functional, type ModelSymbol, merge, symbol, through } from "./model/functional.ts";
export { loadModel, loadWeights } from "./model/loadModel.ts";
export type { EvaluateOptions, Model, Prediction, PredictOptions, SavedModel } from "./model/model.ts";
export { NonFiniteLossError, type NonFiniteReport } from "./model/nonFiniteLossError.ts";
export { type ModelLoss, networkGraph, objectiveOf, type WeightedLoss } from "./model/objective.ts";
export { type SequentialOptions, sequential } from "./model/sequential.ts";
export { type ModelSummary, summarize, summaryText } from "./model/summary.ts";
export type { DividedData, TrainingData } from "./model/trainingData.ts";
export { decodeTrainingState, encodeTrainingState, type TrainingState } from "./model/trainingState.ts";
export { type TrainingStepOptions, trainingStep } from "./model/trainingStep.ts";
export { abs } from "./ops/abs.ts";
export { add } from "./ops/add.ts";
export { argMax } from "./ops/argMax.ts";
export { argMin } from "./ops/argMin.ts";
export { type AttentionOptions, attention } from "./ops/attention.ts";
export { broadcastTo } from "./ops/broadcastTo.ts";
export { cast } from "./ops/cast.ts";
export { ceil } from "./ops/ceil.ts";
export { clip } from "./ops/clip.ts";
export { concat } from "./ops/concat.ts";
export { constant } from "./ops/constant.ts";
export { convTranspose2d } from "./ops/convTranspose2d.ts";
export { cos } from "./ops/cos.ts";
export { div } from "./ops/div.ts";
export { embed } from "./ops/embed.ts";
export { equal } from "./ops/equal.ts";
export { erf } from "./ops/erf.ts";
export { exp } from "./ops/exp.ts";
export { expandDims } from "./ops/expandDims.ts";
export { expm1 } from "./ops/expm1.ts";
export { flip } from "./ops/flip.ts";
export { floor } from "./ops/floor.ts";
export { full } from "./ops/full.ts";
export { gather } from "./ops/gather.ts";
export { greater } from "./ops/greater.ts";
export { greaterEqual } from "./ops/greaterEqual.ts";
export { input } from "./ops/input.ts";
export { iota } from "./ops/iota.ts";
export { isFiniteValue } from "./ops/isFiniteValue.ts";
export { isNaNValue } from "./ops/isNaNValue.ts";
export { less } from "./ops/less.ts";
export { lessEqual } from "./ops/lessEqual.ts";
export { log } from "./ops/log.ts";
export { log1p } from "./ops/log1p.ts";
export { logicalAnd } from "./ops/logicalAnd.ts";
export { logicalNot } from "./ops/logicalNot.ts";
export { logicalOr } from "./ops/logicalOr.ts";
export { logicalXor } from "./ops/logicalXor.ts";
export { logSumExp } from "./ops/logSumExp.ts";
export { matMul } from "./ops/matMul.ts";
export { max } from "./ops/max.ts";
export { maximum } from "./ops/maximum.ts";
export { mean } from "./ops/mean.ts";
export { min } from "./ops/min.ts";
export { minimum } from "./ops/minimum.ts";
export { mul } from "./ops/mul.ts";
export { neg } from "./ops/neg.ts";
export { notEqual } from "./ops/notEqual.ts";
export { oneHot } from "./ops/oneHot.ts";
export { ones } from "./ops/ones.ts";
export { pad } from "./ops/pad.ts";
export { parameter } from "./ops/parameter.ts";
export { pow } from "./ops/pow.ts";
export { randomUniform } from "./ops/randomUniform.ts";
export { reciprocal } from "./ops/reciprocal.ts";
export { reshape } from "./ops/reshape.ts";
export { type RotaryOptions, rotary } from "./ops/rotary.ts";
export { round } from "./ops/round.ts";
export { rsqrt } from "./ops/rsqrt.ts";
export { type ScanOptions, type ScanResult, type ScanTurn, scan } from "./ops/scan.ts";
export { scatterAdd } from "./ops/scatterAdd.ts";
export { sign } from "./ops/sign.ts";
export { sin } from "./ops/sin.ts";
export { slice } from "./ops/slice.ts";
export { split } from "./ops/split.ts";
export { sqrt } from "./ops/sqrt.ts";
export { square } from "./ops/square.ts";
export { squeeze } from "./ops/squeeze.ts";
export { stack } from "./ops/stack.ts";
export { stopGradient } from "./ops/stopGradient.ts";
export { sub } from "./ops/sub.ts";
export { sum } from "./ops/sum.ts";
export { sumTo } from "./ops/sumTo.ts";
export { takeAlongAxis } from "./ops/takeAlongAxis.ts";
export { tan } from "./ops/tan.ts";
export { transpose } from "./ops/transpose.ts";
export { variable } from "./ops/variable.ts";
export { variance } from "./ops/variance.ts";
export { where } from "./ops/where.ts";
export { zeros } from "./ops/zeros.ts";
export { adam, adamW, lion, nadam } from "./optimizers/adam.ts";
export { adadelta, adagrad, rmsprop } from "./optimizers/adaptive.ts";
export { clipByGlobalNorm, clipByValue } from "./optimizers/clipping.ts";
export { minimize, parametersOf } from "./optimizers/minimize.ts";
export { chain, optimizerFromConfig, optimizerRegistry } from "./optimizers/registry.ts";
export { sgd } from "./optimizers/sgd.ts";
export type { Optimizer, Transform } from "./optimizers/transform.ts";
export { type Generator, random } from "./random/generator.ts";
export { NumpyRandom, numpyRandom } from "./random/numpyRandom.ts";
export {
  constantRate,
  cosineDecay,
  exponentialDecay,
  oneCycle,
  polynomialDecay,
  stepDecay,
} from "./schedules/decays.ts";
export { reduceOnPlateau } from "./schedules/reduceOnPlateau.ts";
export { scheduleFromConfig, scheduleRegistry, warmup } from "./schedules/registry.ts";
export type { Schedule } from "./schedules/schedule.ts";
export { readSafetensors, type StoredTensor, writeSafetensors } from "./serialization/safetensors.ts";
export { type Json, type JsonObject, showValue } from "./spec/json.ts";
export { registrySchema } from "./spec/jsonSchema.ts";
export { makeOption, type OptionSpec, type OptionText, optional } from "./spec/optionSpec.ts";
export {
  type Configurable,
  fromConfig,
  isConfigurable,
  type OptionSpecs,
  type Registry,
  toConfig,
} from "./spec/registry.ts";
export {
  boolean as booleanOption,
  choice as choiceOption,
  integer as integerOption,
  number as numberOption,
} from "./spec/scalars.ts";
export { textWidth } from "./spec/textWidth.ts";
export { type BagOfWordsOptions, bagOfWords } from "./text/bagOfWords.ts";
export { bucketByLength, type LengthBucket } from "./text/bucketByLength.ts";
export { type BytePairTokenizerOptions, bytePairTokenizer } from "./text/bytePairTokenizer.ts";
export { type CharacterTokenizerOptions, characterTokenizer } from "./text/characterTokenizer.ts";
export { decodeText } from "./text/decodeText.ts";
export { type EncodeTextsOptions, encodeTexts } from "./text/encodeTexts.ts";
export { type LanguageModelDataOptions, languageModelData } from "./text/languageModelData.ts";
export { type LanguageModelStreamOptions, languageModelStream } from "./text/languageModelStream.ts";
export { type Features, oneHotFeatures } from "./text/oneHotFeatures.ts";
export { type PaddedSequences, type PadSequencesOptions, padSequences } from "./text/padSequences.ts";
export {
  termFeaturesFromConfig,
  termFeaturesRegistry,
  tokenizerFromConfig,
  tokenizerRegistry,
} from "./text/registry.ts";
export type { SpecialName, SpecialTokens } from "./text/specialTokens.ts";
export { type StreamTokensOptions, streamTokens, type TextChunks } from "./text/streamTokens.ts";
export type { TermFeatures, TermFeaturesPlan } from "./text/termFeatures.ts";
export { termFeaturesFromJson } from "./text/termFeaturesFromJson.ts";
export { type TfIdfOptions, tfIdf } from "./text/tfIdf.ts";
export type { EncodeOptions, Texts, Tokenizer, TokenizerPlan } from "./text/tokenizer.ts";
export { tokenizerFromJson } from "./text/tokenizerFromJson.ts";
export { type WordTokenizerOptions, wordTokenizer } from "./text/wordTokenizer.ts";
