import { expect, test } from "vitest";
import {
	lineText,
	moneyText,
	percentText,
	rateText,
	savingText,
	wholeDollars,
} from "../../../shared/core/notify/money-text.ts";

test("what happened is written in cents, a rate per hour, a saving with a true minus", () => {
	expect(moneyText(1_230_140_000)).toBe("$1,230.14");
	expect(rateText(59_650_000)).toBe("$59.65/h");
	expect(savingText(38_230_000)).toBe("−$38.23/h");
	expect(savingText(0)).toBe("$0.00/h");
});

test("what may be is written in whole dollars and never narrower than computed", () => {
	expect(wholeDollars(1_134_900_000, "down")).toBe("$1,134");
	expect(wholeDollars(1_310_500_000, "near")).toBe("$1,311");
	expect(wholeDollars(1_422_100_000, "up")).toBe("$1,423");
});

test("a line keeps its cents when it has any", () => {
	expect(lineText(720_000_000)).toBe("$720");
	expect(lineText(12_500_000)).toBe("$12.50");
});

test("a saving below half a cent is not told as none, and none is none", () => {
	expect(savingText(4_000)).toBe("less than $0.01/h");
	expect(savingText(0)).toBe("$0.00/h");
});

test("a percentage is rounded down, so that no line looks crossed before it is", () => {
	expect(percentText(1.9999)).toBe("199 %");
	expect(percentText(2)).toBe("200 %");
	expect(percentText(1.15)).toBe("115 %");
	expect(percentText(Number.NaN)).toBe("unknown share");
});
