import { type AccountOptions, createAccount, type SimulatedAccount } from "../account.ts";
import { managementRoutes } from "../management/routes.ts";
import type { Scenario, ScenarioBuilder } from "../scenarios/scenario.ts";
import { dataPlaneRoutes } from "../services/data-plane.ts";
import { hubRoutes, type NamespaceKind } from "../services/hub.ts";
import { metricsRoutes } from "../services/metrics.ts";
import { routerRoutes } from "../services/router.ts";
import { createFaults, type FaultSettings, type Faults } from "./faults.ts";
import { serveAccount } from "./serve.ts";
import type { LatencyRange, ServerSettings } from "./server-settings.ts";

/**
 * `endpoints` is the wanted number of endpoints, for a scenario given as its builder. `port` defaults
 * to any free one, `latency` to none, `faults` to none until a test asks for one.
 */
export type StartOptions = Omit<AccountOptions, "scenario"> & {
	scenario: Scenario | ScenarioBuilder;
	endpoints?: number;
	port?: number;
	latency?: LatencyRange;
	faults?: FaultSettings;
	namespaceKind?: NamespaceKind;
};

export type StartedAccount = {
	/** One address for the management API, the Hub, the router (`/v1`) and the data plane. */
	url: string;
	account: SimulatedAccount;
	faults: Faults;
	setLatency(latency: LatencyRange): void;
	close(): Promise<void>;
};

/** Starts a simulated Hugging Face account on 127.0.0.1. */
export async function startSimulatedAccount(options: StartOptions): Promise<StartedAccount> {
	const { clock, seed, port = 0, namespaceKind = "org" } = options;
	const account = createAccount({ ...options, scenario: scenarioOf(options) });
	const faults = createFaults(seed, options.faults);
	const settings: ServerSettings = {
		seed,
		faults,
		tokens: account.settings.tokens,
		namespaces: [account.namespace],
		latency: options.latency ?? { minMs: 0, maxMs: 0 },
	};
	const routes = (url: string) => {
		account.baseUrl = url;
		return [
			...managementRoutes(account),
			...metricsRoutes(account),
			...hubRoutes(account, namespaceKind),
			...routerRoutes(),
			...dataPlaneRoutes(account),
		];
	};
	const server = await serveAccount({ routes, clock, port, settings });
	const setLatency = (latency: LatencyRange) => {
		settings.latency = latency;
	};
	return { url: server.url, account, faults, setLatency, close: () => server.close() };
}

function scenarioOf({ scenario, endpoints }: StartOptions): Scenario {
	if (typeof scenario !== "function") return scenario;
	return scenario(endpoints === undefined ? {} : { endpoints });
}
