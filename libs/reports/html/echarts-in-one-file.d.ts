/** The library in one file: loaded in a quarter of the time and half the memory of its hundreds of modules. */
declare module 'echarts/dist/echarts.esm.min' {
  export { init, type EChartsCoreOption } from 'echarts/core';
}
