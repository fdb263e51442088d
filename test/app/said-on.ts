import { createJsonLog } from "../../shared/adapters/log/json-log.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import type { GuardrailEvent } from "../../shared/ports/event-bus.ts";
import { createTableClock } from "../contract/table-clock.ts";
import { policyOf } from "../core/fixture.ts";

/** What a use case needs that only reads the store and says something, with what it said. */
export function saidOn(now: number, policy = policyOf()) {
	const clock = createTableClock(now);
	const said: GuardrailEvent[] = [];
	const lines: string[] = [];
	const bus = {
		isDown: false,
		publish: async (event: GuardrailEvent) => {
			if (bus.isDown) throw new Error("the bus is down");
			said.push(event);
		},
	};
	const log = createJsonLog({ clock, write: (line) => lines.push(line) });
	const table = createMemoryTable({ clock });
	return { namespace: "acme", policy, table, bus, clock, log, said, lines };
}
