import { styleText } from 'node:util';
import { plain } from './plain.js';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: answers on stdout, all else on stderr. */
export class Screen {
  constructor(
    readonly isJson: boolean,
    readonly out: NodeJS.WriteStream = process.stdout,
    readonly err: NodeJS.WriteStream = process.stderr,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {}

  /** Columns there are for a line; what is not a terminal has no end. */
  get width(): number {
    return (this.out.isTTY && this.out.columns) || Number(this.environment['COLUMNS']) || Infinity;
  }

  /** The answer: one JSON document, or text for people. */
  answer(document: unknown, lines: () => readonly string[]): void {
    this.out.write(this.isJson ? `${JSON.stringify(document, undefined, 2)}\n` : lines().map((line) => `${line}\n`).join(''));
  }

  /** A word beside the answer. Machines do not need it. */
  note(line: string): void {
    if (!this.isJson) this.err.write(`${line}\n`);
  }

  /** What went wrong, and what to do next. */
  complain(message: string, hint?: string, code?: string): void {
    if (this.isJson) {
      this.err.write(`${JSON.stringify({ error: { message, ...(code && { code }), ...(hint && { hint }) } })}\n`);
      return;
    }
    this.err.write(`${this.paint('red', 'error:', this.err)} ${plain(message)}\n`);
    if (hint !== undefined) this.err.write(`${this.paint('dim', hint, this.err)}\n`);
  }

  /** Colours only for people who look at a terminal, and want them. */
  paint(style: Style, text: string, stream: NodeJS.WriteStream = this.out): string {
    const { NO_COLOR, TERM } = this.environment;
    const isWanted = stream.isTTY && !this.isJson && !NO_COLOR && TERM !== 'dumb';
    return isWanted ? styleText(style, text, { validateStream: false }) : text;
  }

  /** A table's lines with its titles set off. */
  titled([title = '', ...lines]: readonly string[]): readonly string[] {
    return [this.paint('bold', title), ...lines];
  }
}
