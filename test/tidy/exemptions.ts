/** A place where a rule does not hold, for good, because that is what the place is for. */
export interface Room {
	readonly check: string;
	/** Files whose path begins so, or fits so. */
	readonly place: string | RegExp;
	readonly reason: string;
}

/** A file over a limit. It may shrink, it may not grow, and it leaves this list when it fits. */
export interface Ratchet {
	readonly check: string;
	readonly path: string;
	/** The measured value that is tolerated. */
	readonly tolerated: number;
	readonly reason: string;
}

const realClock = /^(shared|test)\/adapters\/clock\//;

const realProcess = /^test\/(e2e|bench)\/|\.integration\.test\.ts$/;

export const rooms: readonly Room[] = [
	{
		check: "wall-clock",
		place: realClock,
		reason: "This is the one place where the port meets the real clock, and its test.",
	},
	{
		check: "wall-clock",
		place: realProcess,
		reason: "Real processes and sockets run in real time; the test measures it.",
	},
	{
		check: "timers",
		place: realClock,
		reason: "This is the one place where the port meets the real timers, and its test.",
	},
	{
		check: "timers",
		place: realProcess,
		reason: "Real processes and sockets answer when they do; the test waits for them.",
	},
	{
		check: "randomness",
		place: "shared/adapters/clock/",
		reason: "The Ids port is fulfilled beside the clock.",
	},
	{
		check: "randomness",
		place: "shared/adapters/ids/",
		reason: "The Ids port is fulfilled here.",
	},
	{
		check: "randomness",
		place: "shared/adapters/webhooks/override-secret.ts",
		reason: "A secret that came from a seed would be no secret.",
	},
	{
		check: "randomness",
		place: "shared/local/server/csrf-token.ts",
		reason: "A secret of this process must be unguessable, so it is not an id of the Ids port.",
	},
	{
		check: "randomness",
		place: "shared/local/commands/send-override.ts",
		reason: "The id of a request must not repeat over machines and restarts.",
	},
	{
		check: "environment",
		place: "shared/config/",
		reason: "The only reader of the environment; everybody else is handed values.",
	},
	{
		check: "environment",
		place: /^test\/(e2e\/|reporter\.ts$)/,
		reason: "Starts real processes with an environment, or asks whether this is a build machine.",
	},
	{
		check: "environment",
		place: "test/local-aws/describe-with-java.ts",
		reason: "Asks whether this is a build machine, where nothing may be left out.",
	},
	{
		check: "console",
		place: "shared/adapters/log/",
		reason: "The Log port is fulfilled here.",
	},
	{
		check: "console",
		place: "shared/local/",
		reason: "A command line speaks to the person in front of it.",
	},
	{
		check: "console",
		place: "test/reporter.ts",
		reason: "The last line of a test run is its whole purpose.",
	},
	...["left-over", "type-check-off", "test-off", "machine-path", "secret"].map((check) => ({
		check,
		place: "test/tidy/",
		reason: "The checks spell out what they look for, and plant it to see themselves fail.",
	})),
];

export const ratchets: readonly Ratchet[] = [
	{
		check: "function-length",
		path: "shared/simulator/catalog/prices.ts",
		tolerated: 63,
		reason: "It is one price list, a row per hardware; it reads as a table and not as steps.",
	},
];
