export type { Text } from "../texts/text.ts";
export { type Axis, decadeExtent, extent } from "./axis.ts";
export { type ColourScale, divergingScale, greyScale } from "./colourScale.ts";
export { type CostPoint, costCurve } from "./costCurve.ts";
export { costSurfacePlot } from "./costSurface.ts";
export {
  type BoundaryOptions,
  boundaryLegend,
  boundaryPlot,
  type ClassedPoint,
  columnPoints,
} from "./decisionBoundary.ts";
export { type FigureOptions, figure, type Mark, type Picture, type Plot, type PlotArea } from "./figure.ts";
export { type ColourKey, type ImageRow, imageSheet, type NumberImage } from "./imageSheet.ts";
export type { LegendEntry } from "./legend.ts";
export { type ChartAxis, type LineChartOptions, lineChart, lineLegend, linePlot, type Series } from "./lineChart.ts";
export { type MarkedWord, type MarkedWordsOptions, markedWords } from "./markedWords.ts";
export { band, type Span } from "./marks/band.ts";
export { type Bar, bars } from "./marks/bars.ts";
export { curve, rule } from "./marks/curve.ts";
export { dots, type Point } from "./marks/dots.ts";
export { contourLine, type Field, remembered, shading } from "./marks/field.ts";
export { note } from "./marks/note.ts";
export { classStyles, type Style, seriesStyle } from "./style.ts";
export { dataColours, element, ink, picture, textElement } from "./svg.ts";
export { type WeightGridOptions, type WeightPanel, weightGrid } from "./weightGrid.ts";
