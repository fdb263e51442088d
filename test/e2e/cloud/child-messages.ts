/**
 * What a function's process says when nothing is left to do in it but to wait for answers of the
 * simulated account or for its own timers. The counts tell whether it had seen everything by then.
 */
export type Parked = {
	readonly kind: "parked";
	/** Invocations that began, and wakes that arrived. */
	readonly invocations: number;
	readonly wakes: number;
	/** Requests to the account: sent, and answered to the last byte. */
	readonly sent: number;
	readonly done: number;
	/** When its next timer is due; null: it has none. */
	readonly nextDueAt: number | null;
};

/** Time has come to where a timer is due. */
export type Wake = { readonly kind: "wake" };

/** Names of the variables that only this test's bootstrap reads. */
export const childVariables = {
	timeFile: "SIMULATED_TIME_FILE",
	accountHost: "SIMULATED_ACCOUNT_HOST",
	environmentId: "SIMULATED_ENVIRONMENT_ID",
} as const;

/** Says which process asks; the account does not look at it. */
export const environmentHeader = "x-simulated-environment";
