import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import type { AccountResult, SimulatedAccount } from "../../simulator/account.ts";

/** One change that somebody made by a call, in the order in which it happened. */
type RememberedCall = {
	readonly at: number;
	readonly call: "create" | "update" | "pause" | "resume" | "scaleToZero" | "remove";
	readonly name: string;
	readonly body: unknown;
	readonly actor: string;
};

export type AccountMemory = {
	/** Instant of the last remembered call; null: none. */
	readonly lastAt: number | null;
	/** Makes every remembered call again, each at its own instant. */
	replay(account: SimulatedAccount, setNow: (at: number) => void): void;
	/** Remembers every change from now on. */
	attach(account: SimulatedAccount): void;
};

/**
 * The simulated account is a function of its seed and of the calls made to it, so a file of calls is all
 * it takes to go on after a restart. A call is appended when it took effect, before it is answered.
 */
export function accountMemory(path: string): AccountMemory {
	const calls = readCalls(path);
	return {
		lastAt: calls.at(-1)?.at ?? null,
		replay(account, setNow) {
			for (const call of calls) {
				setNow(call.at);
				make(account, call);
			}
		},
		attach(account) {
			remember(account, (call) => appendFileSync(path, `${JSON.stringify(call)}\n`));
		},
	};
}

/** A last line that was cut by a crash is a call that was never answered: it goes, so that none is glued to it. */
function readCalls(path: string): RememberedCall[] {
	if (!existsSync(path)) return [];
	const text = readFileSync(path, "utf8");
	const whole = text.slice(0, text.lastIndexOf("\n") + 1);
	if (whole !== text) truncateSync(path, Buffer.byteLength(whole));
	return whole
		.split("\n")
		.flatMap((line, index) => (line === "" ? [] : [parsed(line, path, index + 1)]));
}

function parsed(line: string, path: string, number: number): RememberedCall {
	try {
		return JSON.parse(line) as RememberedCall;
	} catch (cause) {
		throw new Error(`${path} is damaged in line ${number}; begin anew with --fresh`, { cause });
	}
}

function make(
	account: SimulatedAccount,
	{ call, name, body, actor }: RememberedCall,
): AccountResult {
	switch (call) {
		case "create":
			return account.create(body, actor);
		case "update":
			return account.update(name, body, actor);
		default:
			return account[call](name, actor);
	}
}

function remember(account: SimulatedAccount, append: (call: RememberedCall) => void): void {
	const plain = { ...account };
	const kept = (call: Omit<RememberedCall, "at">, result: AccountResult) => {
		if (result.ok) append({ at: account.now(), ...call });
		return result;
	};
	account.create = (body, actor) =>
		kept({ call: "create", name: "", body, actor }, plain.create(body, actor));
	account.update = (name, body, actor) =>
		kept({ call: "update", name, body, actor }, plain.update(name, body, actor));
	account.pause = (name, actor) =>
		kept({ call: "pause", name, body: null, actor }, plain.pause(name, actor));
	account.resume = (name, actor) =>
		kept({ call: "resume", name, body: null, actor }, plain.resume(name, actor));
	account.scaleToZero = (name, actor) =>
		kept({ call: "scaleToZero", name, body: null, actor }, plain.scaleToZero(name, actor));
	account.remove = (name, actor) =>
		kept({ call: "remove", name, body: null, actor }, plain.remove(name, actor));
}
