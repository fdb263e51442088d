import { expect, test } from "vitest";
import { catalogue } from "../../../shared/adapters/huggingface/catalogue.ts";
import { checkMultipliers } from "../../../shared/core/pricing/guide-multipliers.ts";

test("the real list has no Asia-Pacific region, and asks the same price in Europe and US West", () => {
	expect(
		checkMultipliers(catalogue.rows).map(({ area, offered, highestSeen }) => ({
			area,
			offered,
			highestSeen,
		})),
	).toEqual([
		{ area: "Europe", offered: ["eu-west-1"], highestSeen: 1 },
		{ area: "US West", offered: ["us-west-2"], highestSeen: 1 },
		{ area: "Asia-Pacific", offered: [], highestSeen: null },
	]);
});

test("a list that is dearer in Europe shows by how much", () => {
	const rows = catalogue.rows.map((row) =>
		row.region === "eu-west-1"
			? { ...row, priceMicroUsdPerHour: row.priceMicroUsdPerHour * 1.25 }
			: row,
	);
	expect(checkMultipliers(rows)[0]?.highestSeen).toBe(1.25);
});
