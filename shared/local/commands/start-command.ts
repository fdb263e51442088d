import { Command, Option } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createConsoleReceiver } from "../../adapters/log/console-receiver.ts";
import { createJsonLog } from "../../adapters/log/json-log.ts";
import { type OverrideKey, parseOverrideKeys } from "../../adapters/webhooks/override-keys.ts";
import { readOrCreateOverrideSecret } from "../../adapters/webhooks/override-secret.ts";
import { rulesOf } from "../../app/overrides/order.ts";
import { readReference, readSettings, type Settings } from "../../config/settings.ts";
import type { Log } from "../../ports/log.ts";
import type { Receiver } from "../../ports/receiver.ts";
import { type SignedOverride, takeSignedOverride } from "../../runtime/take-signed-override.ts";
import { takeSlackRequest } from "../../runtime/take-slack-request.ts";
import { lockFolder } from "../cli/lock-folder.ts";
import { openLogFile } from "../cli/log-file.ts";
import { UsageError } from "../cli/usage-error.ts";
import { localReceivers } from "../local-receivers.ts";
import { type LoadedFile, readPolicyFile } from "../read-policy-file.ts";
import { defaultScenario, scenarioNames } from "../scenario-named.ts";
import { type PageServer, servePage } from "../server/serve-page.ts";
import { liveSession } from "../session/live-session.ts";
import type { Session } from "../session/session.ts";
import { simulatedSession } from "../session/simulated-session.ts";
import { version } from "../version.ts";
import { wholeNumber } from "./shared-options.ts";

const speedMost = 86_400;

export function startCommand(): Command {
	const command = new Command("start")
		.description("Run the guardrail in this process, with a page on 127.0.0.1.")
		.option("--scenario <name>", `simulated: ${scenarioNames().join(", ")}`, defaultScenario)
		.option("--seed <n>", "simulated: seed of what is left to chance", wholeNumber(0, 2 ** 31), 1)
		.option("--speed <n>", "simulated seconds per real second", wholeNumber(1, speedMost), 720)
		.option("--policy <file>", "policy file (default: guardrail.yml, if it is there)")
		.option("--namespace <name>", "live: the namespace to watch (default: that of the token)")
		.addOption(new Option("--fresh", "simulated: begin the scenario anew"))
		.addHelpText(
			"after",
			"\nExamples:\n  guardrail start\n  HF_TOKEN=hf_... guardrail start   (your own account, in shadow)",
		);
	return command.action(() => run(command.opts<Flags>()));
}

type Flags = {
	scenario: string;
	seed: number;
	speed: number;
	policy?: string;
	namespace?: string;
	fresh?: boolean;
};

async function run(flags: Flags): Promise<void> {
	const settings = settingsOrThrow();
	const log = openLogFile(settings.home, createJsonLog, new SystemClock());
	const file = readPolicyFile(flags.policy, settings.hfToken === null ? "enforce" : "shadow");
	const terminal = createConsoleReceiver({ write: writeOut });
	const receivers = await localReceivers(withPolicyChannels(settings, file), terminal);
	const unlock = lockFolder(settings.home);
	try {
		const session = await openSession(flags, settings, { log, receivers, file });
		try {
			await runSession(session, settings, { flags, log, file });
		} finally {
			await session.close();
		}
	} finally {
		unlock();
	}
	writeOut("Stopped. The next start goes on from here.\n");
}

async function runSession(
	session: Session,
	settings: Settings,
	{ flags, log, file }: { flags: Flags; log: Log; file: LoadedFile | null },
): Promise<void> {
	const page = await openPage(session, settings, log);
	try {
		greet(session, page, { ...flags, hasPolicy: file !== null });
		onSignal(session.stop);
		await session.run();
	} finally {
		await page.close();
	}
}

function settingsOrThrow(): Settings {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	return read.settings;
}

