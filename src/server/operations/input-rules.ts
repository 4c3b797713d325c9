import { type ASTVisitor, type ExecutionArgs, GraphQLError, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { unknownFields } from './unknown-fields.ts';

const NUL = '\u0000';
/** Far more than any input of the graph has. */
const MOST_LEVELS = 64;

interface Flaw {
  readonly what: string;
  readonly remedy: string;
}

const UNSTORABLE: Flaw = {
  what: 'holds the character U+0000',
  remedy: 'Leave it out: no database keeps it in a text.',
};
const TOO_DEEP: Flaw = {
  what: `is nested deeper than ${MOST_LEVELS} levels`,
  remedy: 'Send what the input types of the graph say.',
};

const refused = (where: string, { what, remedy }: Flaw): GraphQLError =>
  new GraphQLError(`${where} ${what}. ${remedy}`, {
    extensions: { code: 'INVALID_INPUT', remedy, http: { spec: true, status: 400 } },
  });

/** Why a value cannot be worked with, whatever its type: it could not be stored, or not be walked through. */
export function flawOf(value: unknown, levels = MOST_LEVELS): Flaw | undefined {
  if (typeof value === 'string') return value.includes(NUL) ? UNSTORABLE : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return TOO_DEEP;
  const isList = Array.isArray(value);
  if (!isList && Object.keys(value).some((name) => name.includes(NUL))) return UNSTORABLE;
  for (const inner of isList ? value : Object.values(value)) {
    const flaw = flawOf(inner, levels - 1);
    if (flaw) return flaw;
  }
  return undefined;
}

const unparsable = (): GraphQLError =>
  new GraphQLError('The document is nested too deep to be parsed', {
    extensions: {
      code: 'QUERY_TOO_DEEP',
      remedy: 'Send a document whose fields and values are nested as deep as the graph is.',
      http: { spec: true, status: 400 },
    },
  });

function literals(context: ValidationContext): ASTVisitor {
  let levels = 0;
  const nested = {
    enter() {
      if (++levels === MOST_LEVELS + 1) context.reportError(refused('A value in the document', TOO_DEEP));
    },
    leave() {
      levels--;
    },
  };
  return {
    StringValue({ value }) {
      if (value.includes(NUL)) context.reportError(refused('A text in the document', UNSTORABLE));
    },
    ListValue: nested,
    ObjectValue: nested,
  };
}

function errorsOf(args: ExecutionArgs): GraphQLError[] {
  const flaws = Object.entries(args.variableValues ?? {}).flatMap(([name, value]) => {
    const flaw = flawOf(value);
    return flaw ? [refused(`Variable "$${name.slice(0, 80)}"`, flaw)] : [];
  });
  return flaws.length > 0 ? flaws : unknownFields(args);
}

/** Refuses values that no field could take, in the document and in its variables, before anything is run. */
export function limitInput(): Plugin {
  return {
    onParse({ parseFn, setParseFn }) {
      setParseFn((...source: Parameters<typeof parseFn>) => {
        try {
          return parseFn(...source);
        } catch (error) {
          // The stack has ended.
          throw error instanceof RangeError ? unparsable() : error;
        }
      });
    },
    onValidate: ({ addValidationRule }) => addValidationRule(literals),
    onExecute({ args, setResultAndStopExecution }) {
      const errors = errorsOf(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const errors = errorsOf(args);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
