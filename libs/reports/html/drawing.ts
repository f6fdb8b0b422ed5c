import { init, type EChartsCoreOption } from 'echarts/dist/echarts.esm.min';
import { html, Markup } from './markup.js';

/** A chart, and what it says to those who do not see it. */
export interface Drawing {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly option: EChartsCoreOption;
}

/** After Okabe and Ito: told apart by everybody, and by their lightness on grey paper. */
export const COLOURS = { dark: '#0072b2', middle: '#e69f00', light: '#9fc9e8', ink: '#1c2430', soft: '#5a6472', line: '#d9dee5' };

/** The chart as SVG. The same drawing is the same text, whatever was drawn before. */
export function drawn(drawing: Drawing): Markup {
  const { width, height, option } = drawing;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontSize: 12 }, ...option });
    return named(drawing, plain(chart.renderToSVGString(), drawing.id));
  } finally {
    chart.dispose();
  }
}

/**
 * Without what is for scripts and pointers; with attributes where there were styles, which the page's policy forbids;
 * and with ids of this page: those that the library gives come from a counter of the whole process. No text can be
 * taken for an attribute: the library escapes quotes in it.
 */
const plain = (svg: string, id: string): string =>
  svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    .replace(/="(url\(#)?zr\d+-c(\d+)(\))?"/g, (_, open = '', clip: string, close = '') => `="${open}${id}-${clip}${close}"`);

const attributesOf = (style: string): string =>
  style
    .split(';')
    .filter(Boolean)
    .map((rule) => ` ${rule.replace(':', '="')}"`)
    .join('');

function named({ id, title, description, width, height }: Drawing, svg: string): Markup {
  const body = new Markup(svg.replace(/^<svg [^>]*>/, '').replace(/<\/svg>\s*$/, ''));
  const size = html`viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${body}</svg>
`;
}