async function openSession(
	flags: Flags,
	settings: Settings,
	{ log, receivers, file }: { log: Log; receivers: readonly Receiver[]; file: LoadedFile | null },
): Promise<Session> {
	const token = settings.hfToken?.reveal() ?? null;
	const policy = file?.policy ?? null;
	if (token !== null) {
		const namespace = flags.namespace ?? file?.file.namespace ?? null;
		return liveSession({ log, receivers, settings, token, policy, namespace });
	}
	if (!scenarioNames().includes(flags.scenario)) {
		throw new UsageError(
			`there is no scenario "${flags.scenario}"`,
			`one of ${scenarioNames().join(", ")}`,
		);
	}
	return simulatedSession({
		log,
		receivers,
		scenario: flags.scenario,
		seed: flags.seed,
		speed: flags.speed,
		fresh: flags.fresh ?? false,
		home: settings.home,
		policy,
	});
}

/** The policy file may name the Slack channel; the environment wins where both do. */
function withPolicyChannels(settings: Settings, file: LoadedFile | null): Settings {
	const reference = file?.file.notify?.slackWebhook;
	if (reference === undefined || settings.slackWebhookUrl !== null) return settings;
	const read = readReference(reference);
	if (!read.ok) throw new UsageError(`notify.slackWebhook: ${read.problem}`);
	return { ...settings, slackWebhookUrl: read.value };
}

async function openPage(session: Session, settings: Settings, log: Log): Promise<PageServer> {
	const keys = await overrideKeys(settings);
	const { guardrail, namespace } = session;
	const wall = new SystemClock();
	let formId = 0;
	return servePage({
		port: settings.port,
		host: "127.0.0.1",
		version,
		simulated: session.simulated,
		seed: session.seed ?? undefined,
		readModel: guardrail.readModel,
		audit: guardrail.audit,
		applySignedOverride: (request) =>
			takeSignedOverride(
				{
					keys,
					rules: rulesOf(session.policy),
					wallNow: () => wall.now(),
					apply: guardrail.applyOverride,
					recordRefusal: guardrail.recordRefusal,
					log,
				},
				request,
			),
		takeSlack: slackDoor(session, settings, wall),
		applyLocalOverride: (command) => {
			formId += 1;
			return guardrail.applyOverride({
				...command,
				namespace,
				actor: "this machine",
				principal: "local",
				role: "owner",
				expiresAt: null,
				requestId: `form-${session.clock.now()}-${formId}`,
				bodyHash: "form",
			});
		},
	});
}

/** Where the Slack app is connected: its commands and clicks give orders like the webhook does. */
function slackDoor(session: Session, settings: Settings, wall: SystemClock) {
	const signingSecret = settings.slackSigningSecret?.reveal() ?? null;
	if (signingSecret === null) return null;
	const { orders } = session.guardrail;
	return (request: SignedOverride) =>
		takeSlackRequest({ orders, signingSecret, wall, fetch }, request);
}

async function overrideKeys(settings: Settings): Promise<OverrideKey[]> {
	const given = settings.overrideSecrets.map((secret) => secret.reveal()).join(" ");
	return parseOverrideKeys(given === "" ? await readOrCreateOverrideSecret(settings.home) : given);
}

/** The four lines of the first run: where to look, what is watched, how fast, how to see one's own. */
function greet(session: Session, page: PageServer, flags: Flags & { hasPolicy: boolean }): void {
	const { speed, policy = "guardrail.yml", hasPolicy } = flags;
	const lines = [
		`Page     ${page.url}`,
		`Watching ${session.label}`,
		session.simulated
			? `Speed    ${speed} × real time: a day in ${Math.round(86_400 / speed)} s · API ${session.accountUrl}`
			: `Asking   ${session.accountUrl} once a minute`,
		session.simulated
			? "Yours    HF_TOKEN=hf_... npm start   (your own account in shadow: nothing is ever written)"
			: hasPolicy
				? `Policy   ${policy}`
				: "Policy   none: the budget above is only a proposal, write guardrail.yml in this folder",
	];
	writeOut(`${lines.join("\n")}\n\n`);
}

function onSignal(stop: () => void): void {
	process.once("SIGINT", stop);
	process.once("SIGTERM", stop);
}

function writeOut(text: string): void {
	process.stdout.write(text);
}
