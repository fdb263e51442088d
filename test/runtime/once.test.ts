import { expect, test } from "vitest";
import { latestFor, once } from "../../shared/runtime/once.ts";

test("what is made once is made on first use, and kept", () => {
	let made = 0;
	const get = once(() => {
		made += 1;
		return { made };
	});
	expect(made).toBe(0);
	expect(get()).toBe(get());
	expect(made).toBe(1);
});

test("what could not be made is tried again", () => {
	let tries = 0;
	const get = once(() => {
		tries += 1;
		if (tries === 1) throw new Error("not yet");
		return tries;
	});
	expect(get).toThrow("not yet");
	expect(get()).toBe(2);
});

test("only what was made for the last key is kept", () => {
	const made: string[] = [];
	const clientFor = latestFor((token: string) => {
		made.push(token);
		return { token };
	});
	expect(clientFor("old")).toBe(clientFor("old"));
	clientFor("new");
	clientFor("old");
	expect(made).toEqual(["old", "new", "old"]);
});
