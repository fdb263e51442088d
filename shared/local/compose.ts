import { createAskFleetWriter } from "../adapters/dry-run/ask-fleet-writer.ts";
import { createObserveFleetWriter } from "../adapters/dry-run/observe-fleet-writer.ts";
import { createShadowFleetWriter } from "../adapters/dry-run/shadow-fleet-writer.ts";
import { createAuditReader } from "../adapters/huggingface/audit-reader.ts";
import { createBillReader } from "../adapters/huggingface/bill-reader.ts";
import { CallBudget } from "../adapters/huggingface/call-budget.ts";
import { createFleetReader } from "../adapters/huggingface/fleet-reader.ts";
import { createFleetWriter } from "../adapters/huggingface/fleet-writer.ts";
import {
	callBudgetOf,
	createHttpClient,
	type HttpClient,
} from "../adapters/huggingface/http-client.ts";
import { createMetricsReader } from "../adapters/huggingface/metrics-reader.ts";
import { createModelReader } from "../adapters/huggingface/model-reader.ts";
import { createPriceReader } from "../adapters/huggingface/price-reader.ts";
import { createMemoryEventBus, type MemoryEventBus } from "../adapters/memory/event-bus.ts";
import {
	applyOverride,
	type OverrideAnswer,
	type OverrideCommand,
	type OverrideDeps,
} from "../app/apply-override.ts";
import { type AuditReader, auditReader } from "../app/audit/audit-log.ts";
import { bookSavings } from "../app/book-savings.ts";
import { buildReadModel } from "../app/build-read-model.ts";
import { type GuardOutcome, guardBudget, guardWhenSilent } from "../app/guard-budget.ts";
import { meterFleet } from "../app/meter-fleet.ts";
import { type RefusedOrder, recordRefusal } from "../app/overrides/record-refusal.ts";
import { type HourDeps, type HourOutcome, reportHour } from "../app/report-hour.ts";
import { sendDigest } from "../app/send-digest.ts";
import { sendNotices } from "../app/send-notices.ts";
import { priceMemory } from "../app/store/price-store.ts";
import { type WatchOutcome, watchFleet } from "../app/watch-fleet.ts";
import { watchInventory } from "../app/watch-inventory.ts";
import { meterSettings } from "../config/meter-settings.ts";
import type { Policy } from "../domain/policy.ts";
import type { ReadModel } from "../domain/read-model.ts";
import type { Clock } from "../ports/clock.ts";
import type { GuardrailEvent } from "../ports/event-bus.ts";
import type { FleetWriter } from "../ports/fleet-writer.ts";
import type { Log } from "../ports/log.ts";
import type { Receiver } from "../ports/receiver.ts";
import type { Table } from "../ports/table.ts";
import { warnOfEmptyGroups } from "./warn-of-empty-groups.ts";

export type ComposeOptions = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly simulated: boolean;
	readonly table: Table;
	readonly clock: Clock;
	readonly log: Log;
	readonly fetch: typeof fetch;
	readonly endpointsUrl: string;
	/** Where the bill and the sizes of models are; without it neither is asked for. */
	readonly hubUrl?: string;
	/** The meter's token can read only; the guard's can write. One token may serve as both. */
	readonly tokens: { readonly read: string; readonly write: string };
	readonly receivers: readonly Receiver[];
	readonly eventDelayMs?: (event: GuardrailEvent, n: number) => number;
};

/** The use cases of one namespace, wired for one process. */
export type Guardrail = {
	readonly meterPass: () => Promise<void>;
	readonly guardPass: () => Promise<GuardOutcome>;
	/** A pass only where none came for a while. */
	readonly guardWhenSilent: () => Promise<GuardOutcome | "not-needed">;
	/** Looks at everything that the account measured. */
	readonly watchPass: () => Promise<WatchOutcome>;
	/** Holds the ledger against the bill where that is due; null where there is no Hub to ask. */
	readonly hourPass: () => Promise<HourOutcome | null>;
	readonly sendNotices: () => Promise<void>;
	readonly applyOverride: (command: OverrideCommand) => Promise<OverrideAnswer>;
	readonly recordRefusal: (refused: RefusedOrder) => Promise<void>;
	readonly audit: AuditReader;
	/** What people order by other doors, such as Slack. */
	readonly orders: OverrideDeps;
	readonly readModel: () => Promise<ReadModel>;
	readonly bus: MemoryEventBus;
};

