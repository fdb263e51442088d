import { type AccountOptions, createAccount, type SimulatedAccount } from "../account.ts";
import { managementRoutes } from "../management/routes.ts";
import { scenarios } from "../scenarios/index.ts";
import type { Scenario, ScenarioBuilder } from "../scenarios/scenario.ts";
import { dataPlaneRoutes } from "../services/data-plane.ts";
import { hubRoutes, type NamespaceKind } from "../services/hub.ts";
import { metricsRoutes } from "../services/metrics.ts";
import { routerRoutes } from "../services/router.ts";
import { createFaults, type FaultSettings, type Faults } from "./faults.ts";
import { serveAccount } from "./serve.ts";
import type { LatencyRange, ServerSettings } from "./server-settings.ts";

/**
 * The scenario is one of the shipped ones by its name or its builder, both of which take the wanted
 * number of `endpoints`, or any other, ready made. `port` defaults to any free one, `latency` to none,
 * `faults` to none until a test asks for one.
 */
export type StartOptions = Omit<AccountOptions, "scenario"> & {
	scenario: string | Scenario | ScenarioBuilder;
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
	setLatency: (latency: LatencyRange) => void;
	close: () => Promise<void>;
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
	if (typeof scenario === "object") return scenario;
	const build = typeof scenario === "string" ? builderNamed(scenario) : scenario;
	return build(endpoints === undefined ? {} : { endpoints });
}

function builderNamed(name: string): ScenarioBuilder {
	const builder = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
	if (builder) return builder;
	const names = Object.keys(scenarios).join(", ");
	throw new RangeError(`There is no scenario "${name}". Allowed: ${names}.`);
}
