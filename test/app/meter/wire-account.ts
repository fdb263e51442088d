import { createFleetReader } from "../../../shared/adapters/huggingface/fleet-reader.ts";
import { createHttpClient } from "../../../shared/adapters/huggingface/http-client.ts";
import { meterFleet } from "../../../shared/app/meter-fleet.ts";
import { ledgerStore } from "../../../shared/app/store/ledger-store.ts";
import { meterSettings } from "../../../shared/config/meter-settings.ts";
import { minuteMs } from "../../../shared/domain/instant.ts";
import type { Policy } from "../../../shared/domain/policy.ts";
import type { LogFields } from "../../../shared/ports/log.ts";
import type { Table } from "../../../shared/ports/table.ts";
import { createAccount } from "../../../shared/simulator/account.ts";
import { createFaults } from "../../../shared/simulator/http/faults.ts";
import { handleRequest } from "../../../shared/simulator/http/handle-request.ts";
import { compileRoutes } from "../../../shared/simulator/http/match-route.ts";
import type { Outcome } from "../../../shared/simulator/http/outcome.ts";
import { managementRoutes } from "../../../shared/simulator/management/routes.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import type { AccountSettings } from "../../../shared/simulator/settings.ts";
import { cataloguePrices } from "../../bench/metering/account-ports.ts";
import { BenchTable } from "../../bench/metering/bench-table.ts";
import { policyOf } from "../../core/fixture.ts";

export type WireOptions = {
	readonly scenario: Scenario;
	readonly seed?: number;
	readonly settings?: Partial<AccountSettings>;
	readonly policy?: Policy;
	/** What becomes of the answer to a call; the account's own answer where this gives nothing. */
	readonly spoil?:
		| ((call: { method: string; path: string; text: string }) => Response | null)
		| undefined;
};

/**
 * A simulated account and a meter on it, with the real adapter between them and no socket. A sleep of the client
 * moves the clock, so that retries and waiting cost no time.
 */
export function wireAccount(options: WireOptions) {
	const { scenario, seed = 1, settings = {} } = options;
	const clock = steppingClock(scenario.start);
	const account = createAccount({ clock, seed, scenario, settings });
	const faults = createFaults(seed);
	const context = {
		routes: compileRoutes(managementRoutes(account)),
		settings: { seed, faults, tokens: account.settings.tokens, namespaces: [account.namespace] },
		signal: new AbortController().signal,
		clock,
	};
	const calls: string[] = [];
	const fetcher = accountFetch({ context, calls, spoil: options.spoil });
	const client = createHttpClient({ fetch: fetcher, clock, token: "hf_guard_read" });
	const fleet = createFleetReader({ client, namespace: account.namespace, clock });
	const table = new BenchTable();
	const warnings: { event: string; fields: LogFields }[] = [];
	const deps = {
		namespace: account.namespace,
		policy: options.policy ?? policyOf({}, { zone: scenario.zone }),
		settings: meterSettings,
		fleet,
		prices: cataloguePrices(scenario, []),
		table,
		bus: { publish: () => Promise.resolve() },
		clock,
		log: {
			info: () => undefined,
			warn: (event: string, fields: LogFields = {}) => void warnings.push({ event, fields }),
			error: () => undefined,
		},
	};
	const pass = () => meterFleet(deps);
	return {
		account,
		calls,
		clock,
		deps,
		faults,
		pass,
		/** A pass with another store. */
		passWith: (other: Table) => meterFleet({ ...deps, table: other }),
		store: ledgerStore(table, account.namespace),
		table,
		warnings,
		/** A pass at each of the next full minutes. */
		minutes: async (many: number) => {
			for (let minute = 0; minute < many; minute += 1) {
				clock.at = (Math.floor(clock.at / minuteMs) + 1) * minuteMs;
				await pass();
			}
		},
	};
}

type AccountFetch = Pick<WireOptions, "spoil"> & {
	readonly context: Parameters<typeof handleRequest>[1];
	readonly calls: string[];
};

/** The account's own handler, called as `fetch` is. */
function accountFetch({ context, calls, spoil }: AccountFetch): typeof fetch {
	return async (input, init) => {
		const url = new URL(input instanceof Request ? input.url : input);
		const rawBody = typeof init?.body === "string" ? init.body : "";
		const method = init?.method ?? "GET";
		calls.push(`${method} ${url.pathname}`);
		const received = {
			method,
			target: `${url.pathname}${url.search}`,
			path: url.pathname,
			query: url.searchParams,
			headers: Object.fromEntries(new Headers(init?.headers)),
			rawBody,
			body: rawBody === "" ? null : (JSON.parse(rawBody) as unknown),
		};
		const { text, init: answer } = responseOf(await handleRequest(received, context));
		const spoilt = spoil?.({ method, path: url.pathname, text });
		return spoilt ?? new Response(text, answer);
	};
}

export type WireAccount = ReturnType<typeof wireAccount>;

/** A timeout is a race against the answer, which is there at once: only waiting before a retry takes time. */
function steppingClock(start: number) {
	const clock = {
		at: start,
		now: () => clock.at,
		sleep: (ms: number, signal?: AbortSignal) => {
			if (signal !== undefined) return untilAborted(signal);
			clock.at += ms;
			return Promise.resolve();
		},
	};
	return clock;
}

function untilAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}

function responseOf(outcome: Outcome): { text: string; init: ResponseInit } {
	if (outcome.kind !== "answer") throw new TypeError("fetch failed");
	const { status, headers = {}, body } = outcome.response;
	const text = typeof body === "string" ? body : JSON.stringify(body);
	return { text, init: { status, headers } };
}