/** The second composition root: the same use cases as in AWS, with an embedded store and bus. */
export function composeGuardrail(options: ComposeOptions): Guardrail {
	const { namespace, policy, table, clock, log, receivers } = options;
	const bus = busOf(options);
	const callBudget = new CallBudget(callBudgetOf(policy.limits.callsPerFiveMinutes));
	const clientFor = (token: string, readsAs: "read" | "spare" = "read") =>
		createHttpClient({
			fetch: options.fetch,
			clock,
			token,
			endpointsUrl: options.endpointsUrl,
			callBudget,
			readsAs,
		});
	const reading = clientFor(options.tokens.read);
	const fleet = createFleetReader({ client: reading, namespace, clock });
	const prices = priceReaderOf(options, reading);
	const shared = { namespace, policy, table, bus, clock, log };
	const writer = writerFor(options, () =>
		createFleetWriter({ client: clientFor(options.tokens.write), namespace }),
	);
	const guardDeps = { ...shared, fleet, writer };
	const watchDeps = {
		...shared,
		...watchReaders({ client: clientFor(options.tokens.read, "spare"), namespace, log }),
	};
	const guardPass = () => guardBudget(guardDeps);
	const askedPass = () => guardBudget(guardDeps, true);
	const sending = { namespace, policy, table, receivers, clock, log };
	const send = () => sendNotices(sending);
	bus.subscribe("spend.metered", async () => void (await guardPass()));
	bus.subscribe("spend.metered", warnOfEmptyGroups(shared));
	bus.subscribe("override.granted", async () => void (await guardPassWhenFree(askedPass, clock)));
	bus.subscribe("guard.notices", send);
	bus.subscribe("report.daily", (report) => sendDigest(sending, report));
	bus.subscribe("report.hourly", (report) => sendDigest(sending, report));
	bus.subscribe("spend.metered", async ({ list }) => {
		if (list !== "same") await watchInventory(watchDeps);
	});
	bus.subscribe("watch.signals", send);
	return {
		meterPass: () => meterFleet({ ...shared, fleet, prices, settings: meterSettings }),
		guardPass,
		guardWhenSilent: () => guardWhenSilent(guardDeps),
		watchPass: () => watchFleet(watchDeps),
		hourPass: () => hourPass(shared, hubReaders(options, callBudget)),
		sendNotices: send,
		...doorsOf(shared),
		readModel: () =>
			buildReadModel({
				namespace,
				policy,
				mode: writer.mode,
				simulated: options.simulated,
				table,
				clock,
			}),
		bus,
	};
}

/** What people order, and what is on record of it. */
function doorsOf(
	orders: OverrideDeps,
): Pick<Guardrail, "applyOverride" | "recordRefusal" | "audit" | "orders"> {
	return {
		applyOverride: (command) => applyOverride(orders, command),
		recordRefusal: (refused) => recordRefusal(orders, refused),
		audit: auditReader(orders.table, orders.namespace),
		orders,
	};
}

function busOf({ clock, log, eventDelayMs: delayMs }: ComposeOptions): MemoryEventBus {
	return createMemoryEventBus({ clock, log, ...(delayMs === undefined ? {} : { delayMs }) });
}

function priceReaderOf(
	{ table, namespace, policy, clock, log }: ComposeOptions,
	client: HttpClient,
) {
	const memory = priceMemory(table, namespace);
	return createPriceReader({ client, clock, log, memory, limits: policy.accounting.prices });
}

/** The Hub's own API: the bill with the calls that are left, and sizes of models. */
function hubReaders(options: ComposeOptions, callBudget: CallBudget) {
	const { hubUrl, namespace, clock, fetch: fetcher } = options;
	if (hubUrl === undefined) return null;
	const token = options.tokens.read;
	const of = { fetch: fetcher, clock, token };
	const client = createHttpClient({
		...of,
		endpointsUrl: hubUrl,
		callBudget,
		readsAs: "spare",
	});
	return {
		bill: createBillReader({ client, namespace }),
		models: createModelReader({ ...of, hubUrl }),
	};
}

/** What watch reads of the account, with the calls that the meter and the guard leave. */
function watchReaders(options: { client: HttpClient; namespace: string; log: Log }) {
	return { metrics: createMetricsReader(options), audit: createAuditReader(options) };
}

type HubReaders = NonNullable<ReturnType<typeof hubReaders>>;

/** Where there is no Hub to ask, what was saved is booked all the same. */
async function hourPass(
	shared: Omit<HourDeps, keyof HubReaders>,
	readers: HubReaders | null,
): Promise<HourOutcome | null> {
	if (readers !== null) return reportHour({ ...shared, ...readers });
	await bookSavings(shared);
	return null;
}

/** Modes are adapters: the only place that looks at the word. */
function writerFor({ policy, log }: ComposeOptions, live: () => FleetWriter): FleetWriter {
	switch (policy.budget.mode) {
		case "enforce":
			return live();
		case "ask":
			return createAskFleetWriter(live());
		case "shadow":
			return createShadowFleetWriter({ log });
		case "observe":
			return createObserveFleetWriter();
	}
}

const waitForLeaseMs = 5_000;
const mostWaits = 12;

/** A pass that a person asks for waits until the running one has given up its lease. */
async function guardPassWhenFree(
	guardPass: () => Promise<GuardOutcome>,
	clock: Clock,
): Promise<GuardOutcome> {
	for (let wait = 0; wait < mostWaits; wait += 1) {
		const outcome = await guardPass();
		if (outcome !== "busy") return outcome;
		await clock.sleep(waitForLeaseMs);
	}
	return "busy";
}
