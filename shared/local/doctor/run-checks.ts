import { existsSync, readFileSync } from "node:fs";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createAccountCheck } from "../../adapters/huggingface/account-check.ts";
import { createFleetReader } from "../../adapters/huggingface/fleet-reader.ts";
import { createHttpClient } from "../../adapters/huggingface/http-client.ts";
import { createPriceReader } from "../../adapters/huggingface/price-reader.ts";
import { createJsonLog } from "../../adapters/log/json-log.ts";
import { readOrCreateOverrideSecret } from "../../adapters/webhooks/override-secret.ts";
import { formatProblems, loadPolicy } from "../../config/load-policy.ts";
import { readSettings, type Settings } from "../../config/settings.ts";
import { policyFindings } from "../../core/plan/policy-findings.ts";
import { priceLookup } from "../../core/pricing/price-lookup.ts";
import type { Inventory } from "../../domain/endpoint.ts";
import type { Policy } from "../../domain/policy.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { LoadedFile } from "../read-policy-file.ts";
import { scenarioNamed, scenarioNames } from "../scenario-named.ts";
import { theOnlyNamespace } from "../session/the-only-namespace.ts";
import type { Check } from "./check.ts";
import { checkBill } from "./check-bill.ts";
import { checkChannels } from "./check-channels.ts";
import { checkWrite } from "./check-write.ts";
import { listSimulated } from "./list-simulated.ts";

export type { Check };

