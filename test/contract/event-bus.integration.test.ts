import { createEventBus } from "../../shared/adapters/aws/event-bus.ts";
import { createMemoryEventBus } from "../../shared/adapters/memory/event-bus.ts";
import type { GuardrailEvent } from "../../shared/ports/event-bus.ts";
import { localClient } from "../local-aws/aws-client.ts";
import { startAwsServer } from "../local-aws/aws-server.ts";
import { describeEventBus } from "./event-bus-contract.ts";
import { createTableClock } from "./table-clock.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const types: readonly GuardrailEvent["type"][] = [
	"spend.metered",
	"guard.notices",
	"override.granted",
	"watch.signals",
	"report.hourly",
	"report.daily",
];

describeEventBus({
	name: "in memory",
	isRemote: false,
	open: async () => {
		const bus = createMemoryEventBus({ clock: createTableClock(), log: silent });
		const arrived: GuardrailEvent[] = [];
		for (const type of types) bus.subscribe(type, async (event) => void arrived.push(event));
		return {
			bus,
			arrived: async () => {
				await bus.drain();
				return [...arrived];
			},
			breakDown: async () => undefined,
			close: async () => undefined,
		};
	},
});

describeEventBus({
	name: "on EventBridge",
	isRemote: true,
	open: async () => {
		const server = await startAwsServer();
		return {
			bus: createEventBus({ busName: "guardrail-bus", client: localClient(server.endpoint) }),
			arrived: async () =>
				server.entries.map((entry) => JSON.parse(String(entry.Detail)) as GuardrailEvent),
			breakDown: async () => server.refuseEntries("InternalFailure"),
			close: () => server.stop(),
		};
	},
});
