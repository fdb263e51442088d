import type { Pulse } from "../../../shared/domain/control.ts";
import { clock } from "./ledger-checker.ts";
import type { Report } from "./report.ts";

/** One guard pass at a time: each takes the namespace after the one before it has given it back or lost it. */
export class LeaseChecker {
	readonly #report: Report;
	#last: Pulse | null = null;

	constructor(report: Report) {
		this.#report = report;
	}

	/** Times are those of the passes' own clocks, as the lease itself has it. */
	stored(pulse: Pulse): void {
		const last = this.#last;
		this.#last = pulse;
		if (last === null || pulse.fencingToken === last.fencingToken) return;
		if (pulse.lastPassAt >= last.leaseUntil) return;
		this.#report(
			"one pass at a time",
			`pass ${pulse.fencingToken} took the namespace at ${clock(pulse.lastPassAt)}, ` +
				`and pass ${last.fencingToken} held it until ${clock(last.leaseUntil)}.`,
		);
	}
}
