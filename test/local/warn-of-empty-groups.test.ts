import { expect, test } from "vitest";
import { VirtualClock } from "../../shared/adapters/clock/virtual-clock.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { warnOfEmptyGroups } from "../../shared/local/warn-of-empty-groups.ts";
import { policyOf } from "../core/fixture.ts";

test("a group that matches no endpoint is warned of once, at the first list", async () => {
	const warned: unknown[] = [];
	const log = {
		info: () => undefined,
		warn: (event: string, fields?: unknown) => void warned.push({ event, fields }),
		error: () => undefined,
	};
	const policy = policyOf();
	const groups = [{ ...policy.budget, name: "research", members: [{ name: "nobody" }] }];
	const table = createMemoryTable({ clock: new VirtualClock(0) });
	const warn = warnOfEmptyGroups({
		namespace: "acme",
		policy: { ...policy, groups },
		table,
		log,
	});
	await warn();
	await warn();
	expect(warned).toEqual([
		{
			event: "group-matches-nothing",
			fields: {
				namespace: "acme",
				group: "research",
				problem: "no endpoint matches it, so nothing is counted in it",
			},
		},
	]);
});
