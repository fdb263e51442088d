import { SystemClock } from "../../shared/adapters/clock/system-clock.ts";
import { VirtualClock } from "../../shared/adapters/clock/virtual-clock.ts";
import { describeClock } from "./clock-contract.ts";

describeClock({ name: "of this machine", open: () => new SystemClock(), run: (_, work) => work });

describeClock({
	name: "of the demo, which jumps",
	open: () => new VirtualClock(Date.UTC(2026, 10, 22)),
	run: async (clock, work) => {
		await (clock as VirtualClock).run(work);
		return work;
	},
});
