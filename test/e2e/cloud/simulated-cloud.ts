import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import { createDynamoTable, type DynamoTable } from "../../../shared/adapters/dynamodb/table.ts";
import {
	type StartedAccount,
	startSimulatedAccount,
} from "../../../shared/simulator/http/start-account.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";
import type { AccountSettings } from "../../../shared/simulator/settings.ts";
import { localClient } from "../../local-aws/aws-client.ts";
import { EventBridge } from "./event-bridge.ts";
import { Functions } from "./functions.ts";
import { startHttpApi } from "./http-api.ts";
import { type Packaged, packageProject } from "./package-project.ts";
import { Referee } from "./referee.ts";
import { type StandIns, startStandIns } from "./stand-ins.ts";
import { Stack } from "./template.ts";
import { readWiring, type Wiring } from "./wiring.ts";

export type CloudOptions = {
	readonly scenario: Scenario;
	readonly seed: number;
	readonly accountSettings: Partial<AccountSettings>;
	readonly latency: { readonly minMs: number; readonly maxMs: number };
	readonly eventDelay: { readonly minMs: number; readonly maxMs: number };
	/** Share of events that are delivered twice. */
	readonly twiceShare: number;
	readonly policyText: string;
	/** Values of the SecureStrings by the last part of their name. */
	readonly secrets: Readonly<Record<string, string>>;
};

export type SimulatedCloud = {
	readonly clock: VirtualClock;
	readonly started: StartedAccount;
	readonly standIns: StandIns;
	readonly stack: Stack;
	readonly functions: Functions;
	readonly table: DynamoTable;
	/** Address of the HTTP API. */
	readonly url: string;
	/** Lines of the functions' logs. */
	readonly lines: string[];
	/** Does something at an instant; time stands still meanwhile. */
	readonly at: (instant: number, act: () => Promise<void>) => void;
	readonly run: (until: number) => Promise<void>;
	readonly stop: () => Promise<void>;
};

/** The packaged functions, everything that the template connects them with, and the account. */
export async function startSimulatedCloud(options: CloudOptions): Promise<SimulatedCloud> {
	const folder = mkdtempSync(join(tmpdir(), "guardrail-cloud-"));
	const world = await startWorld(options, folder);
	const packaged = packageFor(options, world, folder);
	const stack = new Stack(packaged.template);
	const wiring = readWiring(stack);
	const standIns = await startStandIns(stack);
	fillSecrets(standIns, wiring, { ...options.secrets, "slack-webhook": standIns.slack.url });
	const { clock, referee, started } = world;
	const lines: string[] = [];
	const functions = new Functions({
		definitions: wiring.functions,
		standIns,
		unpack: packaged.unpack,
		referee,
		now: () => clock.now(),
		accountHost: new URL(started.url).host,
		timePath: world.timePath,
		onLine: (line) => lines.push(line),
	});
	const events = startEvents(options, world, { wiring, standIns, functions });
	const api = await startHttpApi({ routes: wiring.routes, functions, now: () => clock.now() });
	const { tableName, dynamoEndpoint } = standIns;
	const table = createDynamoTable({ tableName, clock, client: localClient(dynamoEndpoint) });
	return {
		clock,
		started,
		standIns,
		stack,
		functions,
		table,
		lines,
		url: api.endpoint,
		at: (instant, act) => void actAt(world, instant, act),
		run: (until) => referee.run(until),
		stop: async () => {
			events.stop();
			referee.stop();
			table.close();
			await functions.stop();
			await Promise.all([api.stop(), started.close(), standIns.stop()]);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

type World = {
	readonly clock: VirtualClock;
	readonly referee: Referee;
	readonly started: StartedAccount;
	readonly timePath: string;
};

async function startWorld(options: CloudOptions, folder: string): Promise<World> {
	const { scenario, seed, accountSettings: settings, latency } = options;
	const timePath = join(folder, "time");
	const clock = new VirtualClock(scenario.start);
	const referee = new Referee({ clock, timePath });
	const { accountClock } = referee;
	const account = { scenario, seed, clock: accountClock, settings, latency };
	return { clock, referee, timePath, started: await startSimulatedAccount(account) };
}

function packageFor(options: CloudOptions, { started }: World, folder: string): Packaged {
	return packageProject({
		folder,
		policyText: options.policyText,
		parameters: {
			namespace: options.scenario.namespace,
			endpointsUrl: started.url,
			hubUrl: started.url,
			channels: "sns,eventbridge,slack",
		},
	});
}

type Connected = {
	readonly wiring: Wiring;
	readonly standIns: StandIns;
	readonly functions: Functions;
};

function startEvents(
	{ seed, eventDelay: delay, twiceShare }: CloudOptions,
	{ clock, referee }: World,
	{ wiring, standIns, functions }: Connected,
): EventBridge {
	const onError = (error: unknown) => referee.fail(error);
	const events = new EventBridge({ clock, seed, delay, twiceShare, functions, onError });
	referee.whenQuiet(() => events.deliver(standIns.aws.entries, wiring.rules));
	events.start(wiring.schedules);
	return events;
}

/** A hold of its own: what the test does takes no virtual time. */
async function actAt(
	{ clock, referee }: World,
	instant: number,
	act: () => Promise<void>,
): Promise<void> {
	await clock.sleep(instant - clock.now());
	const release = clock.hold();
	try {
		await act();
	} catch (error) {
		referee.fail(error);
	} finally {
		referee.look();
		release();
	}
}

/** Every parameter that a function's environment names must be one that this test has a value for. */
function fillSecrets(
	{ aws }: StandIns,
	{ functions }: Wiring,
	secrets: Readonly<Record<string, string>>,
): void {
	const arns = functions
		.flatMap(({ variables }) => Object.values(variables))
		.filter((value) => value.startsWith("arn:aws:ssm:"));
	for (const arn of arns) {
		const value = secrets[arn.split("/").at(-1) ?? ""];
		if (value === undefined) throw new Error(`There is no value for ${arn}.`);
		aws.parameters.set(arn, value);
	}
}
