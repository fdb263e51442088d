/** Identities that never repeat; deterministic in tests. */
export interface Ids {
	next(prefix: string): string;
}
