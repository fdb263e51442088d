/** What a bench prints, and whether its targets were met. */
export type BenchResult = { readonly lines: readonly string[]; readonly isMet: boolean };
