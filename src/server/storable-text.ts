import { type ASTVisitor, GraphQLError, type StringValueNode, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const NUL = '\u0000';
const remedy = 'Leave the character U+0000 out: no database keeps it in a text.';

const refused = (where: string, node?: StringValueNode): GraphQLError =>
  new GraphQLError(`${where} holds the character U+0000. ${remedy}`, {
    nodes: node,
    extensions: { code: 'INVALID_INPUT', remedy, http: { spec: true, status: 400 } },
  });

/** True where a text, or the name of a field, holds what no database keeps. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(NUL);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsNul);
  return Object.entries(value).some(([name, inner]) => name.includes(NUL) || holdsNul(inner));
}

const literals = (context: ValidationContext): ASTVisitor => ({
  StringValue(node) {
    if (holdsNul(node.value)) context.reportError(refused('A text in the document', node));
  },
});

/** Refuses texts that could not be stored or compared, in the document and in its variables, before anything is run. */
export function refuseUnstorableText(): Plugin {
  const check = (name: string, value: unknown): GraphQLError[] =>
    holdsNul(value) ? [refused(`Variable "$${name.slice(0, 80)}"`)] : [];
  const errorsOf = (variables: Readonly<Record<string, unknown>> | null | undefined) =>
    Object.entries(variables ?? {}).flatMap(([name, value]) => check(name, value));
  return {
    onValidate: ({ addValidationRule }) => addValidationRule(literals),
    onExecute({ args, setResultAndStopExecution }) {
      const errors = errorsOf(args.variableValues);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const errors = errorsOf(args.variableValues);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
