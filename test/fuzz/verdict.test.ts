import { describe, expect, it } from 'vitest';
import { answerProblems, closeProblems, frameProblems, logProblems } from './verdict.ts';
import { writtenProblems } from './written.ts';

const coded = (code: string, message = 'no') => ({ message, extensions: { code } });
const answered = (answer: unknown, status = 200) => ({
  status,
  text: typeof answer === 'string' ? answer : JSON.stringify(answer),
});
const graph = (answer: unknown, status?: number, sent = '') =>
  answerProblems(answered(answer, status), sent, 'GRAPH');

describe('an answer as it should be is no finding:', () => {
  it.each([
    ['data', { data: { sensors: [] } }],
    ['an error with a code', { errors: [coded('BAD_ID')] }],
    ['both', { data: null, errors: [coded('FORBIDDEN')] }],
  ])('%s', (_what, answer) => expect(graph(answer)).toEqual([]));

  it('what was sent may come back', () => {
    const sent = 'select value from reading';
    expect(graph({ errors: [coded('INVALID_INPUT', `"${sent}" is no tag`)] }, 400, sent)).toEqual([]);
  });
});

describe('a planted fault is found:', () => {
  it.each([
    ['a masked fault', { errors: [coded('INTERNAL_SERVER_ERROR')] }],
    ['an error without a code', { errors: [{ message: 'no', extensions: {} }] }],
    ['an error without a message', { errors: [{ extensions: { code: 'BAD_ID' } }] }],
    ['no error in the list', { errors: [] }],
    ['neither data nor errors', {}],
    ['something beside them', { data: {}, stack: '' }],
    ['no JSON', '<html>'],
    ['a list', []],
    ['a stack', { errors: [coded('BAD_ID', 'x\n    at Room.find (src/room.ts:12:7)')] }],
    ['SQL', { errors: [coded('BAD_ID', 'insert into reading values')] }],
    ['a fault of the database', { errors: [coded('BAD_ID', 'SQLITE_CONSTRAINT')] }],
    ['a path', { errors: [coded('BAD_ID', 'cannot open /var/lib/telltale')] }],
    ['a fault of the engine', { errors: [coded('BAD_ID', 'Cannot read properties of undefined')] }],
    ['a token', { errors: [coded('BAD_ID', 'admin-token-of-32-characters-or-more')] }],
  ])('%s', (_what, answer) => expect(graph(answer)).not.toEqual([]));

  it('a status of a fault', () => expect(graph({ data: {} }, 500)).toEqual(['answers with the status 500']));

  it('an answer of /ingest without its figures', () => {
    expect(answerProblems(answered({ accepted: 1 }), '', 'INGEST')).toContain('no rejected');
  });

  it('a message of a WebSocket without a code, of an unknown type, and the code of a fault', () => {
    expect(frameProblems('{"type":"error","payload":[{"message":"no"}]}', '')).toEqual([
      'an error without a code',
    ]);
    expect(frameProblems('{"type":"hello"}', '')).toEqual(['is a message of the type hello']);
    expect([4500, 1011, 4400, null].map((code) => closeProblems(code).length)).toEqual([1, 1, 0, 0]);
  });

  it('a refusal that wrote, and readings that are not those that were acknowledged', () => {
    const [before, after] = [
      { reading: 1, sensor: 1 },
      { reading: 3, sensor: 2 },
    ];
    expect(writtenProblems(before, after, { isRefused: true, accepted: 0 })).toHaveLength(3);
    expect(writtenProblems(before, after, { isRefused: false, accepted: 1 })).toHaveLength(1);
    expect(writtenProblems(before, after, { isRefused: false, accepted: 2 })).toEqual([]);
    expect(writtenProblems(before, before, { isRefused: true, accepted: 0 })).toEqual([]);
  });

  it('a line of the log, but for a version that a stand-in decides for', () => {
    const line = (msg: string, err: object) => JSON.stringify({ level: 50, msg, err });
    expect(logProblems(line('unexpected error', { remedy: 'none' }))).toHaveLength(1);
    expect(logProblems(line('version unusable, fallback decides', {}))).toHaveLength(1);
    expect(logProblems(line('version unusable, fallback decides', { remedy: 'Record more.' }))).toEqual([]);
  });
});
