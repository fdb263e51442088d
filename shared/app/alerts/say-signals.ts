import type { AlertChange } from "../../core/detect/alert-book.ts";
import type { Alert } from "../../domain/alert.ts";
import type { Signal } from "../../domain/signal.ts";
import type { Recorded } from "./record-alerts.ts";
import type { InventoryDeps } from "./watch-pass.ts";

/** An event holds 256 KB; a signal is well below 500 bytes. */
const mostSignals = 200;

/** Logs what began and ended, and says that there is news; while a notice waits, every pass says so again. */
export async function saySignals(deps: InventoryDeps, recorded: Recorded): Promise<void> {
	const { namespace, bus, clock, log } = deps;
	const { changes, waiting } = recorded;
	for (const { kind, alert } of changes) {
		const { rule: id, severity, endpoint, group } = alert;
		const named = group === undefined ? {} : { group };
		const facts = { id, severity, endpoint, ...named, ...reasonOf(alert) };
		log.warn(`alert-${kind}`, { ...facts, ...alert.evidence });
	}
	if (changes.length === 0 && waiting === 0) return;
	const signals = changes.slice(0, mostSignals).map(signalOf);
	const more = changes.length - signals.length;
	const at = clock.now();
	await bus.publish({ type: "watch.signals", version: 1, namespace, at, signals, more });
}

function signalOf({ kind, alert }: AlertChange): Signal {
	const { rule: id, severity, endpoint } = alert;
	const what = { id, severity, endpoint: endpoint ?? "*", change: kind };
	return { ...what, ...reasonOf(alert), evidence: knownOnly(alert) };
}

function reasonOf({ because }: Alert): { readonly because?: string } {
	return because === undefined ? {} : { because };
}

function knownOnly({ evidence }: Alert): Signal["evidence"] {
	const known = Object.entries(evidence).flatMap(([name, value]) =>
		value === null ? [] : [[name, value] as const],
	);
	return Object.fromEntries(known);
}
