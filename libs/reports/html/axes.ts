import { duration } from '../wording.js';
import { COLOURS } from './drawing.js';

const label = { color: COLOURS.soft };

/** An axis of durations in microseconds, told in the unit that fits. */
export const durationAxis = (more: object) => ({
  type: 'value' as const,
  axisLabel: { ...label, formatter: (micros: number) => (micros === 0 ? '0' : duration(micros)), hideOverlap: true },
  axisLine: { lineStyle: { color: COLOURS.soft } },
  splitLine: { lineStyle: { color: COLOURS.line } },
  ...more,
});

/** An axis of counts or shares. */
export const countAxis = (more: object) => ({
  type: 'value' as const,
  min: 0,
  nameLocation: 'end' as const,
  nameTextStyle: { color: COLOURS.soft, align: 'left' as const },
  axisLabel: label,
  splitLine: { lineStyle: { color: COLOURS.line } },
  ...more,
});

/** Above the chart, in ink. */
export const legend = { top: 0, left: 0, icon: 'roundRect', itemWidth: 18, itemHeight: 10, textStyle: { color: COLOURS.ink } };
