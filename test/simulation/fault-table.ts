import { chance } from "./random.ts";

/** What can go wrong with one port call. */
export type Fault =
	| "crash-before"
	| "crash-after"
	| "stall"
	| "throttled"
	| "unknown-outcome"
	| "half-written"
	| "server-error"
	| "rate-limited"
	| "timeout-before"
	| "timeout-after"
	| "timeout-late"
	| "ignored"
	| "stale"
	| "incomplete"
	| "empty"
	| "lost"
	| "twice"
	| "late"
	| "person-first"
	| "down"
	| "answer-lost"
	| "refused-for-good";

export type PortKind =
	| "table-read"
	| "table-write"
	| "table-write-all"
	| "account-read"
	| "account-one"
	| "account-list"
	| "account-write"
	| "bus"
	| "receiver";

type Rates = readonly (readonly [Fault, number])[];

/** Probability per call at the nominal rate; measured cloud failure rates are far lower. */
const everywhere: Rates = [
	["crash-before", 0.0003],
	["crash-after", 0.0003],
	["stall", 0.0004],
];

const tableRead: Rates = [...everywhere, ["throttled", 0.001]];

const accountRead: Rates = [
	...everywhere,
	["server-error", 0.012],
	["rate-limited", 0.005],
	["timeout-before", 0.005],
];

const rates: Readonly<Record<PortKind, Rates>> = {
	"table-read": tableRead,
	"table-write": [...tableRead, ["unknown-outcome", 0.002]],
	"table-write-all": [...tableRead, ["unknown-outcome", 0.002], ["half-written", 0.003]],
	"account-read": accountRead,
	// A person changes the endpoint just before it is read anew.
	"account-one": [...accountRead, ["person-first", 0.01]],
	"account-list": [...accountRead, ["stale", 0.02], ["incomplete", 0.015], ["empty", 0.003]],
	"account-write": [
		...accountRead,
		["timeout-after", 0.03],
		["timeout-late", 0.02],
		["ignored", 0.03],
	],
	bus: [...everywhere, ["lost", 0.01], ["twice", 0.01], ["late", 0.01], ["throttled", 0.002]],
	receiver: [...everywhere, ["down", 0.03], ["answer-lost", 0.02], ["refused-for-good", 0.002]],
};

export const invokedTwice = "invoked-twice";

/** Every fault that some call or invocation can have. */
export const faultKinds: readonly string[] = [
	...new Set(Object.values(rates).flatMap((row) => row.map(([fault]) => fault))),
	"skew",
	"zombie",
	invokedTwice,
];

/** The fault of a call, or null: from its key alone. */
export function faultOf(port: PortKind, key: number, factor: number): Fault | null {
	if (factor === 0) return null;
	let rest = chance(key, 1);
	for (const [fault, rate] of rates[port]) {
		rest -= rate * factor;
		if (rest < 0) return fault;
	}
	return null;
}
