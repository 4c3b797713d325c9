export * from '../generated/graphql.ts';
export { type ClientOptions, type Stream, TelltaleClient } from './client.ts';
export type { Naming } from './document.ts';
export { GraphFailure, isFailure, succeeded } from './failure.ts';
export type { FollowOptions } from './follow.ts';
