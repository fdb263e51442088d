import { expect, test } from "vitest";
import { readAudit } from "../../../shared/app/audit/audit-log.ts";
import type { Log } from "../../../shared/ports/log.ts";
import { one, stage } from "../../peers/stage.ts";

type Step = { readonly key: string; readonly endpoint: string };

test("each step stands in the record under the key that it has in the log, before and after", async () => {
	const logged: string[] = [];
	const note = (event: string, facts?: object) => {
		if (event === "step" && facts !== undefined) logged.push((facts as Step).key);
	};
	const log: Log = { info: note, warn: note, error: note };
	const it = stage({ endpoints: [one("chat"), one("embed")], dailyUsd: 20, log });
	await it.minutes(300);
	const entries = await readAudit(it.table, "acme", 0);
	const keysOf = (what: string) =>
		entries
			.filter((entry) => entry.what === what)
			.flatMap(({ facts }) => (facts["steps"] as unknown as readonly Step[]).map(({ key }) => key));
	expect(logged.length).toBeGreaterThan(2);
	expect(keysOf("decision")).toEqual(logged);
	expect(keysOf("outcome").toSorted()).toEqual(logged.toSorted());
	expect(logged.every((key) => /^[0-9a-f]{16}$/.test(key))).toBe(true);
}, 60_000);
