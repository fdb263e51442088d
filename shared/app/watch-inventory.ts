import { inventorySignals } from "../core/detect/inventory-signals.ts";
import { endpointPolicy } from "../core/plan/endpoint-policy.ts";
import type { Policy } from "../domain/policy.ts";
import type { Signal } from "../domain/signal.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventBus } from "../ports/event-bus.ts";
import type { Log } from "../ports/log.ts";
import type { Table } from "../ports/table.ts";
import { ledgerStore } from "./store/ledger-store.ts";

export type WatchDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly bus: EventBus;
	readonly clock: Clock;
	readonly log: Log;
};

/** An event holds 256 KB; a signal is well below 500 bytes. */
const mostSignals = 200;

/** Looks at the fleet as it was listed last, and says what is odd; with nothing odd it says nothing. */
export async function watchInventory(deps: WatchDeps): Promise<{ readonly signals: number }> {
	const { namespace, policy, table, bus, clock, log } = deps;
	const postures = await ledgerStore(table, namespace).readPostures();
	const signals = inventorySignals(postures, (endpoint) => endpointPolicy(policy, endpoint));
	if (signals.length === 0) return { signals: 0 };
	for (const signal of signals) log.warn("signal", fieldsOf(signal));
	const said = signals.slice(0, mostSignals);
	const more = signals.length - said.length;
	const at = clock.now();
	await bus.publish({ type: "watch.signals", version: 1, namespace, at, signals: said, more });
	return { signals: signals.length };
}

function fieldsOf({ id, severity, endpoint, evidence }: Signal) {
	return { id, severity, endpoint, ...evidence };
}
