import { posix } from 'node:path';

export interface SourceFile {
  /** From the repository root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Rooms in one array share a rank and never meet; a room may be several files and folders. */
const RANKS: readonly (readonly (readonly string[])[])[] = [
  [['src/errors.ts', 'src/config.ts', 'src/config/', 'src/access.ts', 'src/access/']],
  [['src/ml/']],
  [['src/db/']],
  [['src/equipment/'], ['src/events/'], ['src/audit/']],
  [['src/readings/'], ['src/registry/'], ['src/jobs/'], ['src/labels/'], ['src/tensors/'], ['src/tokens/']],
  [['src/datasets/']],
  [['src/training/'], ['src/detection/'], ['src/forecasting/']],
  [['src/monitoring/'], ['src/promotion/']],
  [['src/alarms/']],
  [['src/maintenance/']],
  [['src/live/'], ['src/subtree/']],
  [['src/ingest/'], ['src/entities.ts'], ['src/context.ts']],
  [['schema/']],
  [['src/server/', 'src/main.ts', 'src/worker.ts', 'scripts/', 'seeds/', 'bench/']],
];

const MOST_LINES = 300;
const MOST_RESOLVER_LINES = 5;
const EMPTY_NAME = /(^|[-/])(utils?|helpers?|commons?|managers?|misc|shared|lib)(?=[-./])/;
const IMPORT = /\b(?:import|export)\b(?:[^'";()]*?\bfrom)?\s*['"]([^'"]+)['"]/g;
const DYNAMIC = /\b(?:import|new URL)\(\s*['"]([^'"]+)['"]/g;
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bconsole\.|\bprocess\.|\bperformance\.now\b/;

interface Room {
  readonly rank: number;
  readonly name: string;
}

function roomOf(path: string): Room | undefined {
  for (const [rank, rooms] of RANKS.entries()) {
    const room = rooms.find((parts) =>
      parts.some((part) => path === part || (part.endsWith('/') && path.startsWith(part))),
    );
    if (room) return { rank, name: room[0] };
  }
  return undefined;
}

/** The text with comments, and on request strings, blanked out; lines and columns stay where they were. */
function blanked(text: string, strings: boolean): string {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(token, (found) =>
    strings || found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found,
  );
}

function importsOf(code: string): string[] {
  return [...code.matchAll(IMPORT), ...code.matchAll(DYNAMIC)].map((match) => match[1]);
}

function rankProblems({ path }: SourceFile, code: string): string[] {
  const own = roomOf(path);
  if (!own) return ['belongs to no room that has a rank'];
  return importsOf(code).flatMap((specifier) => {
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(posix.dirname(path), specifier);
    const room = roomOf(target);
    if (!room) return target.startsWith('src/') ? [`imports ${target}, which has no rank`] : [];
    if (room.name === own.name || room.rank < own.rank) return [];
    return [`(rank ${own.rank}) imports ${target} (rank ${room.rank})`];
  });
}

function purityProblems({ path }: SourceFile, code: string): string[] {
  if (!path.startsWith('src/ml/')) return [];
  const nodes = importsOf(code).filter((specifier) => specifier.startsWith('node:'));
  const impure = IMPURE.exec(blanked(code, true));
  return [...nodes, ...(impure ? [impure[0]] : [])].map((what) => `is mathematics and uses ${what}`);
}

/** The end of the property value that starts at `start`: the comma or closing bracket of the object around it. */
function valueEnd(code: string, start: number): number {
  let depth = 0;
  for (let i = start; i < code.length; i++) {
    if ('([{'.includes(code[i])) depth++;
    else if (')]}'.includes(code[i]) && --depth < 0) return i;
    else if (code[i] === ',' && depth === 0) return i;
  }
  return code.length;
}

/** Lines of a function's body: those inside the braces, or those of the expression. */
function bodyLines(value: string): number {
  const arrow = /=>\s*/.exec(value);
  const body = (arrow ? value.slice(arrow.index + arrow[0].length) : value).trim();
  const lines = body.split('\n').length;
  return body.startsWith('{') ? lines - 2 : lines;
}

function resolverProblems({ path }: SourceFile, code: string): string[] {
  if (!path.startsWith('schema/')) return [];
  const bare = blanked(code, true);
  const long = [...bare.matchAll(/\b(resolve|subscribe)\s*(:|(?=\([^)]*\)\s*\{))/g)].flatMap((match) => {
    const start = match.index + match[0].length;
    const value = bare.slice(start, valueEnd(bare, start));
    const method = match[2] === '' ? value.slice(value.indexOf('{')) : value;
    const lines = bodyLines(method);
    const line = bare.slice(0, match.index).split('\n').length;
    return lines > MOST_RESOLVER_LINES ? [`line ${line}: ${match[1]} has ${lines} lines`] : [];
  });
  const imports = bare.match(/^import\b[^;]*\bEntityManager\b[^;]*;/m);
  return imports ? [...long, 'imports EntityManager'] : long;
}

function barrelProblems(code: string): string[] {
  if (/\bexport\s*\*/.test(blanked(code, true))) return ['exports everything of another file'];
  const passedOn = /\bexport\s+(type\s+)?\{[^}]*\}\s*from\s*['"][^'"]*['"];?/g;
  if (!passedOn.test(code)) return [];
  const rest = code.replace(passedOn, '').replace(IMPORT, '').replace(/[;\s]/g, '');
  return rest === '' ? ['is a barrel: it only passes on what other files export'] : [];
}

function sizeProblems(text: string): string[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return lines > MOST_LINES ? [`has ${lines} lines, ${MOST_LINES} at most`] : [];
}

/** What each file does against the rules of docs/ARCHITECTURE.md, as `path problem`. Tests have size and name only. */
export function architectureProblems(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const code = blanked(file.text, false);
    const everywhere = [
      ...sizeProblems(file.text),
      ...barrelProblems(code),
      ...(EMPTY_NAME.test(file.path) ? ['has a name that says nothing'] : []),
    ];
    const inRooms = file.path.startsWith('test/')
      ? []
      : [...rankProblems(file, code), ...purityProblems(file, code), ...resolverProblems(file, code)];
    return [...everywhere, ...inRooms].map((problem) => `${file.path} ${problem}`);
  });
}
