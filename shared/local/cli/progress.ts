import type { TextStream } from "./output.ts";

const barColumns = 28;
/** Back to the start of the line, and clear it. */
const clearLine = "\r\u001b[2K";

export type Progress = {
	/** `done` of `total`, with a short word such as the simulated day. */
	update(done: number, detail?: string): void;
	/** Clears the line, so that the result follows as if nothing had been shown. */
	finish(): void;
};

export type ProgressOptions = {
	readonly stream: TextStream;
	readonly label: string;
	readonly total: number;
};

/** A bar on stderr while a terminal is there; nothing at all when the output is piped. */
export function createProgress({ stream, label, total }: ProgressOptions): Progress {
	if (stream.isTTY !== true) return { update: nothing, finish: nothing };
	let shown = "";
	return {
		update(done, detail = "") {
			const line = `${label} ${bar(done, total)} ${done}/${total} ${detail}`.trimEnd();
			if (line === shown) return;
			shown = line;
			stream.write(`${clearLine}${line}`);
		},
		finish() {
			if (shown !== "") stream.write(clearLine);
			shown = "";
		},
	};
}

function nothing(): void {}

function bar(done: number, total: number): string {
	const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
	const full = Math.floor(share * barColumns);
	return "█".repeat(full) + "░".repeat(barColumns - full);
}
