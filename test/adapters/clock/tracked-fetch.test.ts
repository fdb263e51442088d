import { expect, test } from "vitest";
import { trackedFetch } from "../../../shared/adapters/clock/tracked-fetch.ts";

function countingHolds() {
	const holds = { open: 0, opened: 0 };
	const hold = () => {
		holds.open += 1;
		holds.opened += 1;
		return () => {
			holds.open -= 1;
		};
	};
	return { holds, hold };
}

test("the hold is open from the call until the last byte of the body", async () => {
	const { holds, hold } = countingHolds();
	const body = new TransformStream<Uint8Array, Uint8Array>();
	const call = trackedFetch(
		{ hold },
		{ fetch: async () => new Response(body.readable) },
	)("http://x");
	const writer = body.writable.getWriter();
	await writer.write(new TextEncoder().encode("half"));
	expect(holds.open).toBe(1);
	await writer.close();
	expect(await (await call).text()).toBe("half");
	expect(holds).toEqual({ open: 0, opened: 1 });
});

test("status, headers and address of the answer are kept", async () => {
	const { hold } = countingHolds();
	const fetch = async () => new Response("no", { status: 429, headers: { "retry-after": "7" } });
	const response = await trackedFetch({ hold }, { fetch })("http://x");
	expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
});

test("an answer that may not have a body is handed on without one", async () => {
	const { holds, hold } = countingHolds();
	const fetch = async () => new Response(null, { status: 304 });
	expect((await trackedFetch({ hold }, { fetch })("http://x")).status).toBe(304);
	expect(holds.open).toBe(0);
});

test("a failed call closes its hold and passes the failure on", async () => {
	const { holds, hold } = countingHolds();
	const fetch = async () => {
		throw new TypeError("fetch failed");
	};
	await expect(trackedFetch({ hold }, { fetch })("http://x")).rejects.toThrow("fetch failed");
	expect(holds).toEqual({ open: 0, opened: 1 });
});

test("a body over the limit fails the call instead of filling the memory", async () => {
	const { holds, hold } = countingHolds();
	const fetch = async () => new Response("x".repeat(11));
	const call = trackedFetch({ hold }, { fetch, bodyLimitBytes: 10 })("http://x");
	await expect(call).rejects.toThrow("longer than 10 bytes");
	expect(holds.open).toBe(0);
});
