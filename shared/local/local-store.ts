import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./cli/usage-error.ts";
import { scenarioNamed, scenarioNames } from "./scenario-named.ts";

/** A store of local mode: whose spend is in it, and in which zone its days begin unless a policy says so. */
export type LocalStore = {
	readonly path: string;
	readonly namespace: string;
	readonly zone: string;
	/** How it is called in messages: the namespace, or `simulated/NAME-SEED`. */
	readonly name: string;
};

/** The only store of the folder, or the one that is named. Throws `UsageError` where there is none, or no telling which. */
export function findLocalStore(home: string, wanted: string | null): LocalStore {
	const all = [...liveStores(home), ...simulatedStores(home)];
	const found = all.filter(({ name }) => wanted === null || name === wanted);
	const [only] = found;
	if (only !== undefined && found.length === 1) return only;
	const names = all.map(({ name }) => name).join(", ");
	if (all.length === 0) {
		throw new UsageError(`nothing was metered in the folder ${home} yet`, "guardrail start");
	}
	throw new UsageError(
		wanted === null
			? `the folder ${home} has several stores: ${names}`
			: `the folder ${home} has no store "${wanted}"; it has ${names}`,
		`--store ${all[0]?.name ?? "NAME"}`,
	);
}

function liveStores(home: string): LocalStore[] {
	return filesIn(home).flatMap((file) => {
		const namespace = /^(.+)\.db$/.exec(file)?.[1];
		if (namespace === undefined) return [];
		return [{ path: join(home, file), namespace, zone: "UTC", name: namespace }];
	});
}

function simulatedStores(home: string): LocalStore[] {
	const folder = join(home, "simulated");
	return filesIn(folder).flatMap((name) => {
		const scenario = /^(.+)-\d+$/.exec(name)?.[1];
		if (scenario === undefined || !scenarioNames().includes(scenario)) return [];
		if (!filesIn(join(folder, name)).includes("guardrail.db")) return [];
		const { namespace, zone } = scenarioNamed(scenario);
		return [
			{ path: join(folder, name, "guardrail.db"), namespace, zone, name: `simulated/${name}` },
		];
	});
}

function filesIn(folder: string): string[] {
	try {
		return readdirSync(folder).toSorted();
	} catch {
		return [];
	}
}
