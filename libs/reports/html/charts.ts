export { distribution } from './distribution.js';
export { load } from './load.js';
export { series } from './series.js';
export { timeline } from './timeline.js';
