import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import { ROLES, type Viewer } from '../../access.ts';
import { ConfigError } from '../../config/config-error.ts';
import type { DocumentRules } from '../../config.ts';
import type { Caller } from '../streams/subscription.ts';

/** The documents of the client that comes with the server. */
const OWN = new URL('../../../schema/generated/persisted-documents.json', import.meta.url);
const PREFIX = 'sha256:';

const manifest = z.record(z.string().regex(/^(sha256:)?[0-9a-f]{64}$/), z.string().min(1));

/** How an operation names its document: by its text, or by the hash under which the text is listed here. */
export interface DocumentParams {
  readonly query?: string | null;
  readonly documentId?: unknown;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
}

const bare = (id: string): string => (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id);

function refused(status: number, code: string, message: string, remedy: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, remedy, http: { spec: true, status } } });
}

/** Which documents may be run: those that are listed, by hash or by text, and any other by whom the rules trust. */
export class Documents {
  readonly #listed: ReadonlyMap<string, string>;
  readonly #rules: DocumentRules;

  private constructor(listed: ReadonlyMap<string, string>, rules: DocumentRules) {
    this.#listed = listed;
    this.#rules = rules;
  }

  /**
   * Reads the manifests that the code generators of clients write, `{"sha256:HASH": "DOCUMENT"}`.
   * @throws ConfigError naming the file that cannot be used
   */
  static async open(rules: DocumentRules): Promise<Documents> {
    const listed = new Map<string, string>();
    for (const file of [OWN, ...rules.manifests]) {
      for (const [id, text] of Object.entries(await readManifest(file))) listed.set(bare(id), text);
    }
    return new Documents(listed, rules);
  }

  /** The text to run. @throws GraphQLError PERSISTED_DOCUMENT_NOT_FOUND or DOCUMENT_NOT_ALLOWED */
  textOf({ query, documentId, extensions }: DocumentParams, viewer: Viewer): string | undefined {
    const persisted = extensions?.persistedQuery as { sha256Hash?: unknown } | undefined;
    const id = documentId ?? persisted?.sha256Hash;
    if (id != null) return this.#byId(String(id));
    if (!query || this.#trusts(viewer) || this.#lists(query)) return query ?? undefined;
    throw refused(
      403,
      'DOCUMENT_NOT_ALLOWED',
      'This document is not one of those that this server runs',
      'List it with DOCUMENT_MANIFESTS, or use a token of a role that may send any (ARBITRARY_DOCUMENTS_ROLE).',
    );
  }

  #byId(id: string): string {
    const text = this.#listed.get(bare(id));
    if (text !== undefined) return text;
    throw refused(
      404,
      'PERSISTED_DOCUMENT_NOT_FOUND',
      `No document is listed under ${JSON.stringify(id.slice(0, 80))}`,
      'Give the server the manifest of this client with DOCUMENT_MANIFESTS.',
    );
  }

  #trusts({ role }: Viewer): boolean {
    const { arbitraryFrom } = this.#rules;
    return arbitraryFrom !== null && ROLES.indexOf(role) >= ROLES.indexOf(arbitraryFrom);
  }

  #lists(text: string): boolean {
    return this.#listed.has(createHash('sha256').update(text).digest('hex'));
  }
}

/** Puts the listed text in the place of its hash, and refuses what is neither listed nor trusted, over HTTP. */
export function admitDocuments(documents: Documents): Plugin<Caller> {
  return {
    onParams: ({ params, setParams, context }) => {
      const { viewer } = context as unknown as Caller;
      const { documentId: _, ...rest } = params as DocumentParams & typeof params;
      setParams({ ...rest, query: documents.textOf(params, viewer) });
    },
  };
}

async function readManifest(file: string | URL): Promise<Record<string, string>> {
  try {
    return manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const why =
      error instanceof z.ZodError ? 'it is not {"sha256:HASH": "DOCUMENT"}' : (error as Error).message;
    throw new ConfigError([`DOCUMENT_MANIFESTS: ${String(file)} cannot be used: ${why}.`]);
  }
}
