/** A line of a Dockerfile. */
export interface Instruction {
  readonly name: string;
  /** Of COPY: `--from=…` and others. */
  readonly flags: readonly string[];
  readonly words: readonly string[];
  readonly text: string;
}

/** What happens between one FROM and the next. */
export interface Stage {
  readonly from: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The stages, with ARGs before the first FROM filled in. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { from: string; name: string | undefined; instructions: Instruction[] }[] = [];
  const defaults = new Map<string, string>();
  for (const instruction of instructionsOf(text)) {
    const { name, words } = instruction;
    if (name === 'FROM') {
      const [image = '', , alias] = words;
      stages.push({ from: image.replace(/\$\{(\w+)\}/g, (_, key: string) => defaults.get(key) ?? ''), name: alias, instructions: [] });
    } else if (stages.length === 0 && name === 'ARG') {
      const [key = '', value = ''] = words[0]!.split('=');
      defaults.set(key, value);
    } else stages.at(-1)!.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(text: string): readonly Instruction[] {
  const whole = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, ' ');
  return whole
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
      const all = rest.split(/\s+/);
      const flags = all.filter((word) => word.startsWith('--'));
      return { name: name.toUpperCase(), flags, words: all.filter((word) => !word.startsWith('--')), text: rest };
    });
}

/** The command in `["node", "x.js"]`, wherever it stands in an instruction. */
export const commandIn = ({ text }: Instruction): readonly string[] =>
  JSON.parse(/\[.*\]/.exec(text)?.[0] ?? '[]') as readonly string[];
