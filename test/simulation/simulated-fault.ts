import type { AccountError, AccountErrorCode } from "../../shared/ports/account-error.ts";

const statusOf: Readonly<Partial<Record<AccountErrorCode, number>>> = {
	unauthorized: 401,
	forbidden: 403,
	"not-found": 404,
	rejected: 400,
	"rate-limited": 429,
	unavailable: 500,
};

/** A fault that the simulation made: the passes have to live with it. Any other error is a bug of theirs. */
export class SimulatedFault extends Error implements AccountError {
	override readonly name = "SimulatedFault";
	readonly code: AccountErrorCode;
	readonly retryable: boolean;
	readonly status: number | null;
	readonly vendorMessage: string | null;

	constructor(code: AccountErrorCode, what: string) {
		const { stackTraceLimit } = Error;
		// Nobody reads the stack of a fault that was made, and taking it is dear.
		Error.stackTraceLimit = 0;
		super(what);
		Error.stackTraceLimit = stackTraceLimit;
		this.code = code;
		this.retryable = !["unauthorized", "forbidden", "not-found", "rejected"].includes(code);
		this.status = statusOf[code] ?? null;
		this.vendorMessage = what;
	}

	static of(code: AccountErrorCode | "store", call: string): SimulatedFault {
		if (code === "store") return new SimulatedFault("unavailable", `${call}: the store failed`);
		return new SimulatedFault(code, `${call}: ${code}`);
	}
}
