/** Why a text is no objective, and where. */
export class ObjectiveFault extends Error {
  override readonly name = 'ObjectiveFault';

  constructor(
    /** Of the character at fault, from 1. */
    readonly column: number,
    readonly expected: string,
    /** What stands there; undefined: the text is over. */
    readonly found: string | undefined,
  ) {
    super(`column ${column}: expected ${expected}, found ${found === undefined ? 'the end' : JSON.stringify(found)}`);
  }
}

/** Something that was read, and where it stood. */
export interface Token {
  readonly text: string;
  readonly column: number;
}

const SPACE = /[ \t]*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:\.[0-9]+)?/y;
/** So many digits that each number is printed without exponent, and read again as the same one. */
const NUMBER = /[0-9]{1,9}(?:\.[0-9]{1,6})?(?![0-9.])/y;
const ANYTHING = /[A-Za-z0-9_.]+|[\s\S]/uy;

/** Reads a text from left to right, passing over blanks. */
export class Scanner {
  private position = 0;

  constructor(private readonly text: string) {}

  /** The word that stands here, and goes on behind it; undefined: none does. */
  word(): Token | undefined {
    return this.read(WORD);
  }

  number(): Token | undefined {
    return this.read(NUMBER);
  }

  /** The first of the symbols that stands here. */
  symbol<S extends string>(symbols: readonly S[]): S | undefined {
    this.read(SPACE);
    const found = symbols.find((symbol) => this.text.startsWith(symbol, this.position));
    this.position += found?.length ?? 0;
    return found;
  }

  get isOver(): boolean {
    this.read(SPACE);
    return this.position === this.text.length;
  }

  /** What is wrong at this token, or at what stands here. */
  fault(expected: string, at?: Token): ObjectiveFault {
    this.read(SPACE);
    if (at) return new ObjectiveFault(at.column, expected, at.text);
    return new ObjectiveFault(this.position + 1, expected, this.match(ANYTHING));
  }

  private read(pattern: RegExp): Token | undefined {
    if (pattern !== SPACE) this.read(SPACE);
    const text = this.match(pattern);
    if (text === undefined) return undefined;
    const token = { text, column: this.position + 1 };
    this.position += text.length;
    return token;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    return pattern.exec(this.text)?.[0];
  }
}
