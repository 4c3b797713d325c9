/** What the server says when it will not, or why it could not be asked. */
export class GraphFailure extends Error {
  /** Which failure it is, such as `NOT_FOUND`; the same in every release. */
  readonly code: string;
  /** What would be right. */
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.name = 'GraphFailure';
    this.code = code;
    this.remedy = remedy;
  }
}

/** A failure as a member of an answer's union. */
type FailureMember = { readonly code: string; readonly message: string; readonly remedy: string };

export interface RefusedError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown; readonly remedy?: unknown };
}

/** Narrows the answer of a mutation or field to its failures. */
export const isFailure = <Union extends object>(answer: Union): answer is Extract<Union, FailureMember> =>
  'remedy' in answer;

/** The answer of a mutation or field without its failures. @throws GraphFailure as the server said it */
export function succeeded<Union extends object>(answer: Union): Exclude<Union, FailureMember> {
  if (!isFailure(answer)) return answer as Exclude<Union, FailureMember>;
  const { code, message, remedy } = answer as FailureMember;
  throw new GraphFailure(code, message, remedy);
}

export const refusal = ({ message, extensions }: RefusedError): GraphFailure =>
  new GraphFailure(
    String(extensions?.code ?? 'REFUSED'),
    message,
    String(extensions?.remedy ?? 'The server log has the details.'),
  );

export const unreachable = (url: string): GraphFailure =>
  new GraphFailure(
    'SERVER_UNREACHABLE',
    `No Telltale server answers at ${url}`,
    'Start it with npm start, or name another address.',
  );

/** A subscription broke: with what the server refused it for, or because the connection is gone. */
export function broken(error: unknown): GraphFailure {
  if (error instanceof GraphFailure) return error;
  if (Array.isArray(error)) return refusal(error[0]);
  const { code, reason } = (error ?? {}) as { code?: unknown; reason?: unknown };
  if (code === 4401 || code === 4403)
    return new GraphFailure(
      'UNAUTHENTICATED',
      String(reason || 'The token is not let in').replace(/^UNAUTHENTICATED: /, ''),
      'Get another token, and go on after the last cursor.',
    );
  const message = `The subscription broke${reason ? `: ${String(reason)}` : ''}`;
  return new GraphFailure('CONNECTION_LOST', message, 'See whether the server still runs.');
}
