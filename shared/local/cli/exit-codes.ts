/** What a command's exit status says. `wouldAct` only where `--exit-code` asks for it. */
export const exitCodes = { ok: 0, failure: 1, usage: 2, wouldAct: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