export type CheckOptions = {
	readonly policyFile: string;
	/** The file was named, so that it may not be missing. */
	readonly mustExist: boolean;
	/** null: that of the policy file, else the only one of the token. */
	readonly namespace: string | null;
	/** Without a token: the simulated account whose endpoints the policy is held against. */
	readonly scenario: string;
	/** Default: that of the process. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
};

/** Each check by name; one whose ground is missing is skipped with the reason. */
export async function runChecks(options: CheckOptions): Promise<Check[]> {
	const { policyFile, mustExist, environment } = options;
	const read = readSettings(environment);
	const node = ok("node", process.version);
	if (!read.ok)
		return [node, fail("settings", read.problems.join("; "), "set the variable as it says")];
	const { settings } = read;
	const policy = checkPolicy(policyFile, mustExist);
	const loaded = loadedFrom(policyFile);
	const namespace = options.namespace ?? loaded?.file.namespace ?? null;
	const own = loaded?.policy ?? null;
	const token = settings.hfToken?.reveal();
	const account =
		token === undefined
			? await checkSimulated(own, options.scenario)
			: await checkAccount({ ...settings, token }, own, namespace);
	const reference = loaded?.file.notify?.slackWebhook ?? null;
	const channels = checkChannels(settings, reference, environment);
	return [
		node,
		ok("settings", `page on port ${settings.port}, folder ${settings.home}`),
		policy,
		...account,
		...channels,
		await checkSecret(settings),
	];
}

function checkPolicy(file: string, mustExist: boolean): Check {
	if (!existsSync(file)) {
		const detail = `${file} is not there: a budget is proposed from the run rate`;
		return mustExist
			? fail("policy", `${file} is not there`, "name an existing file")
			: warn("policy", detail, "write a guardrail.yml, docs/policy.md");
	}
	const loaded = loadPolicy(readFileSync(file, "utf8"), { file, defaultMode: "shadow" });
	if (!loaded.ok)
		return fail("policy", formatProblems(loaded.problems), "mend the lines named above");
	const { rules, groups } = loaded.policy;
	return ok(
		"policy",
		`${file}, ${counted(rules, "rule")}, ${counted(groups, "group")}, hash ${loaded.policy.hash.slice(0, 8)}`,
	);
}

function counted(all: readonly unknown[], what: string): string {
	return `${all.length} ${what}${all.length === 1 ? "" : "s"}`;
}

function loadedFrom(file: string): LoadedFile | null {
	if (!existsSync(file)) return null;
	const loaded = loadPolicy(readFileSync(file, "utf8"), { file, defaultMode: "shadow" });
	return loaded.ok ? loaded : null;
}

/** A rule that names nobody protects nobody, and is noticed when it is too late. */
function checkRules(policy: Policy | null, { complete, endpoints }: Inventory, where = ""): Check {
	if (policy === null) return skip("rules", "no policy file that could be read");
	if (!complete) return skip("rules", "the list of endpoints was incomplete");
	const findings = policyFindings(policy, endpoints);
	if (findings.length === 0) {
		return ok("rules", `each names an endpoint${where}, and its numbers fit`);
	}
	const details = findings.map((finding) => `${finding.where}: ${finding.detail}${where}`);
	const remedies = [...new Set(findings.map(({ remedy }) => remedy))];
	return warn("rules", details.join("; "), remedies.join("; "));
}

const afterToken = ["endpoints", "write", "rules", "prices", "bill"];

/** Without a token there is the account that `npm start` watches then: a name that is in none of it is told. */
async function checkSimulated(policy: Policy | null, name: string): Promise<Check[]> {
	if (!scenarioNames().includes(name)) {
		throw new UsageError(`there is no scenario "${name}"`, `one of ${scenarioNames().join(", ")}`);
	}
	const inventory = await listSimulated(scenarioNamed(name));
	const where = `of the simulated account "${name}"`;
	const checks: Readonly<Record<string, Check>> = {
		endpoints: ok("endpoints", `${inventory.endpoints.length} ${where}`),
		rules: checkRules(policy, inventory, ` ${where}`),
	};
	const skipped = "no HF_TOKEN: npm start watches a simulated account";
	return ["token", ...afterToken].map((check) => checks[check] ?? skip(check, skipped));
}

async function checkAccount(
	settings: Omit<Settings, "hfToken"> & { readonly token: string },
	policy: Policy | null,
	named: string | null,
): Promise<Check[]> {
	const { token } = settings;
	const clock = new SystemClock();
	try {
		const check = createAccountCheck({ token, fetch, clock, hubUrl: settings.hubUrl });
		const owner = await check.checkToken();
		const namespace = named ?? theOnlyNamespace(owner.namespaces);
		const clientOf = (endpointsUrl: string) =>
			createHttpClient({ fetch, clock, token, endpointsUrl });
		const client = clientOf(settings.endpointsUrl);
		const inventory = await createFleetReader({ client, namespace, clock }).listInventory();
		const log = createJsonLog({ clock, write: () => undefined });
		const book = await createPriceReader({ client, clock, log }).readPrices();
		return [
			ok(
				"token",
				`${owner.user}, namespaces ${owner.namespaces.join(", ")}, role ${owner.role ?? "not told"}`,
			),
			inventory.complete
				? ok("endpoints", `${inventory.endpoints.length} in ${namespace}`)
				: warn(
						"endpoints",
						"the list was incomplete",
						"run doctor again; if it stays, tell Hugging Face",
					),
			checkWrite(owner, namespace, policy?.budget.mode ?? "shadow"),
			checkRules(policy, inventory),
			checkPrices(inventory, book),
			await checkBill(clientOf(settings.hubUrl), namespace),
		];
	} catch (error) {
		return failedAccount(error);
	}
}

function failedAccount(error: unknown): Check[] {
	const detail = error instanceof Error ? error.message : String(error);
	const hint = error instanceof UsageError ? error.hint : null;
	const remedy = hint ?? "make a fine-grained token with Inference Endpoints read and write";
	const reason = hint === null ? "the token did not work" : "no namespace was chosen";
	const skipped = afterToken.map((name) => skip(name, reason));
	return [fail("token", detail, remedy), ...skipped];
}

function checkPrices(inventory: Inventory, book: Parameters<typeof priceLookup>[0]): Check {
	const priceOf = priceLookup(book);
	const unpriced = inventory.endpoints.filter((endpoint) => !priceOf(endpoint.hardware).known);
	const names = unpriced.map((endpoint) => endpoint.name).join(", ");
	if (unpriced.length > 0)
		return warn("prices", `no price for ${names}: counted at the dearest of their class`, null);
	if (book.source === "catalogue")
		return warn(
			"prices",
			`live list unreadable: the shipped catalogue of ${dateText(book.asOf)} is used`,
			"try again later",
		);
	return ok(
		"prices",
		`live list of ${dateText(book.asOf)}, ${book.rows.length} rows, every endpoint priced`,
	);
}

function dateText(at: number): string {
	return new Date(at).toISOString().slice(0, 10);
}

async function checkSecret(settings: Settings): Promise<Check> {
	if (settings.overrideSecrets.length > 0)
		return ok("override", `${settings.overrideSecrets.length} secrets from OVERRIDE_SECRET`);
	try {
		await readOrCreateOverrideSecret(settings.home);
		return ok("override", `secret in ${settings.home}/override-secret`);
	} catch (error) {
		return fail(
			"override",
			error instanceof Error ? error.message : String(error),
			"delete the file to get a new one",
		);
	}
}

function ok(name: string, detail: string): Check {
	return { name, state: "ok", detail, remedy: null };
}

function warn(name: string, detail: string, remedy: string | null): Check {
	return { name, state: "warn", detail, remedy };
}

function fail(name: string, detail: string, remedy: string): Check {
	return { name, state: "fail", detail, remedy };
}

function skip(name: string, detail: string): Check {
	return { name, state: "skip", detail, remedy: null };
}
