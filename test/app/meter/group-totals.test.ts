import { describe, expect, test } from "vitest";
import { spendStore } from "../../../shared/app/store/spend-store.ts";
import { hourMs, minuteMs } from "../../../shared/domain/instant.ts";
import type { GroupBudget, Policy } from "../../../shared/domain/policy.ts";
import { policyOf } from "../../core/fixture.ts";
import { definition, start } from "../../simulator/fixture.ts";
import { type MeteredAccount, meteredAccount } from "../metered-account.ts";

function group(name: string, zone: string, members: GroupBudget["members"]): GroupBudget {
	return { ...policyOf().budget, name, zone, members };
}

const scenario = {
	name: "groups",
	description: "Two endpoints of two tags.",
	namespace: "acme",
	zone: "Europe/Berlin",
	start,
	dailyBudgetMicroUsd: 100_000_000,
	endpoints: [definition({ name: "one", tags: ["lab"] }), definition({ name: "two" })],
	timeline: [],
};

const lab = group("lab", "Europe/Berlin", [{ tag: "lab" }]);

function metered(groups: readonly GroupBudget[]): MeteredAccount {
	return meteredAccount({ scenario, policy: policyOf({ groups }, { zone: "Europe/Berlin" }) });
}

async function spentBy(account: MeteredAccount, name: string): Promise<number> {
	const found = (await account.readings()).find(({ reading }) => reading.budget === name);
	if (found === undefined) throw new Error(`${name} is not read`);
	return found.reading.spent.point;
}

const bill = ({ account, now }: MeteredAccount, name: string) =>
	account.truth.billMicroUsd(scenario.start, now(), name);
/** A second of stage ranges, and what is not documented to be billed. */
const slack = 40_000;

describe("a group's spend", () => {
	test("is what its present members spent, also before they carried its tag", async () => {
		const account = metered([lab]);
		await account.run(scenario.start + 2 * hourMs);
		expect(Math.abs((await spentBy(account, "lab")) - bill(account, "one"))).toBeLessThan(slack);
		account.account.update("two", { tags: ["lab"] }, "ann");
		await account.run(scenario.start + 3 * hourMs);
		const both = bill(account, "one") + bill(account, "two");
		expect(Math.abs((await spentBy(account, "lab")) - both)).toBeLessThan(slack);
		account.account.update("one", { tags: [] }, "ann");
		await account.run(scenario.start + 4 * hourMs);
		expect(Math.abs((await spentBy(account, "lab")) - bill(account, "two"))).toBeLessThan(slack);
	}, 60_000);

	test("keeps what a member spent that is gone from the account", async () => {
		const account = metered([lab]);
		await account.run(scenario.start + 90 * minuteMs);
		account.account.remove("one", "ann");
		await account.run(scenario.start + 4 * hourMs);
		const truth = bill(account, "one");
		expect(truth).toBeGreaterThan(1_000_000);
		expect(Math.abs((await spentBy(account, "lab")) - truth)).toBeLessThan(slack);
		const gone = await spendStore(account.table, "acme").readGone();
		expect(gone).toMatchObject([{ endpoint: "one", tags: ["lab"], region: "us-east-1" }]);
	}, 60_000);

	test("of a group that is new in the policy reaches back to the start of its day", async () => {
		const first = metered([]);
		await first.run(scenario.start + 3 * hourMs);
		const policy: Policy = policyOf({ groups: [lab], hash: "another" }, { zone: "Europe/Berlin" });
		const { table } = first;
		const second = meteredAccount({ scenario, policy, table });
		second.account.advanceTo(first.now());
		await second.run(scenario.start + 4 * hourMs);
		expect(Math.abs((await spentBy(second, "lab")) - bill(second, "one"))).toBeLessThan(slack);
	}, 60_000);
});
