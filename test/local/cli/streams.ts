import type { Streams, TextStream } from "../../../shared/local/cli/output.ts";

export type RecordedStreams = Streams & {
	readonly out: () => string;
	readonly err: () => string;
};

/** Streams that remember what was written; `colorDepth` is what a terminal of that kind answers. */
export function recordStreams(
	terminal: { readonly isTTY: boolean; readonly colorDepth?: number } = { isTTY: false },
): RecordedStreams {
	const written = { out: "", err: "" };
	const stream = (name: "out" | "err"): TextStream => ({
		isTTY: terminal.isTTY,
		getColorDepth: () => terminal.colorDepth ?? 8,
		write: (text) => {
			written[name] += text;
		},
	});
	return {
		stdout: stream("out"),
		stderr: stream("err"),
		out: () => written.out,
		err: () => written.err,
	};
}
