/** blessed-contrib has no types for its single widgets. What is here is what we use. */
declare module 'blessed-contrib/lib/widget/charts/line.js' {
  interface LineOptions {
    readonly screen: unknown;
    /** Colours are numbers of the 256. */
    readonly style: { readonly text: number; readonly baseline: number };
    readonly wholeNumbersOnly: true;
    readonly abbreviate: true;
    numYLabels?: number;
    maxY?: number;
    showNthLabel?: number;
  }
  interface LineData {
    readonly title: string;
    readonly x: readonly string[];
    readonly y: readonly number[];
    readonly style: { readonly line: number };
  }
  class LineChart {
    constructor(options: LineOptions);
    /** In cells. The canvas is made for them on `attach`. */
    width: number;
    height: number;
    options: LineOptions;
    readonly ctx: { readonly _canvas: { frame(): string } };
    emit(event: 'attach'): boolean;
    setData(data: readonly LineData[]): void;
  }
  export = LineChart;
}
