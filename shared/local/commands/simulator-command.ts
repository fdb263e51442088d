import { Command } from "commander";
import { VirtualClock } from "../../adapters/clock/virtual-clock.ts";
import { startSimulatedAccount } from "../../simulator/http/start-account.ts";
import { UsageError } from "../cli/usage-error.ts";
import { scenarioNamed, scenarioNames } from "../scenario-named.ts";
import { wholeNumber } from "./shared-options.ts";

const endpointsMost = 2_000;
const speedMost = 86_400;

export function simulatorCommand(): Command {
	const command = new Command("simulator")
		.description("Serve a simulated Hugging Face account: management API, Hub, router, data plane.")
		.option("--port <n>", "port on 127.0.0.1; 0 takes a free one", wholeNumber(0, 65_535), 9000)
		.option("--endpoints <n>", "how many endpoints", wholeNumber(1, endpointsMost), 8)
		.option("--scenario <name>", `one of ${scenarioNames().join(", ")}`, "quiet-day")
		.option("--seed <n>", "seed of everything that is left to chance", wholeNumber(0, 2 ** 31), 1)
		.option("--speed <n>", "simulated seconds per real second", wholeNumber(1, speedMost), 1)
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail simulator --port 9000 --endpoints 45 --scenario quiet-day\n  guardrail simulator --scenario runaway-replicas --speed 720",
		);
	return command.action(() => run(command));
}

type Flags = { port: number; endpoints: number; scenario: string; seed: number; speed: number };

async function run(command: Command): Promise<void> {
	const { port, endpoints, scenario: name, seed, speed } = command.opts<Flags>();
	if (!scenarioNames().includes(name)) {
		throw new UsageError(`there is no scenario "${name}"`, `one of ${scenarioNames().join(", ")}`);
	}
	const scenario = scenarioNamed(name, endpoints);
	const clock = new VirtualClock(scenario.start, { speed });
	const started = await startSimulatedAccount({ scenario, seed, clock, port }).catch(
		(error: unknown) => {
			throw isInUse(error) ? portInUse(port) : error;
		},
	);
	const { namespace, settings } = started.account;
	const tokens = Object.entries(settings.tokens).map(
		([token, { user, role }]) => `${token} (${user}, ${role})`,
	);
	process.stdout.write(
		[
			`Simulated account ${namespace} on ${started.url}: ${started.account.list().length} endpoints, ${name}, seed ${seed}, ${speed} × real time`,
			`Tokens: ${tokens.join(", ")}`,
			`Try: curl -H "Authorization: Bearer hf_guard_read" ${started.url}/v2/endpoint/${namespace}`,
			"",
		].join("\n"),
	);
	await untilSignal(clock, started.close);
}

function isInUse(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

function portInUse(port: number): UsageError {
	return new UsageError(
		`port ${port} is in use by another program`,
		"guardrail simulator --port 0 takes a free one",
	);
}

/** Time goes on by itself here: no caller holds it. */
async function untilSignal(clock: VirtualClock, close: () => Promise<void>): Promise<void> {
	const abort = new AbortController();
	const end = () => abort.abort();
	process.once("SIGINT", end);
	process.once("SIGTERM", end);
	const endless = clock.sleep(Number.POSITIVE_INFINITY, abort.signal);
	const ticking = tick(clock, abort.signal);
	await clock.run(Promise.all([endless, ticking]));
	await close();
}

const tickMs = 1_000;

/** A timer every simulated second keeps the clock moving at its pace. */
async function tick(clock: VirtualClock, signal: AbortSignal): Promise<void> {
	while (!signal.aborted) await clock.sleep(tickMs, signal);
}
